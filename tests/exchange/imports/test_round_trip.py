"""What is read as a table and sent back changes nothing, whatever stands in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import (
    ApplicationStatus,
    EnrolmentStatus,
    SchoolStatus,
    Sector,
    SessionKind,
    SessionStatus,
)
from ok_api.tables import SchoolBoard
from tests.callers import Callers
from tests.exchange.imports.sending import XLSX, own, rows_of, sent
from tests.factories import (
    make_application,
    make_enrolment,
    make_expertise,
    make_round,
    make_school,
    make_session,
)
from tests.programme.learning.offers import LEARNER, STRANGER, make_offer

pytestmark = pytest.mark.usefixtures("worker")
CSV = "text/csv"

TEXTS = (
    "'t Prisma",
    "=Laan 1",
    "'=Laan 2",
    "''+31 513 123456",
    "-",
    "@Work; =1+1",
    "x;'=1+1",
    "ja",
    "007",
    "1e5",
    "1-10-2025",
    'a|b, "c"',
    "💥 é ＝",
    "_x000D_ en _x0041_",
)
PROSE = (
    "Doel:\n-lezen (groep 3)\n- schrijven; rekenen\n=> klaar",
    "\n".join(f'week {number}: lezen; "samen", \'=1' for number in range(60)),
    "+31 is een nummer\n@school\t;@SUM(A1)",
    "Kwam ooit met\r\nandere regeleinden",
)


async def prepare_schools(session: AsyncSession) -> None:
    for number, text in enumerate(TEXTS):
        await make_school(
            session,
            establishment_code=f"99ZZ{number:02}",
            name=text,
            street=text,
            city=text,
            phone="+4930123456",
            sector=Sector.VO,
            longitude=5.123456,
            latitude=52.5,
            pupil_count=number,
        )
    await make_school(
        session,
        establishment_code="99ZY01",
        status=SchoolStatus.CLOSED,
        closed_on=date(2026, 8, 1),
    )


async def prepare_boards(session: AsyncSession) -> None:
    for number, text in enumerate(TEXTS):
        board = SchoolBoard(board_number=f"0{number:04}", name=text, city=text, website=None)
        session.add(board)


async def prepare_applications(session: AsyncSession) -> None:
    """One was withdrawn, and a second one of the same school and approach runs."""
    round_ = await make_round(session)
    for number, text in enumerate(TEXTS):
        school = await make_school(session, establishment_code=f"99ZZ{number:02}")
        expertise = await make_expertise(session, school, title=text)
        shared = {
            "contact_name": text,
            "trajectory_part": PROSE[number % 4],
            "other_roles": ["learning_school"] if number % 2 else [],
        }
        if not number:
            await make_application(
                session,
                expertise,
                selection_round_id=round_.id,
                status=ApplicationStatus.WITHDRAWN,
                motivation=text,
                **shared,
            )
        await make_application(
            session,
            expertise,
            selection_round_id=round_.id,
            submitted_at=datetime(2025, 4, 1, 8, 30, 15, 123456, tzinfo=UTC),
            formally_registered_on=date(2025, 3, 20),
            **shared,
        )


async def prepare_enrolments(session: AsyncSession) -> None:
    offer = await make_offer(session, granted=30, capacity=30)
    await make_enrolment(
        session, offer.trajectory, offer.learner, status=EnrolmentStatus.WITHDRAWN, motivation="-"
    )
    await make_enrolment(session, offer.trajectory, offer.learner)
    for number, text in enumerate(TEXTS):
        school = await make_school(session, establishment_code=f"98ZZ{number:02}", name=text)
        await make_enrolment(
            session,
            offer.trajectory,
            school,
            status=list(EnrolmentStatus)[number % 5],
            improvement_question=text,
            contact_name=text,
            planning=PROSE[number % 4],
            motivation=text,
        )


async def prepare_sessions(session: AsyncSession) -> None:
    """Also one that was cancelled and planned anew, and one in the hour that comes twice."""
    offer = await make_offer(session)
    enrolment = await make_enrolment(session, offer.trajectory, offer.learner)
    for number, text in enumerate(TEXTS):
        values = {
            "kind": SessionKind.STUDY_DAY,
            "starts_at": datetime(2025, 10, 1 + number, 8, 30, 1, 999, tzinfo=UTC),
            "title": text,
            "location": text,
            "note": PROSE[number % 4],
        }
        owner: dict[str, Any] = {"learning_trajectory_id": offer.trajectory.id}
        if number % 3 == 1:
            owner["enrolment_id"] = enrolment.id
        if number % 3 == 2:
            owner = {}
        await make_session(session, offer.participation, **values, **owner)
        if not number:
            values["status"] = SessionStatus.CANCELLED
            await make_session(session, offer.participation, **values, **owner)
    for hour in (0, 1):
        twice = datetime(2025, 10, 26, hour, 30, tzinfo=UTC)
        await make_session(session, offer.participation, starts_at=twice)


@dataclass(frozen=True)
class Kind:
    prepare: Callable[[AsyncSession], Awaitable[None]]
    table: str
    least: int


KINDS = {
    "schools": Kind(prepare_schools, "schools", 15),
    "boards": Kind(prepare_boards, "school_boards", 14),
    "applications": Kind(prepare_applications, "applications", 15),
    "enrolments": Kind(prepare_enrolments, "enrolments", 16),
    "sessions": Kind(prepare_sessions, "sessions", 17),
}
ADDRESSES = {"boards": "school-boards"}


async def state_of(dsn: str, table: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(f"SELECT * FROM {table} ORDER BY 1"))  # noqa: S608
    finally:
        await connection.close()


@pytest.mark.parametrize("media_type", [CSV, XLSX], ids=["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(KINDS))
async def test_an_export_that_is_sent_back_changes_nothing(
    callers: Callers, session: AsyncSession, dsn: str, kind: str, media_type: str
) -> None:
    known = KINDS[kind]
    await known.prepare(session)
    await session.commit()
    before = await state_of(dsn, known.table)
    address = f"/v1/{ADDRESSES.get(kind, kind)}"
    table = await callers.office.get(address, headers={"Accept": media_type})
    told = await sent(callers.office, table.content, media_type, kind=kind, unit="row")
    rows = await rows_of(callers.office, told)
    assert [row for row in rows if row["outcome"] != "unchanged"] == []
    assert [row["remarks"] for row in rows] == [None] * len(rows)
    assert (told["status"], told["counts"]["unchanged"] >= known.least) == ("applied", True)
    assert await state_of(dsn, known.table) == before


@pytest.mark.parametrize("kind", ["applications", "enrolments", "sessions"])
async def test_an_id_alone_names_the_row(
    callers: Callers, session: AsyncSession, kind: str
) -> None:
    await KINDS[kind].prepare(session)
    await session.commit()
    (one, other, *_) = (await callers.office.get(f"/v1/{kind}")).json()["items"]
    column = {"applications": "contactName", "enrolments": "planning", "sessions": "note"}[kind]
    content = own({"id": one["id"], column: "Zo is het."})
    told = await sent(callers.office, content, kind=kind)
    assert told["counts"]["updated"] == 1, told
    assert (await callers.office.get(one["self"])).json()[column] == "Zo is het."
    untouched = (await callers.office.get(other["self"])).json()
    assert untouched == other


WRONG_IDS = {
    "no such thing": ({"id": "00000000-0000-4000-8000-000000000000"}, ("/id", "unknown")),
    "no id": ({"id": "x"}, ("/id", "not_a_uuid")),
    "another school": ({"establishmentCode": STRANGER}, ("/establishmentCode", "other_id")),
}


@pytest.mark.parametrize("wrong", WRONG_IDS)
async def test_an_id_that_does_not_fit_is_refused(
    callers: Callers, session: AsyncSession, wrong: str
) -> None:
    offer = await make_offer(session)
    enrolment = await make_enrolment(session, offer.trajectory, offer.learner)
    await session.commit()
    changed, (pointer, code) = WRONG_IDS[wrong]
    row = {"id": str(enrolment.id), "establishmentCode": LEARNER, "planning": "Nieuw", **changed}
    told = await sent(callers.office, own(row), kind="enrolments", unit="row")
    (refused,) = await rows_of(callers.office, told)
    (flaw,) = refused["problems"][0]["errors"]
    assert (flaw["pointer"], flaw["code"]) == (pointer, code)


async def test_another_schools_id_is_as_if_it_did_not_exist(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_enrolment(session, offer.trajectory, offer.learner)
    await session.commit()
    content = own({"id": str(enrolment.id), "planning": "Van een ander"})
    told = await sent(callers.school(STRANGER), content, kind="enrolments", unit="row")
    (refused,) = await rows_of(callers.school(STRANGER), told)
    assert refused["problems"][0]["errors"][0]["code"] == "unknown"


async def test_a_session_is_moved_by_its_id(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    planned = await make_session(session, offer.participation, status=SessionStatus.PLANNED)
    await session.commit()
    content = own({"id": str(planned.id), "startsAt": "5-11-2025 10:00"})
    told = await sent(callers.office, content, kind="sessions")
    assert told["counts"]["updated"] == 1, told
    found = (await callers.office.get(f"/v1/sessions/{planned.id}")).json()
    assert datetime.fromisoformat(found["startsAt"]) == datetime(2025, 11, 5, 9, tzinfo=UTC)


async def test_one_id_twice_is_refused(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    enrolment = await make_enrolment(session, offer.trajectory, offer.learner)
    await session.commit()
    rows = [{"id": str(enrolment.id), "planning": planning} for planning in ("Een", "Twee")]
    told = await sent(callers.office, own(*rows), kind="enrolments", unit="row")
    made, refused = await rows_of(callers.office, told)
    assert (made["outcome"], refused["outcome"]) == ("updated", "refused")
    assert refused["problems"][0]["errors"][0]["pointer"] == "/id"


async def test_a_status_that_no_file_changes_is_not_passed_over_in_silence(
    callers: Callers, session: AsyncSession
) -> None:
    await make_application(session)
    await session.commit()
    headers = {"Accept": CSV}
    table = (await callers.office.get("/v1/applications", headers=headers)).text
    told = await sent(
        callers.office, table.replace(",exploring,", ",accepted,").encode(), kind="applications"
    )
    (row,) = await rows_of(callers.office, told)
    assert row["outcome"] == "unchanged"
    assert [(one["pointer"], one["code"]) for one in row["remarks"]] == [("/status", "not_taken")]


async def test_the_protection_of_other_programs_goes_away_too(callers: Callers) -> None:
    """As in a file that another system exported."""
    row = {
        "establishmentCode": "99ZZ01",
        "name": "'@School",
        "sector": "PO",
        "phone": "'+49 30 123456",
    }
    await sent(callers.office, own(row))
    found = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
    assert (found["name"], found["phone"]) == ("@School", "+4930123456")
