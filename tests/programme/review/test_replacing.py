"""A later decision replaces an earlier one, and what follows the year follows it."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus, Phase, ProgrammeYearStatus
from tests.callers import Callers
from tests.factories import make_enrolment, make_evaluation, make_trajectory
from tests.programme.review.cases import (
    DECISIONS,
    decide,
    decided,
    evaluated,
    go,
    no_go,
    unmet,
    year_of,
)

WHY = "Twee scholen trokken zich terug."


async def test_the_chain_is_visible_from_both_ends(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation))
    etag = (await callers.office.get(first["self"])).headers["ETag"]
    body = go(participation, 4, replacesId=first["id"], replacementMotivation=WHY)
    second = await decided(callers.office, body)
    assert (second["replacesId"], second["replacementMotivation"]) == (first["id"], WHY)
    seen = await callers.office.get(first["self"])
    assert seen.json() == {**first, "replacedById": second["id"]}
    assert seen.headers["ETag"] != etag
    following = await year_of(session, participation, "2026-2027")
    assert (following.granted_school_count, following.granted_days) == (4, Decimal(160))
    again = await decide(callers.office, body)
    assert again.status_code == 409
    assert again.json()["replacedById"] == second["id"]


async def test_replacing_takes_a_motivation(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation))
    silent = await decide(callers.office, no_go(participation, replacesId=first["id"]))
    assert unmet(silent) == ["year_not_decided"]
    blank = no_go(participation, replacesId=first["id"], replacementMotivation=" ")
    assert (await decide(callers.office, blank)).status_code == 400


async def test_only_a_decision_on_the_same_year_is_replaced(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    await decided(callers.office, go(participation))
    for stranger in (str(participation.id), "01920000-0000-7000-8000-000000000000"):
        body = go(participation, 4, replacesId=stranger, replacementMotivation=WHY)
        flawed = await callers.office.post(DECISIONS, json=body)
        assert flawed.json()["errors"][0]["pointer"] == "/replacesId"
    plain = await callers.office.post(DECISIONS, json=no_go(participation))
    assert unmet(plain) == ["year_not_decided"]
    assert "replaces" in plain.json()["ruling"]["conditions"][-1]["missing"]["en"]


async def test_a_go_becomes_a_no_go(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation, decidedOn="2026-06-20"))
    replacing = {"replacesId": first["id"], "replacementMotivation": WHY}
    await decided(callers.office, no_go(participation, **replacing))
    await session.refresh(participation)
    assert (participation.phase, participation.end_reason) == ("ended", "no_go")
    assert participation.school_year == "2025-2026"
    following = await year_of(session, participation, "2026-2027")
    assert (following.granted_school_count, following.granted_fte) == (0, Decimal(0))
    later = go(participation, schoolYear="2026-2027")
    assert "participation_not_ended" in unmet(await decide(callers.office, later))


async def test_a_no_go_becomes_a_go(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, no_go(participation))
    replacing = {"replacesId": first["id"], "replacementMotivation": WHY}
    await decided(callers.office, go(participation, 5, **replacing))
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == ("established", "2026-2027")
    assert (participation.ended_on, participation.end_reason) == (None, None)
    assert (await year_of(session, participation)).granted_school_count == 5


async def test_back_and_forth_ends_where_it_last_went(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session, Phase.ASPIRANT)
    told = await decided(callers.office, go(participation, 6))
    for body in (no_go(participation), go(participation, 4), no_go(participation)):
        replacing = {"replacesId": told["id"], "replacementMotivation": WHY}
        told = await decided(callers.office, {**body, **replacing})
    replacing = {"replacesId": told["id"], "replacementMotivation": WHY}
    await decided(callers.office, go(participation, 5, **replacing))
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == ("pilot", "2026-2027")
    following = await year_of(session, participation)
    assert (following.phase, following.granted_school_count) == ("pilot", 5)
    assert len((await callers.office.get(f"{DECISIONS}?standing=false")).json()["items"]) == 4


@pytest.mark.parametrize("status", [ProgrammeYearStatus.EVALUATED, ProgrammeYearStatus.DECIDED])
async def test_a_next_year_that_was_evaluated_rests_on_it(
    callers: Callers, session: AsyncSession, status: ProgrammeYearStatus
) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation))
    await session.refresh(participation)
    following = await year_of(session, participation, "2026-2027")
    await make_evaluation(session, participation, following, completed_on=date(2026, 11, 1))
    following.status = ProgrammeYearStatus.EVALUATED
    await session.commit()
    if status is ProgrammeYearStatus.DECIDED:
        later = go(participation, schoolYear="2026-2027", decidedOn="2026-11-02")
        await decided(callers.office, later)
    replacing = {"replacesId": first["id"], "replacementMotivation": WHY}
    for body in (no_go(participation), go(participation, 5)):
        refused = await decide(callers.office, {**body, **replacing})
        assert refused.status_code == 409
        assert "2026-2027 rests on this decision" in refused.json()["detail"]
    reworded = go(participation, motivation="Beter verwoord.", **replacing)
    assert (await decide(callers.office, reworded)).status_code == 201
    await session.refresh(participation)
    decided_on_it = status is ProgrammeYearStatus.DECIDED
    assert participation.school_year == ("2027-2028" if decided_on_it else "2026-2027")


async def test_a_school_that_left_is_not_brought_back(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation))
    left = {"reason": "withdrawal", "motivation": "Fusie.", "on": "2026-10-01"}
    address = f"/v1/participations/{participation.id}/withdrawals"
    assert (await callers.office.post(address, json=left)).status_code == 201
    replacing = {"replacesId": first["id"], "replacementMotivation": WHY}
    for body in (no_go(participation), go(participation, 4)):
        refused = await decide(callers.office, {**body, **replacing})
        assert "participation_not_ended" in unmet(refused)


async def test_fewer_schools_than_take_part_is_refused(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation, 4))
    trajectory = await make_trajectory(session, participation, school_year="2026-2027")
    for _ in range(4):
        await make_enrolment(session, trajectory, status=EnrolmentStatus.ENROLLED)
    await session.commit()
    replacing = {"replacesId": first["id"], "replacementMotivation": WHY}
    refused = await decide(callers.office, go(participation, 3, **replacing))
    assert refused.status_code == 409
    assert refused.json()["constraint"] == "ck_programme_years_guided_within_grant"
    assert (await callers.office.get(first["self"])).json()["replacedById"] is None


async def test_one_of_many_replacements_stands(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, no_go(participation))
    body = no_go(participation, replacesId=first["id"], replacementMotivation=WHY)
    tries = [callers.office.post(DECISIONS, json=body) for _ in range(16)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*tries))
    assert statuses == [201] + [409] * 15


async def test_a_replacing_decision_is_no_older_than_what_it_replaces(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation))
    older = {"replacesId": first["id"], "replacementMotivation": WHY, "decidedOn": "2026-06-30"}
    flawed = await decide(callers.office, go(participation, 5, **older))
    assert flawed.json()["errors"][0]["code"] == "too_early"
