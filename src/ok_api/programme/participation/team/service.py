"""Who is in the team, and from when until when."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import PARTICIPATIONS, TEAM_MEMBERS
from ok_api.foundation.database import Work
from ok_api.programme.participation.dates import refuse_after_end
from ok_api.programme.participation.team.schemas import NewTeamMember, TeamMemberChanges
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
        TEAM_MEMBERS,
        TeamMember.participation_id == participation_id,
        TeamMember.id == member_id,
    )
    for name, value in changes.changes().items():
        setattr(member, name, value)
    participation = await work.session.get_one(Participation, participation_id)
    refuse_after_end(participation, member.joined_on)
    return member
