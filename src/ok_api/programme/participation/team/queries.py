"""The team's reads; who its members are is private."""

from sqlalchemy import Text, cast

from ok_api.access.scope import TEAM_MEMBERS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, flagged
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.programme.participation.team import schemas
from ok_api.tables import Participation, TeamMember

_participation = "/v1/participations/" + cast(TeamMember.participation_id, Text)

TEAM_MEMBER = Projection(
    schemas.TeamMember,
    TeamMember,
    link=_participation + "/team-members/" + cast(TeamMember.id, Text),
    scope=SCOPE,
    private=("name", "email"),
    participation=_participation,
)

TEAM_MEMBERS = Listing(
    TEAM_MEMBER,
    schemas.TeamMemberQuery,
    sorts={"joinedOn": TeamMember.joined_on, "role": TeamMember.role},
    default_sort=("joinedOn",),
    filters={"role": among(TeamMember.role), "left": flagged(TeamMember.left_on.is_not(None))},
    by={"participationId": TeamMember.participation_id},
    parent=PARTICIPATION,
    parent_by={"participationId": Participation.id},
)
