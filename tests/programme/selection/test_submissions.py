"""The moment of submission is the server's, within the time of the round (R-SEL-4, R-SEL-5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.words import ApplicationStatus
from ok_api.tables import Application
from tests.callers import Caller, Callers
from tests.factories import make_application, make_conversation
from tests.programme.selection.ready import (
    CODE,
    make_exploring,
    make_open_round,
    make_own_expertise,
)

EARLY = "2026-03-09T09:00:00+01:00"
SUBMITTED = datetime(2026, 4, 1, 8, tzinfo=UTC)


def at(application: Application, path: str = "") -> str:
    return f"/v1/applications/{application.id}{path}"


async def in_a_round(session: AsyncSession, opens: int, closes: int, **values: Any) -> Application:
    """An application in a round that opens and closes so many days from now."""
    now = clock.now()
    period = {
        "opens_at": now + timedelta(days=opens),
        "closes_at": now + timedelta(days=closes),
    }
    expertise = await make_own_expertise(session)
    selection_round = await make_open_round(session, **period)
    made = await make_application(
        session, expertise, selection_round_id=selection_round.id, **values
    )
    await make_conversation(session, made)
    await session.commit()
    return made


def applicants(callers: Callers) -> tuple[Caller, Caller]:
    return callers.school(CODE), callers.board("90001")


async def test_strangers_submit_nothing(callers: Callers, session: AsyncSession) -> None:
    address = at(await in_a_round(session, -9, 9), "/submissions")
    assert (await callers.anonymous.post(address)).status_code == 401
    for caller in (callers.research, callers.subsidy, callers.expert(), callers.evaluator()):
        assert (await caller.post(address)).status_code == 403
    assert (await callers.school("99ZZ09").post(address)).status_code == 404
    assert (await callers.board("90009").post(address)).status_code == 404


async def test_what_is_submitted_is_submitted_now(callers: Callers, session: AsyncSession) -> None:
    application = await in_a_round(session, -9, 9)
    before = clock.now()
    made = await callers.board("90001").post(at(application, "/submissions"))
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == at(application)
    told = datetime.fromisoformat(made.json()["submittedAt"])
    assert before <= told <= clock.now()
    terms = (await callers.office.get(at(application, "/terms"))).json()
    assert terms["completeBy"] == str(clock.today() + timedelta(weeks=2))


@pytest.mark.parametrize("moment", [EARLY, "2026-11-01T00:00:00Z", "2099-01-01T00:00:00Z"])
async def test_no_school_states_its_own_moment(
    callers: Callers, session: AsyncSession, moment: str
) -> None:
    """Neither before it submitted nor after; whatever it sends along is not changed either."""
    application = await in_a_round(session, -9, 9)
    for submitted in (None, "2026-04-01T08:00:00Z"):
        for caller in applicants(callers):
            mine = {"submittedAt": moment, "contactName": "Voorbeeld"}
            refused = await caller.change("PATCH", at(application), mine)
            assert refused.status_code == 403, refused.text
            assert refused.json()["members"] == ["submittedAt"]
            assert refused.json()["allowedRoles"] == ["office"]
            assert refused.json()["detail"].startswith("The moment of submission is that of this")
        told = (await callers.office.get(at(application))).json()
        assert (told["submittedAt"], told["contactName"]) == (submitted, None)
        await session.refresh(application)
        application.submitted_at = SUBMITTED
        await session.commit()


@pytest.mark.parametrize(
    ("opens", "closes", "said"), [(1, 9, "not been opened"), (-9, -1, "closed")]
)
async def test_only_while_the_round_is_open(
    callers: Callers, session: AsyncSession, opens: int, closes: int, said: str
) -> None:
    application = await in_a_round(session, opens, closes)
    for caller in applicants(callers):
        refused = await caller.post(at(application, "/submissions"))
        assert (refused.status_code, refused.json()["allowedRoles"]) == (409, ["office"])
        assert said in refused.json()["detail"]
    assert (await callers.office.post(at(application, "/submissions"))).status_code == 201


@pytest.mark.parametrize(("opens", "closes"), [(1, 9), (-9, -1)])
async def test_nor_does_a_school_register_outside_that_time(
    callers: Callers, session: AsyncSession, opens: int, closes: int
) -> None:
    """Whatever day it states: that of the step is not what counts."""
    application = await in_a_round(session, opens, closes)
    step = {"to": "registered", "takenOn": str(clock.today() - timedelta(days=5))}
    refused = await callers.school(CODE).post(at(application, "/transitions"), json=step)
    assert (refused.status_code, refused.json()["allowedRoles"]) == (409, ["office"])
    taken = await callers.office.post(at(application, "/transitions"), json=step)
    assert taken.status_code == 201
    gone = {"to": "withdrawn", "motivation": "Te druk."}
    left = await callers.school(CODE).post(at(application, "/transitions"), json=gone)
    assert left.status_code == 201, "leaving is always possible"


async def test_it_is_submitted_once(callers: Callers, session: AsyncSession) -> None:
    application = await in_a_round(session, -9, 9, submitted_at=SUBMITTED)
    again = await callers.school(CODE).post(at(application, "/submissions"))
    assert again.status_code == 409
    assert again.json()["detail"] == (
        "The subsidy application was submitted on 1 April 2026 already."
    )


@pytest.mark.parametrize("status", [ApplicationStatus.ACCEPTED, ApplicationStatus.WITHDRAWN])
async def test_what_has_ended_is_not_submitted(
    callers: Callers, session: AsyncSession, status: ApplicationStatus
) -> None:
    application = await in_a_round(session, -9, 9, status=status, motivation="Te druk.")
    refused = await callers.office.post(at(application, "/submissions"))
    assert (refused.status_code, refused.json()["applicationStatus"]) == (409, status.value)


async def test_until_the_office_begins_it_may_be_taken_back(
    callers: Callers, session: AsyncSession
) -> None:
    """Submitting again gives a later moment: nobody gains a place by it."""
    application = await in_a_round(
        session, -9, 9, status=ApplicationStatus.REGISTERED, submitted_at=SUBMITTED
    )
    school = callers.school(CODE)
    taken = await school.change("PATCH", at(application), {"submittedAt": None})
    assert (taken.status_code, taken.json()["submittedAt"]) == (200, None)
    again = await school.post(at(application, "/submissions"))
    assert datetime.fromisoformat(again.json()["submittedAt"]) > SUBMITTED


async def test_the_office_records_another_moment_with_a_reason(
    callers: Callers, session: AsyncSession
) -> None:
    application = await in_a_round(session, -9, -1)
    stated = {"submittedAt": EARLY, "completeOn": "2026-03-01"}
    silent = await callers.office.change("PATCH", at(application), stated)
    assert silent.status_code == 400
    assert {(flaw.get("parameter"), flaw["code"]) for flaw in silent.json()["errors"]} == {
        ("Audit-Reason", "missing"),
        (None, "before_submission"),
    }, "everything at once"
    stated["completeOn"] = "2026-03-12"
    why = "Ingediend bij het loket"
    told = await callers.office.change("PATCH", at(application), stated, why=why)
    assert (told.status_code, told.json()["submittedAt"]) == (200, "2026-03-09T08:00:00Z")
    found = await session.execute(
        text("SELECT reason FROM audit_records WHERE after ? 'submitted_at'")
    )
    assert found.scalars().all() == [why]
    same = {"submittedAt": EARLY, "contactName": "Voorbeeld"}
    assert (await callers.office.change("PATCH", at(application), same)).status_code == 200
    cleared = await callers.office.change("PATCH", at(application), {"submittedAt": None})
    assert cleared.status_code == 400


async def test_starting_before_a_round_opens_is_possible(
    callers: Callers, session: AsyncSession
) -> None:
    """The exploratory conversation comes before the registration."""
    expertise = await make_own_expertise(session)
    ahead = clock.now() + timedelta(days=1)
    selection_round = await make_open_round(session, opens_at=ahead)
    await session.commit()
    new = {"selectionRoundId": str(selection_round.id), "expertiseId": str(expertise.id)}
    assert (await callers.school(CODE).post("/v1/applications", json=new)).status_code == 201


async def test_a_submission_is_held_to_its_version(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    stale = {"If-Match": '"7"'}
    answer = await callers.school(CODE).post(at(application, "/submissions"), headers=stale)
    assert answer.status_code == 412
