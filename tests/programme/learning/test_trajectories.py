"""Trajectories: planned by their school, ready when described, in the catalogue once open."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus, Phase, TrajectoryStatus
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_expert_assignment,
    make_expertise,
    make_participation,
    make_school,
    make_trajectory,
)
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, make_learner, make_offer
from tests.refusals import is_unknown

ALL = "/v1/learning-trajectories"


def new(participation_id: object, **members: Any) -> dict[str, Any]:
    return {
        "participationId": str(participation_id),
        "schoolYear": "2026-2027",
        "title": "Leertraject lezen",
        "summary": "In een jaar leren lezen om te leren.",
        "capacity": 6,
        **members,
    }


async def test_only_who_carries_the_participation_plans_one(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    body = new(offer.participation.id)
    assert (await callers.anonymous.post(ALL, json=body)).status_code == 401
    assert (await callers.expert().post(ALL, json=body)).status_code == 403
    assert (await callers.research.post(ALL, json=body)).status_code == 403
    assert is_unknown(await callers.school(STRANGER).post(ALL, json=body), "/participationId")
    assert (await callers.board("90001").post(ALL, json=body)).status_code == 201


async def test_nobody_sees_what_is_not_open_and_nobody_else_changes_it(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, status=TrajectoryStatus.READY)
    for caller in (callers.anonymous, callers.school(STRANGER), callers.expert()):
        assert (await caller.get(offer.address)).status_code == 404
    stranger = callers.school(STRANGER)
    headers = {"If-Match": '"1"'}
    hidden = await stranger.patch(offer.address, json={"title": "Mijn"}, headers=headers)
    assert hidden.status_code == 404
    await callers.school(GUIDE).change("PATCH", offer.address, {"status": "open"})
    assert (await callers.anonymous.get(offer.address)).status_code == 200
    assert (await stranger.change("PATCH", offer.address, {"title": "X"})).status_code == 403


async def test_a_learning_school_and_an_assigned_expert_keep_seeing_it(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, status=TrajectoryStatus.RUNNING)
    await make_learner(session, offer)
    await make_expert_assignment(session, offer.participation)
    await session.commit()
    for caller in (callers.school(LEARNER), callers.board("90002"), callers.expert()):
        assert (await caller.get(offer.address)).status_code == 200
    assert (await callers.anonymous.get(offer.address)).status_code == 404


async def test_it_is_described_before_it_is_ready(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    school = callers.school(GUIDE)
    made = await school.post(ALL, json=new(offer.participation.id))
    address = made.headers["Location"]
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    refused = await school.change("PATCH", address, {"status": "ready"})
    assert refused.status_code == 409
    assert refused.json()["missing"] == ["workingElements", "requirements", "targetGroup"]
    described = {
        "workingElements": ["voordoen", "samendoen"],
        "requirements": "Tijd voor het team.",
        "targetGroup": "Basisscholen.",
        "status": "ready",
    }
    assert (await school.change("PATCH", address, described)).json()["status"] == "ready"
    emptied = await school.change("PATCH", address, {"requirements": None})
    assert (emptied.status_code, emptied.json()["missing"]) == (409, ["requirements"])
    jump = await school.change("PATCH", address, {"status": "completed"})
    assert jump.status_code == 409
    assert jump.json()["allowed"] == ["draft", "open", "cancelled"]
    assert (jump.json()["status"], jump.json()["trajectoryStatus"]) == (409, "ready")
    for status in ("open", "running", "completed"):
        moved = await school.change("PATCH", address, {"status": status})
        assert (moved.status_code, moved.json()["status"]) == (200, status)
    assert (await school.change("PATCH", address, {"status": "open"})).json()["allowed"] == []


async def test_its_school_year_is_one_of_the_participation(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    for year, code in (
        ("2024-2025", "outside_participation"),
        ("2027-2028", "outside_participation"),
        ("2026-2028", "not_a_school_year"),
    ):
        answer = await callers.office.post(ALL, json=new(offer.participation.id, schoolYear=year))
        assert answer.status_code == 400
        flaws = [(flaw["pointer"], flaw["code"]) for flaw in answer.json()["errors"]]
        assert flaws == [("/schoolYear", code)]


async def test_capacity_never_falls_below_who_takes_part(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    for _ in range(3):
        await make_enrolment(session, offer.trajectory, await make_school(session))
    await session.commit()
    refused = await callers.office.change("PATCH", offer.address, {"capacity": 2})
    assert (refused.status_code, refused.json()["enrolledCount"]) == (409, 3)
    assert (await callers.office.change("PATCH", offer.address, {"capacity": 3})).is_success
    answer = (await callers.anonymous.get(offer.address)).json()
    assert (answer["enrolledCount"], answer["placesLeft"]) == (3, 0)


async def test_it_is_not_cancelled_while_schools_take_part(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    refused = await callers.office.change("PATCH", offer.address, {"status": "cancelled"})
    assert (refused.status_code, refused.json()["enrolledCount"]) == (409, 1)


async def test_a_change_names_the_version_it_changes(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    office = callers.office
    bare = await office.patch(offer.address, json={"title": "Anders"})
    stale = await office.patch(offer.address, json={"title": "A"}, headers={"If-Match": '"9"'})
    assert (bare.status_code, stale.status_code) == (428, 412)


async def test_the_etag_follows_the_names_of_the_school(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    before = await callers.anonymous.get(offer.address)
    assert before.json()["schoolName"] == "De Gids"
    renamed = {"name": "De Wegwijzer", "sector": "PO", "boardNumber": "90001"}
    await callers.office.change("PUT", f"/v1/schools/{GUIDE}", renamed)
    headers = {"If-None-Match": before.headers["ETag"]}
    after = await callers.anonymous.get(offer.address, headers=headers)
    assert (after.status_code, after.json()["schoolName"]) == (200, "De Wegwijzer")


async def test_the_catalogue_is_filtered(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    vo = await make_expertise(session, theme="rekenen", title="Rekenen", sectors=["VO"])
    other = await make_participation(session, vo, phase=Phase.PILOT, granted_school_count=0)
    full = await make_trajectory(session, other, title="Vol", capacity=1)
    await make_trajectory(session, other, title="Nog niet", status=TrajectoryStatus.DRAFT)
    await session.commit()
    mine, theirs = str(offer.trajectory.id), str(full.id)
    for query, expected in {
        "": [mine, theirs],
        "sector=VO": [theirs],
        "theme=lezen": [mine],
        "q=rekent": [theirs],
        "hasRoom=true": [mine],
        "hasRoom=false": [theirs],
        f"establishmentCode={GUIDE}": [mine],
        f"participationId={other.id}": [theirs],
        "status=draft": [],
        "schoolYear=2025-2026&sort=-title": [theirs, mine],
    }.items():
        answer = await callers.anonymous.get(f"{ALL}?{query}")
        assert [item["id"] for item in answer.json()["items"]] == expected, query
    unknown = await callers.anonymous.get(f"{ALL}?status=half")
    assert "open" in unknown.json()["errors"][0]["message"]


@pytest.mark.parametrize("capacity", [0, 1001, 2.5, "veel"])
async def test_capacity_is_a_number_of_schools(
    callers: Callers, session: AsyncSession, capacity: object
) -> None:
    offer = await make_offer(session)
    answer = await callers.office.post(ALL, json=new(offer.participation.id, capacity=capacity))
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/capacity"]
