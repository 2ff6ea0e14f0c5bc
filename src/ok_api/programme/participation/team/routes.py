"""The expertise team over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.participation.team import queries, schemas, service
from ok_api.tables import TeamMember

router = Router("Participation")
ParticipationId = Annotated[UUID, Path(alias="participationId")]
MemberId = Annotated[UUID, Path(alias="teamMemberId")]
MEMBERS = "/participations/{participationId}/team-members"
MEMBER = MEMBERS + "/{teamMemberId}"

router.get(
    MEMBER,
    "getTeamMember",
    "One team member",
    queries.TEAM_MEMBER,
    {"participationId": TeamMember.participation_id, "teamMemberId": TeamMember.id},
)
router.list(MEMBERS, "listTeamMembers", "The expertise team", queries.TEAM_MEMBERS)


@router.post(MEMBERS, "addTeamMember", "Add a team member", schemas.TeamMember)
async def add_team_member(
    work: Working, participation_id: ParticipationId, new: schemas.NewTeamMember
) -> Response:
    member = await service.add_member(work, participation_id, new)
    return await created(work, queries.TEAM_MEMBER, member)


@router.patch(MEMBER, "changeTeamMember", "Change a team member", schemas.TeamMember)
async def change_team_member(
    work: Working,
    participation_id: ParticipationId,
    member_id: MemberId,
    changes: schemas.TeamMemberChanges,
) -> Response:
    member = await service.change_member(work, participation_id, member_id, changes)
    return await changed(work, queries.TEAM_MEMBER, member)
