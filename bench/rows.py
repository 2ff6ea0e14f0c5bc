"""The rows that both serve: the real register where it is at hand, and one full fictional case."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.register.load import load_register
from ok_api.foundation.database import Database, bulk
from ok_api.foundation.settings import Settings
from ok_api.rules.words import ExpertRole, Phase, SessionKind
from tests import factories

REGISTER = Path(__file__).parents[2] / "shared" / "data" / "nl-scholen-2024-11-22.csv"
HEADER = (
    "vestigingscode;brin_nummer;naam;type;denominatie;internetadres;straat;huisnummer;huisletter;"
    "huisnummertoevoeging;postcode;plaats;gemeente;provincie;onderwijsgebied;leerlingen;lon;lat"
)
ROWS = 8_622


def register() -> bytes:
    """The national list; where it is absent, as many made-up rows of the same shape."""
    if REGISTER.exists():
        return REGISTER.read_bytes()
    out = StringIO()
    out.write(HEADER + "\r\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number in range(ROWS):
        letters = f"{chr(65 + number // 2600 % 26)}{chr(65 + number // 100 % 26)}"
        code = f"99{letters}{number % 100:02d}"
        writer.writerow([code, code[:4], f"School {number * 7919 % ROWS}", "Basisonderwijs",
                         "Openbaar", "www.example.org", "Straat", number % 200, "", "", "1234AB",
                         f"Plaats {number % 900}", f"Gemeente {number % 340}", "Utrecht",
                         "Utrecht", number % 700, "5.1", "52.1"])  # fmt: skip
    return out.getvalue().encode()


async def fill(dsn: str) -> str:
    """Load the register and make the case; answers the participation's id."""
    async with bulk(dsn) as connection:
        await load_register(
            connection, BytesIO(register()), reference_date=date(2024, 11, 22), actor="bench"
        )
    async with bulk(dsn) as connection:
        await connection.execute("ANALYZE")
    database = Database(dsn, Settings(_env_file=None))
    async with AsyncSession(database.engine, expire_on_commit=False) as session, session.begin():
        identity = await _case(session)
    await database.engine.dispose()
    return identity


async def _case(session: AsyncSession) -> str:
    participation = await factories.make_participation(session, phase=Phase.PILOT)
    for number in range(5):
        await factories.make_team_member(session, participation, name=f"Teamlid {number}")
    for role in ExpertRole:
        await factories.make_expert_assignment(session, participation, role=role)
    trajectory = await factories.make_trajectory(session, participation)
    for _ in range(6):
        enrolment = await factories.make_enrolment(session, trajectory)
        for month in range(6):
            await factories.make_session(
                session,
                participation,
                learning_trajectory_id=trajectory.id,
                enrolment_id=enrolment.id,
                kind=SessionKind.GUIDANCE,
                starts_at=datetime(2026, 1 + month, 10, 8, tzinfo=UTC),
            )
    for _ in range(3):
        await factories.make_session(session, participation, learning_trajectory_id=trajectory.id)
        await factories.make_knowledge_activity(session, participation)
    return str(participation.id)
