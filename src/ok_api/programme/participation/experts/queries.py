"""The reads of expert assignments; who the experts are is private."""

from sqlalchemy import Text, cast

from ok_api.access.scope import within_participation
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.participation.experts import schemas
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.tables import ExpertAssignment, Participation

SCOPE = within_participation(ExpertAssignment.participation_id, ExpertAssignment.school_year)
_participation = "/v1/participations/" + cast(ExpertAssignment.participation_id, Text)

EXPERT_ASSIGNMENT = Projection(
    schemas.ExpertAssignment,
    ExpertAssignment,
    link=_participation + "/expert-assignments/" + cast(ExpertAssignment.id, Text),
    scope=SCOPE,
    private=("subject", "name", "email"),
    participation=_participation,
)

EXPERT_ASSIGNMENTS = Listing(
    EXPERT_ASSIGNMENT,
    schemas.ExpertAssignmentQuery,
    sorts={
        "fromOn": ExpertAssignment.from_on,
        "schoolYear": ExpertAssignment.school_year,
        "role": ExpertAssignment.role,
    },
    default_sort=("-schoolYear",),
    filters={
        "school_year": among(ExpertAssignment.school_year),
        "role": among(ExpertAssignment.role),
    },
    by={"participationId": ExpertAssignment.participation_id},
    parent=PARTICIPATION,
    parent_by={"participationId": Participation.id},
)
