"""Team plans: the whole plan at once, never beyond the days granted (R-FAC-4)."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.refusals import constraint_of
from ok_api.programme.participation.plans.schemas import TeamPlan
from ok_api.rules.words import Phase
from ok_api.tables import AuditRecord, Participation, PlanEntry, ProgrammeYear
from tests.callers import Callers
from tests.factories import make_participation, make_programme_year, make_team_member


def _address(participation: Participation) -> str:
    return f"/v1/participations/{participation.id}/programme-years/2025-2026/team-plan"


def _plan(*entries: tuple[UUID, float]) -> dict[str, Any]:
    return {"entries": [{"teamMemberId": str(id_), "days": days} for id_, days in entries]}


async def _team(session: AsyncSession, size: int = 2) -> tuple[Participation, list[UUID]]:
    participation = await make_participation(session)
    members = [(await make_team_member(session, participation)).id for _ in range(size)]
    await session.commit()
    return participation, members


async def test_who_may_not_plan(callers: Callers, session: AsyncSession) -> None:
    participation, (member, _) = await _team(session)
    address, plan = _address(participation), _plan((member, 40))
    put: dict[str, Any] = {"json": plan, "headers": {"If-Match": "*"}}
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.research.get(address)).status_code == 403
    assert (await callers.expert().put(address, **put)).status_code == 403
    assert (await callers.school("99ZZ98").get(address)).status_code == 404
    assert (await callers.school("99ZZ98").put(address, **put)).status_code == 404


async def test_a_plan_is_replaced_as_a_whole(callers: Callers, session: AsyncSession) -> None:
    participation, (first, second) = await _team(session)
    address = _address(participation)
    school = callers.school(participation.establishment_code)
    answer = await school.change("PUT", address, _plan((first, 100), (second, 60)))
    TeamPlan.model_validate_json(answer.content)
    told = answer.json()
    assert (told["plannedDays"], told["remainingDays"], told["grantedDays"]) == (160, 0, 160)
    assert told["entries"][0]["name"] == "Voorbeeld Persoon"
    assert told["explanation"]["outcome"] == "allowed"
    body = {"entries": [{"teamMemberId": str(first), "days": 40.25, "task": "Schrijven"}]}
    told = (await school.change("PUT", address, body)).json()
    assert [(line["days"], line["task"]) for line in told["entries"]] == [(40.25, "Schrijven")]
    assert (await school.get(address)).json() == told


async def test_the_same_plan_again_changes_nothing(callers: Callers, session: AsyncSession) -> None:
    participation, (member, _) = await _team(session)
    address, plan = _address(participation), _plan((member, 40))
    once = await callers.office.change("PUT", address, plan)
    records = await session.scalar(select(func.count()).select_from(AuditRecord))
    again = await callers.office.change("PUT", address, plan)
    assert (again.status_code, again.headers["ETag"]) == (200, once.headers["ETag"])
    assert await session.scalar(select(func.count()).select_from(AuditRecord)) == records


async def test_more_days_than_granted_are_refused_with_the_sum(
    callers: Callers, session: AsyncSession
) -> None:
    participation, (first, second) = await _team(session)
    address = _address(participation)
    refused = await callers.office.change("PUT", address, _plan((first, 100), (second, 60.5)))
    assert refused.status_code == 409
    (unmet,) = (c for c in refused.json()["ruling"]["conditions"] if not c["met"])
    assert (unmet["id"], unmet["ruleId"]) == ("plan_within_granted", "R-FAC-4")
    assert unmet["missing"]["en"] == "The team plan divides 160.5 days: 0.5 too many."
    assert (await callers.office.get(address)).json()["entries"] == []


async def test_entries_name_members_of_this_team_in_this_year(
    callers: Callers, session: AsyncSession
) -> None:
    participation, (member, _) = await _team(session)
    stranger = await make_team_member(session, await make_participation(session))
    gone = await make_team_member(
        session, participation, joined_on=date(2023, 8, 1), left_on=date(2025, 7, 1)
    )
    await session.commit()
    plan = _plan((member, 10), (stranger.id, 10), (member, 10), (gone.id, 10))
    refused = await callers.office.change("PUT", _address(participation), plan)
    assert refused.status_code == 400
    assert [(flaw["pointer"], flaw["code"]) for flaw in refused.json()["errors"]] == [
        ("/entries/1/teamMemberId", "unknown"),
        ("/entries/2/teamMemberId", "named_twice"),
        ("/entries/3/teamMemberId", "not_in_team_that_year"),
    ]


@pytest.mark.parametrize("days", [0, -1, 10.123, 100000, "veel"])
async def test_days_are_an_amount_of_two_decimals(
    callers: Callers, session: AsyncSession, days: Any
) -> None:
    participation, (member, _) = await _team(session)
    refused = await callers.office.change("PUT", _address(participation), _plan((member, days)))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/entries/0/days"


async def test_of_many_plans_made_from_one_version_one_is_taken(
    callers: Callers, session: AsyncSession
) -> None:
    participation, (first, second) = await _team(session)
    address, office = _address(participation), callers.office
    headers = {"If-Match": (await office.get(address)).headers["ETag"]}
    plans = [_plan((first, 100), (second, 1 + number)) for number in range(64)]
    answers = await asyncio.gather(
        *(office.put(address, json=plan, headers=headers) for plan in plans)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 63
    (taken,) = (answer for answer in answers if answer.status_code == 200)
    assert (await office.get(address)).json()["plannedDays"] == taken.json()["plannedDays"]


async def test_the_version_is_that_of_the_programme_year(
    callers: Callers, session: AsyncSession
) -> None:
    participation, (member, _) = await _team(session)
    address, office = _address(participation), callers.office
    year = address.removesuffix("/team-plan")
    before = (await office.get(year)).headers["ETag"]
    assert (await office.put(address, json=_plan((member, 5)))).status_code == 428
    planned = await office.put(address, json=_plan((member, 5)), headers={"If-Match": before})
    assert planned.status_code == 200
    stale = await office.patch(year, json={"planNote": "x"}, headers={"If-Match": before})
    assert stale.status_code == 412


async def test_the_database_itself_keeps_a_plan_within_the_grant(session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    year = await make_programme_year(session, participation, school_year="2026-2027")
    member = await make_team_member(session, participation)
    entry = PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=Decimal(200))
    session.add(entry)
    await session.commit()
    year_id = year.id
    entry.days = Decimal("200.01")
    with pytest.raises(DBAPIError) as refused:
        await session.commit()
    assert constraint_of(refused.value) == "plan_within_grant"
    await session.rollback()
    granted = await session.get_one(ProgrammeYear, year_id)
    granted.granted_days = Decimal(199)
    with pytest.raises(DBAPIError) as refused:
        await session.commit()
    assert constraint_of(refused.value) == "plan_within_grant"
