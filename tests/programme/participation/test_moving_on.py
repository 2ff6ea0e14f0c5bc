"""The verbs other slices call: start, move on, end; and what the database refuses in them."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.errors import WrongState
from ok_api.foundation.refusals import constraint_of
from ok_api.programme.participation.service import (
    end_participation,
    move_on,
    start_participation,
)
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import ApplicationStatus, EndingReason, Phase, ProgrammeYearStatus
from ok_api.tables import Application, Participation, PlanEntry, ProgrammeYear
from tests.factories import (
    make_application,
    make_enrolment,
    make_participation,
    make_team_member,
    make_trajectory,
)
from tests.programme.participation.conftest import Unit

NEXT = SchoolYear.parse("2026-2027")


async def _years(session: AsyncSession, participation: Participation) -> list[ProgrammeYear]:
    found = await session.scalars(
        select(ProgrammeYear)
        .where(ProgrammeYear.participation_id == participation.id)
        .order_by(ProgrammeYear.school_year)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _go(
    unit: Unit,
    participation: Participation,
    *,
    schools: int = 6,
    next_phase: Phase = Phase.ESTABLISHED,
    title: date | None = None,
) -> None:
    async with unit() as work:
        decided = await work.session.get_one(Participation, participation.id)
        year = (await _years(work.session, participation))[0]
        await move_on(
            work,
            decided,
            year,
            next_phase=next_phase,
            next_year=NEXT,
            school_count=schools,
            title_granted_on=title,
        )


async def _end(
    unit: Unit, participation: Participation, on: date, reason: EndingReason = EndingReason.NO_GO
) -> None:
    async with unit() as work:
        ending = await work.session.get_one(Participation, participation.id)
        await end_participation(work, ending, on=on, reason=reason, motivation="Daarom.")


async def test_a_participation_starts_with_an_aspirants_facilitation(
    unit: Unit, session: AsyncSession
) -> None:
    application = await make_application(session, status=ApplicationStatus.ACCEPTED)
    await session.commit()
    async with unit() as work:
        row = await work.session.get_one(Application, application.id)
        started = await start_participation(work, row, school_year=NEXT)
    assert (started.phase, started.started_on) == (Phase.ASPIRANT, date(2026, 8, 1))
    (year,) = await _years(session, started)
    assert (year.granted_fte, year.granted_days, year.status) == (
        Decimal("0.8"),
        Decimal(160),
        ProgrammeYearStatus.RUNNING,
    )
    assert year.facilitation_ruling["ruleIds"] == ["R-FAC-1", "R-FAC-3"]


async def test_an_approach_takes_part_once_however_many_start_it(
    unit: Unit, session: AsyncSession
) -> None:
    first = await make_application(session, status=ApplicationStatus.ACCEPTED)
    applications = [first]
    for _ in range(7):
        applications.append(
            Application(
                selection_round_id=(await make_application(session)).selection_round_id,
                establishment_code=first.establishment_code,
                expertise_id=first.expertise_id,
                status=ApplicationStatus.ACCEPTED,
            )
        )
        session.add(applications[-1])
    await session.commit()

    async def start(application: Application) -> str:
        try:
            async with unit() as work:
                row = await work.session.get_one(Application, application.id)
                await start_participation(work, row, school_year=NEXT)
        except DBAPIError as refused:
            return constraint_of(refused)
        return "started"

    outcomes = await asyncio.gather(*(start(application) for application in applications))
    assert sorted(outcomes) == ["one_participation_per_approach"] * 7 + ["started"]


async def test_before_the_first_values_nothing_can_be_granted(
    unit: Unit, session: AsyncSession
) -> None:
    application = await make_application(session, status=ApplicationStatus.ACCEPTED)
    await session.commit()
    async with unit() as work:
        row = await work.session.get_one(Application, application.id)
        with pytest.raises(WrongState, match="2019-2020"):
            await start_participation(work, row, school_year=SchoolYear(2019))


async def test_a_go_closes_the_year_and_grants_the_next(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    await _go(unit, participation, schools=5, next_phase=Phase.PILOT, title=date(2026, 6, 20))
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == (Phase.PILOT, "2026-2027")
    assert participation.title_granted_on == date(2026, 6, 20)
    closed, granted = await _years(session, participation)
    assert closed.status is ProgrammeYearStatus.DECIDED
    assert (granted.granted_school_count, granted.granted_fte, granted.granted_days) == (
        5,
        Decimal("0.9"),
        Decimal(180),
    )
    assert granted.facilitation_ruling["figures"]["schoolCount"] == 5


async def test_a_replacing_go_changes_the_number_but_not_below_who_is_enrolled(
    unit: Unit, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await session.commit()
    await _go(unit, participation)
    trajectory = await make_trajectory(session, participation, school_year="2026-2027")
    for _ in range(4):
        await make_enrolment(session, trajectory)
    await session.commit()
    await _go(unit, participation, schools=4)
    assert [year.granted_days for year in await _years(session, participation)] == [200, 160]
    with pytest.raises(DBAPIError) as refused:
        await _go(unit, participation, schools=3)
    assert constraint_of(refused.value) == "ck_programme_years_guided_within_grant"


async def test_a_replacing_go_leaves_room_for_what_the_team_planned(
    unit: Unit, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    member = await make_team_member(session, participation)
    await session.commit()
    await _go(unit, participation)
    year = (await _years(session, participation))[1]
    session.add(PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=Decimal(190)))
    await session.commit()
    with pytest.raises(DBAPIError) as refused:
        await _go(unit, participation, schools=5)
    assert constraint_of(refused.value) == "plan_within_grant"


async def test_a_no_go_after_a_go_takes_the_next_year_back_and_a_go_returns_it(
    unit: Unit, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    member = await make_team_member(session, participation)
    await session.commit()
    await _go(unit, participation, next_phase=Phase.PILOT, title=date(2026, 6, 20))
    year = (await _years(session, participation))[1]
    session.add(PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=Decimal(10)))
    await session.commit()
    await _end(unit, participation, date(2026, 7, 1))
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == (Phase.ENDED, "2025-2026")
    assert participation.title_granted_on is None
    taken_back = (await _years(session, participation))[1]
    assert (taken_back.phase, taken_back.granted_days) == (Phase.ENDED, Decimal(0))
    await _go(unit, participation, next_phase=Phase.PILOT, schools=4)
    await session.refresh(participation)
    assert (participation.phase, participation.ended_on) == (Phase.PILOT, None)
    assert (await _years(session, participation))[1].granted_days == 160


async def test_who_left_stays_away(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    await _end(unit, participation, date(2026, 3, 1), EndingReason.WITHDRAWAL)
    with pytest.raises(WrongState, match="1 March 2026"):
        await _go(unit, participation, next_phase=Phase.PILOT)
    with pytest.raises(WrongState):
        await _end(unit, participation, date(2026, 4, 1))


async def test_replacing_an_older_decision_does_not_reopen_what_came_after(
    unit: Unit, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await session.commit()
    await _go(unit, participation)
    later = (await _years(session, participation))[1]
    later.status = ProgrammeYearStatus.DECIDED
    await session.commit()
    await _end(unit, participation, date(2026, 9, 1))
    await _go(unit, participation, schools=4)
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == (Phase.ENDED, "2026-2027")
    assert (await _years(session, participation))[1].granted_school_count == 4
