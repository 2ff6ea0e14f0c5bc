"""Sessions, attendance and measurements are of schools that take part in the trajectory."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.programme.learning.sessions.kinds import KINDS
from ok_api.rules.words import EnrolmentStatus, SessionKind, SessionStatus
from tests.callers import Callers
from tests.factories import make_session
from tests.programme.learning.offers import GUIDE, Offer, make_learner, make_offer, make_pupil
from tests.programme.learning.test_measurements import new as measured
from tests.programme.learning.test_sessions import new

NOT_YET = (EnrolmentStatus.REGISTERED, EnrolmentStatus.INTAKE)
NO_LONGER = (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REJECTED)
BEFORE = {"intake_conversation", "start_conversation"}


async def _standing(
    session: AsyncSession, offer: Offer, status: EnrolmentStatus
) -> tuple[str, dict[str, Any]]:
    why = "Geen tijd." if status in NO_LONGER else None
    enrolment = await make_learner(session, offer, status=status, motivation=why)
    return f"/v1/enrolments/{enrolment.id}", {"enrolmentId": str(enrolment.id)}


@pytest.mark.parametrize("status", [*NOT_YET, *NO_LONGER])
async def test_a_school_that_does_not_take_part_has_what_comes_before_that_and_no_more(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus
) -> None:
    offer = await make_offer(session)
    _, own = await _standing(session, offer, status)
    address, guide = offer.address + "/sessions", callers.school(GUIDE)
    said = "Before it does, possible:" if status in NOT_YET else "no longer follows the trajectory"
    for kind in KINDS["enrolment"]:
        answer = await guide.post(address, json=new(kind.value, status="held", **own))
        if status in NOT_YET and kind.value in BEFORE:
            assert answer.status_code == 201, answer.text
            continue
        assert (answer.status_code, answer.json()["type"]) == (409, "/v1/problem-types/wrong-state")
        assert answer.json()["enrolmentStatus"] == status.value
        assert said in answer.json()["detail"]


@pytest.mark.parametrize("status", [*NOT_YET, *NO_LONGER])
async def test_who_does_not_take_part_is_not_at_what_is_for_all(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus
) -> None:
    """Present or absent, recorded anew or mended."""
    offer = await make_offer(session)
    _, own = await _standing(session, offer, status)
    of = {"learning_trajectory_id": offer.trajectory.id, "status": SessionStatus.HELD}
    shared = await make_session(session, offer.participation, **of)
    await session.commit()
    for present in (True, False):
        answer = await callers.office.post(
            f"/v1/sessions/{shared.id}/attendances", json={"present": present, **own}
        )
        assert (answer.status_code, answer.json()["enrolmentStatus"]) == (409, status.value)


async def test_what_was_recorded_of_a_school_that_left_is_only_taken_back(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_pupil(session, offer)
    own = {"enrolmentId": str(enrolment.id)}
    address, guide = offer.address + "/sessions", callers.school(GUIDE)
    shared = (await guide.post(address, json=new(status="held"))).json()
    came = await guide.post(shared["attendances"], json={"present": True, **own})
    there = came.headers["Location"]
    planned = (await guide.post(address, json=new("guidance", **own))).headers["Location"]
    step = {"to": "withdrawn", "motivation": "Geen tijd."}
    await guide.post(f"/v1/enrolments/{enrolment.id}/transitions", json=step)
    held = await guide.change("PATCH", planned, {"status": "held"})
    assert (held.status_code, held.json()["enrolmentStatus"]) == (409, "withdrawn")
    more = await guide.change("PATCH", there, {"participantCount": 9})
    assert (more.status_code, more.json()["enrolmentStatus"]) == (409, "withdrawn")
    assert (await guide.change("PATCH", there, {"remark": "Was ziek."})).status_code == 200
    assert (await guide.change("PATCH", there, {"present": False})).json()["present"] is False
    assert (await guide.change("PATCH", there, {"present": True})).status_code == 409
    assert (await guide.change("PATCH", planned, {"status": "cancelled"})).status_code == 200


@pytest.mark.parametrize("status", [*NOT_YET, *NO_LONGER])
async def test_nothing_is_measured_at_a_school_that_does_not_take_part(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus
) -> None:
    address, _ = await _standing(session, await make_offer(session), status)
    for moment in ("baseline", "end"):
        refused = await callers.office.post(address + "/measurements", json=measured(moment))
        assert (refused.status_code, refused.json()["enrolmentStatus"]) == (409, status.value)
    assert (await callers.office.get(address + "/measurements")).json()["items"] == []


async def test_what_a_school_had_that_completed_is_recorded_and_no_more_is_planned(
    callers: Callers, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 12, tzinfo=UTC))
    offer = await make_offer(session)
    address, own = await _standing(session, offer, EnrolmentStatus.COMPLETED)
    sessions, guide = offer.address + "/sessions", callers.school(GUIDE)
    had = await guide.post(sessions, json=new("guidance", status="held", **own))
    assert had.status_code == 201
    ahead = {"startsAt": "2026-06-20T09:00:00+02:00"}
    planned = await guide.post(sessions, json=new("guidance", **ahead, **own))
    assert (planned.status_code, planned.json()["enrolmentStatus"]) == (409, "completed")
    assert (await guide.post(address + "/measurements", json=measured())).status_code == 201


async def test_what_comes_before_counts_once_the_school_takes_part(
    callers: Callers, session: AsyncSession
) -> None:
    """Until then no norm is asked of it; a session of another school year never counts."""
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    of = {
        "learning_trajectory_id": offer.trajectory.id,
        "enrolment_id": enrolment.id,
        "status": SessionStatus.HELD,
    }
    for kind, year in (
        (SessionKind.START_CONVERSATION, "2025-2026"),
        (SessionKind.GUIDANCE, "2026-2027"),
        (SessionKind.STUDY_DAY, "2024-2025"),
    ):
        await make_session(session, offer.participation, kind=kind, school_year=year, **of)
    await session.commit()
    progress = f"/v1/enrolments/{enrolment.id}/progress"
    for status, count in ((EnrolmentStatus.INTAKE, 0), (EnrolmentStatus.ENROLLED, 1)):
        enrolment.status = status
        await session.commit()
        norms = (await callers.school(GUIDE).get(progress)).json()["norms"]
        done = {norm["id"]: norm["done"] for norm in norms}
        assert (done["start_conversations"], done["guidance_moments"]) == (count, count)
        assert done["study_days"] == 0
