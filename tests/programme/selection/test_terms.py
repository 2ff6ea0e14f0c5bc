"""The terms of an application (R-SEL-5), counted and explained."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus
from ok_api.tables import ApplicationStep
from tests.callers import Callers
from tests.programme.selection.ready import make_exploring

SUBMITTED = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
"""Half past midnight on 1 April in the Netherlands."""


async def test_before_submission_no_term_runs(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/terms"
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.expert().get(address)).status_code == 403
    assert (await callers.school("99ZZ09").get(address)).status_code == 404
    told = (await callers.subsidy.get(address)).json()
    assert (told["completeBy"], told["decideBy"], told["ruling"]) == (None, None, None)


async def test_two_weeks_to_complete_and_thirteen_to_decide(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_exploring(
        session, submitted_at=SUBMITTED, complete_on=date(2026, 4, 10)
    )
    await session.commit()
    told = (await callers.office.get(f"/v1/applications/{application.id}/terms")).json()
    assert (told["completeBy"], told["decideBy"]) == ("2026-04-15", "2026-07-01")
    assert told["rankedOn"] == "2026-04-10"
    conditions = {one["id"]: one for one in told["ruling"]["conditions"]}
    assert conditions["completed_in_time"]["met"]
    assert not conditions["decided_in_time"]["met"]
    assert conditions["decided_in_time"]["suppliedBy"] == ["subsidy"]
    assert {use["key"] for use in told["ruling"]["parameters"]} == {
        "completion_weeks",
        "decision_weeks",
    }


async def test_asking_for_completion_starts_the_two_weeks(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_exploring(
        session, submitted_at=SUBMITTED, completion_asked_on=date(2026, 4, 8)
    )
    await session.commit()
    told = (await callers.school("99ZZ01").get(f"/v1/applications/{application.id}/terms")).json()
    assert (told["completeBy"], told["rankedOn"]) == ("2026-04-22", None)
    missing = [one["id"] for one in told["ruling"]["conditions"] if one["missing"]]
    assert missing == ["application_complete", "completed_in_time", "decided_in_time"]


async def test_the_outcome_ends_the_term_to_decide(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(
        session,
        submitted_at=SUBMITTED,
        complete_on=date(2026, 4, 1),
        status=ApplicationStatus.REJECTED,
        motivation="De aanpak past nog niet.",
    )
    session.add(
        ApplicationStep(
            application_id=application.id,
            to_status=ApplicationStatus.REJECTED,
            taken_on=date(2026, 6, 30),
            taken_by="office@example.org",
        )
    )
    await session.commit()
    told = (await callers.office.get(f"/v1/applications/{application.id}/terms")).json()
    assert told["decidedOn"] == "2026-06-30"
    assert told["ruling"]["outcome"] == "allowed"
    assert all(one["met"] for one in told["ruling"]["conditions"])
