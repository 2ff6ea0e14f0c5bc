"""Enrolments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.answers import changed, computed, created
from ok_api.foundation.identity import Actor
from ok_api.foundation.reading import not_found
from ok_api.foundation.router import Working
from ok_api.foundation.routing import Services, path_values
from ok_api.programme.learning.enrolments import queries, schemas, service
from ok_api.programme.learning.reads import reading
from ok_api.programme.learning.router import router
from ok_api.programme.learning.trajectories.routes import TrajectoryId
from ok_api.tables import Enrolment

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
)
async def take_step(
    work: Working, enrolment_id: EnrolmentId, step: schemas.EnrolmentStep
) -> Response:
    return await created(work, queries.ENROLMENT, await service.take_step(work, enrolment_id, step))


async def list_transitions(request: Request, actor: Actor, services: Services) -> Response:
    async with reading(request, actor, services) as work:
        _, steps = await service.following_steps(work, _enrolment_id(request))
    items = [step.as_json() for step in steps]
    return computed({"self": request.url.path, "items": items, "nextCursor": None})


async def get_progress(request: Request, actor: Actor, services: Services) -> Response:
    async with reading(request, actor, services) as work:
        enrolment, trajectory, norms = await service.progress(work, _enrolment_id(request))
    return computed(
        {
            "self": request.url.path,
            "enrolment": f"/v1/enrolments/{enrolment.id}",
            "establishmentCode": enrolment.establishment_code,
            "schoolYear": trajectory.school_year,
            "norms": [norm.as_json() for norm in norms],
        }
    )


def _enrolment_id(request: Request) -> UUID:
    values = path_values(request, _BY)
    if values is None:
        raise not_found(request)
    found: UUID = values["path_enrolmentId"]
    return found


router.read(
    "/enrolments/{enrolmentId}/transitions",
    "listEnrolmentTransitions",
    "The steps that may follow, and why (not)",
    schemas.EnrolmentTransitions,
    list_transitions,
)
router.read(
    "/enrolments/{enrolmentId}/progress",
    "getEnrolmentProgress",
    "Progress of a learning school against the norm",
    schemas.EnrolmentProgress,
    get_progress,
)
