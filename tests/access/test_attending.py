"""What a learning school is told of sessions, by how far its enrolment is, wherever it reads."""

import csv
import io
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.access.attended import NOTE, TOLD, WAYS, Attended, make_attended
from tests.callers import Caller, Callers
from tests.exchange.calendars.scene import opened, told
from tests.exchange.changes.following import follow, on_record
from tests.factories import make_evaluation
from tests.programme.learning.offers import GUIDE, LEARNER, attach_expert
from tests.programme.review.cases import year_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = {"Accept": "text/csv"}


def learners(callers: Callers) -> tuple[Caller, Caller]:
    return callers.school(LEARNER), callers.board("90002")


async def items(caller: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("way", list(WAYS))
async def test_in_lists_and_alone(callers: Callers, session: AsyncSession, way: str) -> None:
    scene = await make_attended(session, way)
    nested = scene.offer.address + "/sessions"
    of_one = f"/v1/sessions?enrolmentId={scene.enrolment.id}"
    own = {name for name in TOLD[way] if "it" in name.split() or "its" in name.split()}
    for learner in learners(callers):
        for path, expected in (("/v1/sessions", TOLD[way]), (nested, TOLD[way]), (of_one, own)):
            found = await items(learner, path)
            assert scene.names(item["id"] for item in found) == expected, path
            assert {item["note"] for item in found} <= {None}, path
        for name, one in scene.sessions.items():
            expected_status = 200 if name in TOLD[way] else 404
            for path in (f"/v1/sessions/{one.id}", f"/v1/sessions/{one.id}/attendances"):
                assert (await learner.get(path)).status_code == expected_status, (name, path)


@pytest.mark.parametrize("way", list(WAYS))
async def test_in_tables(callers: Callers, session: AsyncSession, way: str) -> None:
    scene = await make_attended(session, way)
    for learner in learners(callers):
        table = await learner.get("/v1/sessions", headers=CSV)
        assert table.status_code == 200
        rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert scene.names(row["id"] for row in rows) == TOLD[way]
        assert {row["note"] for row in rows} == {""}
        sheet = await learner.get("/v1/sessions", headers={"Accept": XLSX})
        head, *lines = openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values
        assert scene.names(line[head.index("id")] for line in lines) == TOLD[way]
        assert NOTE not in str(lines)


@pytest.mark.parametrize("way", list(WAYS))
async def test_in_the_feed(callers: Callers, session: AsyncSession, way: str) -> None:
    scene = await make_attended(on_record(session), way)
    for learner in learners(callers):
        changes = await follow(learner, resource="sessions")
        assert scene.names(item["key"] for item in changes) == TOLD[way]


@pytest.mark.parametrize("way", list(WAYS))
async def test_in_calendars(callers: Callers, session: AsyncSession, way: str) -> None:
    """What somebody else follows of a school is no more than the school itself is told of."""
    scene = await make_attended(session, way)
    school = {"about": "school", "establishmentCode": LEARNER}
    trajectory = {"about": "trajectory", "learningTrajectoryId": str(scene.offer.trajectory.id)}
    learner = callers.school(LEARNER)
    for caller, about in (
        (learner, {"about": "person"}),
        (learner, school),
        (learner, trajectory),
        (callers.board("90002"), school),
        (callers.office, school),
        (callers.school(GUIDE), school),
    ):
        address = await opened(caller, **about)
        assert scene.names(await told(callers.anonymous, address)) == TOLD[way], about


@pytest.mark.parametrize("way", list(WAYS))
async def test_the_dossier_is_not_of_who_learns(
    callers: Callers, session: AsyncSession, way: str
) -> None:
    scene = await make_attended(session, way)
    address = f"/v1/participations/{scene.offer.participation.id}"
    for learner in learners(callers):
        for path in (address + "/dossier", address + "/sessions"):
            assert (await learner.get(path)).status_code == 404
    dossier = (await callers.school(GUIDE).get(address + "/dossier")).json()
    assert scene.names(one["id"] for one in dossier["sessions"]) == set(scene.sessions)
    assert {one["note"] for one in dossier["sessions"]} == {NOTE}


async def test_a_note_is_for_who_guides(callers: Callers, session: AsyncSession) -> None:
    scene = await make_attended(session, "enrolled")
    participation = scene.offer.participation
    await attach_expert(session, scene.offer)
    await make_evaluation(session, participation, await year_of(session, participation))
    await session.commit()
    both = callers.as_(
        "school", "both@example.org", roles=["school", "research"], schools=[LEARNER]
    )
    guides = (callers.office, callers.school(GUIDE), callers.board("90001"), callers.expert())
    others = (*learners(callers), callers.evaluator(), callers.research, both)
    one = f"/v1/sessions/{scene.sessions['shared study day'].id}"
    etags = set()
    for caller, note in (*((x, NOTE) for x in guides), *((x, None) for x in others)):
        answer = await caller.get(one)
        assert (answer.status_code, answer.json()["note"]) == (200, note)
        etags.add((answer.headers["ETag"], note))
    assert len(etags) == 2, "what was told differs, so does its ETag"


async def test_who_comes_back_is_told_as_any_other(callers: Callers, session: AsyncSession) -> None:
    """An enrolment that was left stays as it was; the new one counts."""
    scene: Attended = await make_attended(session, "withdrawn before it was in")
    body = {"establishmentCode": LEARNER, "improvementQuestion": "Nog eens: hoe?"}
    made = await callers.office.post(scene.offer.address + "/enrolments", json=body)
    assert made.status_code == 201, made.text
    seen = await items(callers.school(LEARNER), "/v1/sessions")
    assert scene.names(item["id"] for item in seen) == TOLD["withdrawn before it was in"]
    for step in ("intake", "enrolled"):
        if step == "enrolled":
            await callers.office.change(
                "PATCH", made.json()["self"], {"intakeHeldOn": "2025-09-01"}
            )
        taken = await callers.office.post(made.json()["transitions"], json={"to": step})
        assert taken.status_code == 201, taken.text
    seen = await items(callers.school(LEARNER), "/v1/sessions")
    assert scene.names(item["id"] for item in seen) == set(scene.sessions)
