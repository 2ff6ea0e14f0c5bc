"""Replacing a team plan, never beyond the days granted (R-FAC-4)."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, RuleRefused
from ok_api.programme.participation.plans import queries
from ok_api.programme.participation.plans.entries import replace_entries
from ok_api.programme.participation.plans.schemas import PlanEntryBody, TeamPlanBody
from ok_api.programme.participation.plans.telling import judge_plan
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text, together
from ok_api.tables import ProgrammeYear, TeamMember


async def replace_plan(
    work: Work, participation_id: UUID, school_year: str, plan: TeamPlanBody
) -> ProgrammeYear:
    """The same plan again changes nothing. Raises `RuleRefused` for more days than were granted.

    The year is locked and its version counted on, so that of two plans made from the same one only
    one is taken.
    """
    year = await fetch_for_change(
        work,
        ProgrammeYear,
        queries.SCOPE,
        ProgrammeYear.participation_id == participation_id,
        ProgrammeYear.school_year == school_year,
    )
    await _check_members(work, year, plan.entries)
    days = {str(entry.team_member_id): entry.days for entry in plan.entries}
    ruling = judge_plan(days, year.granted_days, year.school_year, work.today)
    if not ruling.allowed:
        raise RuleRefused(together(ruling.missing), ruling)
    await replace_entries(work, year, plan.entries)
    return year


async def _check_members(work: Work, year: ProgrammeYear, entries: list[PlanEntryBody]) -> None:
    """Each entry is for another member of this team, of the year that is planned."""
    wanted = [entry.team_member_id for entry in entries]
    found = await work.session.scalars(queries.members_of(year.participation_id, wanted))
    team = {member.id: member for member in found}
    flaws = []
    for place, member_id in enumerate(wanted):
        if member_id in wanted[:place]:
            flaws.append(_flaw(place, "named_twice", _TWICE))
        elif member_id not in team:
            flaws.append(_flaw(place, "unknown", _UNKNOWN))
        elif not _in_year(team[member_id], SchoolYear.parse(year.school_year)):
            flaws.append(_flaw(place, "not_in_team_that_year", _ELSEWHEN))
    if flaws:
        raise InvalidInput(*flaws)


def _in_year(member: TeamMember, year: SchoolYear) -> bool:
    return member.joined_on <= year.end and (member.left_on is None or member.left_on >= year.start)


_TWICE = Text("Dit teamlid staat al in het plan.", "This team member is in the plan already.")
_UNKNOWN = Text("Dit teamlid hoort niet bij dit team.", "This member does not belong to this team.")
_ELSEWHEN = Text(
    "Dit teamlid zit dat schooljaar niet in het team.",
    "This member is not in the team in that school year.",
)


def _flaw(place: int, code: str, message: Text) -> Flaw:
    return Flaw(where="body", name=f"/entries/{place}/teamMemberId", code=code, message=message)
