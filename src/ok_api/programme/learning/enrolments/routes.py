"""Enrolments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.contract import parts
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.enrolments import queries, schemas, service
from ok_api.programme.learning.trajectories.routes import TrajectoryId
from ok_api.tables import Enrolment

router = Router("Learning")
EnrolmentId = Annotated[UUID, Path(alias="enrolmentId")]
_BY = {"enrolmentId": Enrolment.id}

router.list(
    "/learning-trajectories/{learningTrajectoryId}/enrolments",
    "listTrajectoryEnrolments",
    "The schools that follow a trajectory",
    queries.TRAJECTORY_ENROLMENTS,
)
router.list("/enrolments", "listEnrolments", "Enrolments of learning schools", queries.ENROLMENTS)
router.get("/enrolments/{enrolmentId}", "getEnrolment", "One enrolment", queries.ENROLMENT, _BY)
router.get(
    "/enrolments/{enrolmentId}/transitions",
    "listEnrolmentTransitions",
    "What may follow, and why (not)",
    queries.TRANSITIONS,
    _BY,
)
router.get(
    "/enrolments/{enrolmentId}/progress",
    "getEnrolmentProgress",
    "Progress of a learning school against the norm",
    queries.PROGRESS,
    _BY,
)


@router.post(
    "/learning-trajectories/{learningTrajectoryId}/enrolments",
    "enrolSchool",
    "Register a school for a trajectory",
    schemas.Enrolment,
)
async def enrol_school(
    work: Working, trajectory_id: TrajectoryId, new: schemas.NewEnrolment
) -> Response:
    enrolment = await service.enrol_school(work, trajectory_id, new)
    return await created(work, queries.ENROLMENT, enrolment)


@router.patch(
    "/enrolments/{enrolmentId}", "changeEnrolment", "Change an enrolment", schemas.Enrolment
)
async def change_enrolment(
    work: Working, enrolment_id: EnrolmentId, changes: schemas.EnrolmentChanges
) -> Response:
    enrolment = await service.change_enrolment(work, enrolment_id, changes)
    return await changed(work, queries.ENROLMENT, enrolment)


@router.post(
    "/enrolments/{enrolmentId}/transitions",
    "takeEnrolmentStep",
    "Take a step with an enrolment",
    schemas.Enrolment,
    openapi_extra=parts.VERSIONED,
)
async def take_step(
    work: Working, enrolment_id: EnrolmentId, step: schemas.EnrolmentStep
) -> Response:
    return await created(work, queries.ENROLMENT, await service.take_step(work, enrolment_id, step))
