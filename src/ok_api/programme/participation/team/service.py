"""Who is in the team, and from when until when."""

from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.programme.participation.team.queries import SCOPE
from ok_api.programme.participation.team.schemas import NewTeamMember, TeamMemberChanges
from ok_api.rules.text import Text
from ok_api.tables import Participation, TeamMember


async def add_member(work: Work, participation_id: UUID, new: NewTeamMember) -> TeamMember:
    """Raises `WrongState` for someone who would join after the participation ended."""
    participation = await fetch_for_change(
        work, Participation, PARTICIPATIONS, Participation.id == participation_id
    )
    joined_on = new.joined_on or work.today
    refuse_after_end(participation, joined_on)
    member = TeamMember(
        participation_id=participation.id, **{**new.model_dump(), "joined_on": joined_on}
    )
    work.session.add(member)
    return member


async def change_member(
    work: Work, participation_id: UUID, member_id: UUID, changes: TeamMemberChanges
) -> TeamMember:
    member = await fetch_for_change(
        work,
        TeamMember,
        SCOPE,
        TeamMember.participation_id == participation_id,
        TeamMember.id == member_id,
    )
    for name, value in changes.changes().items():
        setattr(member, name, value)
    participation = await work.session.get_one(Participation, participation_id)
    refuse_after_end(participation, member.joined_on)
    return member


def refuse_after_end(participation: Participation, day: date) -> None:
    """Nobody begins in a participation that has ended; what was before it can still be added."""
    ended_on = participation.ended_on
    if ended_on is not None and day > ended_on:
        raise WrongState(
            Text(
                f"De deelname is op {ended_on} beëindigd; {day} ligt daarna.",
                f"The participation ended on {ended_on}; {day} lies after that.",
            )
        )
