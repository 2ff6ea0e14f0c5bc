"""Expert assignments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.participation.experts import queries, schemas, service
from ok_api.tables import ExpertAssignment

router = Router("Participation")
ParticipationId = Annotated[UUID, Path(alias="participationId")]
AssignmentId = Annotated[UUID, Path(alias="expertAssignmentId")]
ASSIGNMENTS = "/participations/{participationId}/expert-assignments"
ASSIGNMENT = ASSIGNMENTS + "/{expertAssignmentId}"

router.get(
    ASSIGNMENT,
    "getExpertAssignment",
    "One expert assignment",
    queries.EXPERT_ASSIGNMENT,
    {
        "participationId": ExpertAssignment.participation_id,
        "expertAssignmentId": ExpertAssignment.id,
    },
)
router.list(
    ASSIGNMENTS,
    "listExpertAssignments",
    "The experts attached to a participation",
    queries.EXPERT_ASSIGNMENTS,
)


@router.post(ASSIGNMENTS, "assignExpert", "Attach an expert", schemas.ExpertAssignment)
async def assign_expert(
    work: Working, participation_id: ParticipationId, new: schemas.NewExpertAssignment
) -> Response:
    assignment = await service.assign_expert(work, participation_id, new)
    return await created(work, queries.EXPERT_ASSIGNMENT, assignment)


@router.patch(
    ASSIGNMENT, "changeExpertAssignment", "Change an expert assignment", schemas.ExpertAssignment
)
async def change_expert_assignment(
    work: Working,
    participation_id: ParticipationId,
    assignment_id: AssignmentId,
    changes: schemas.ExpertAssignmentChanges,
) -> Response:
    assignment = await service.change_assignment(work, participation_id, assignment_id, changes)
    return await changed(work, queries.EXPERT_ASSIGNMENT, assignment)
