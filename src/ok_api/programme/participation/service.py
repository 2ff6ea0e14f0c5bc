"""A participation's way: it starts with an accepted application, moves on, and ends.

These verbs run inside the work of whoever decides: the selection starts a participation, a go/no-go
decision moves it on or ends it, the office ends it outside a decision.
"""

from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import RuleRefused, WrongState
from ok_api.programme.participation import locks
from ok_api.programme.participation.dates import happened
from ok_api.programme.participation.grants import grant, new_year
from ok_api.programme.participation.schemas import Withdrawal
from ok_api.rules import phases
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text, together
from ok_api.rules.words import EndingReason, Phase, ProgrammeYearStatus
from ok_api.tables import Application, Participation, ProgrammeYear


async def start_participation(
    work: Work, application: Application, *, school_year: SchoolYear
) -> Participation:
    """An accepted application becomes a participation with its first programme year.

    The database refuses a second one for the same application, and two at once for one approach.
    Locking the approach makes two of them wait for each other instead of blocking both.
    """
    await locks.lock_expertise(work, application.expertise_id)
    participation = Participation(
        application_id=application.id,
        establishment_code=application.establishment_code,
        expertise_id=application.expertise_id,
        phase=Phase.ASPIRANT,
        school_year=str(school_year),
        started_on=school_year.start,
    )
    work.session.add(participation)
    await work.session.flush()
    work.session.add(new_year(participation, school_year, Phase.ASPIRANT, school_count=0))
    await work.session.flush()
    return participation


async def move_on(
    work: Work,
    participation: Participation,
    year: ProgrammeYear,
    *,
    next_phase: Phase,
    next_year: SchoolYear,
    school_count: int,
    title_granted_on: date | None,
) -> ProgrammeYear:
    """Carry out a go on `year` (R-DEC-6): close that year and grant the next one.

    A replacing go changes what was granted, and takes back a no-go on the same year. Raises
    `WrongState` after a withdrawal; the database refuses fewer schools than are enrolled, and
    fewer days than the team has planned.
    """
    years = await locks.lock_years(work, participation)
    _refuse_left(participation)
    year.status = ProgrammeYearStatus.DECIDED
    if year.phase is Phase.ASPIRANT:
        participation.title_granted_on = title_granted_on
    following = years.get(str(next_year))
    if following is None:
        following = new_year(participation, next_year, next_phase, school_count=school_count)
        work.session.add(following)
    else:
        grant(following, next_phase, school_count)
    if following.status is not ProgrammeYearStatus.DECIDED:
        _continue(participation, next_phase, next_year)
    await work.session.flush()
    return following


async def end_participation(
    work: Work, participation: Participation, *, on: date, reason: EndingReason, motivation: str
) -> None:
    """End a participation (R-END-1); years that had not begun by then are granted nothing.

    Whoever ends it by a no-go closes the decided year itself. Raises `WrongState` when the
    participation had been left already, or on a day long before the year it stands in.
    """
    years = await locks.lock_years(work, participation)
    _refuse_left(participation)
    _check_day(participation, on)
    begun = [year for year in years.values() if _had_begun(year, on)]
    for year in years.values():
        if year not in begun:
            await locks.clear_plan(work, year)
            grant(year, Phase.ENDED, year.guided_school_count)
    if begun:
        participation.school_year = begun[-1].school_year
        if begun[-1].phase is Phase.ASPIRANT:
            participation.title_granted_on = None
    participation.phase = Phase.ENDED
    participation.ended_on = on
    participation.end_reason = reason
    participation.end_motivation = motivation
    await work.session.flush()


async def withdraw(work: Work, participation_id: UUID, withdrawal: Withdrawal) -> Participation:
    """End it outside a decision. Raises `RuleRefused` when the rules on ending say no (R-END-1)."""
    participation = await fetch_for_change(
        work, Participation, PARTICIPATIONS, Participation.id == participation_id
    )
    on = happened(work, withdrawal.on, "/on")
    reason, motivation = withdrawal.reason, withdrawal.motivation
    ruling = phases.ending(participation.phase, reason, motivation, on)
    if not ruling.allowed:
        raise RuleRefused(together(ruling.missing), ruling)
    await end_participation(work, participation, on=on, reason=reason, motivation=motivation)
    return participation


def _continue(participation: Participation, phase: Phase, school_year: SchoolYear) -> None:
    participation.phase = phase
    participation.school_year = str(school_year)
    participation.ended_on = None
    participation.end_reason = None
    participation.end_motivation = None


def _refuse_left(participation: Participation) -> None:
    """A no-go can be replaced by another decision; leaving the programme cannot."""
    left = participation.phase is Phase.ENDED
    if left and participation.end_reason is not EndingReason.NO_GO:
        raise WrongState(
            Text(
                "De school is op {ended_on} zelf gestopt; de deelname blijft beëindigd.",
                "The school left on {ended_on}; the participation stays ended.",
            ).format(ended_on=participation.ended_on)
        )


def _had_begun(year: ProgrammeYear, on: date) -> bool:
    return year.phase is not Phase.ENDED and SchoolYear.parse(year.school_year).start <= on


def _check_day(participation: Participation, on: date) -> None:
    earliest = SchoolYear.parse(participation.school_year).previous.start
    if on < earliest:
        raise WrongState(
            Text(
                "De deelname loopt in {year}; een einde vóór {earliest} kan dus niet meer.",
                "The participation runs in {year}; so an end before {earliest} is not possible.",
            ).format(year=participation.school_year, earliest=earliest)
        )
