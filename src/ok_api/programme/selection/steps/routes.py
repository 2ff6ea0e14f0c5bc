"""The steps of an application over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import created
from ok_api.foundation.contract import parts
from ok_api.foundation.router import Router, Working
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.applications.schemas import Application as ApplicationShape
from ok_api.programme.selection.queries import TRANSITIONS
from ok_api.programme.selection.steps import queries, schemas, service
from ok_api.tables import Application, ApplicationStep

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]

router.get(
    "/applications/{applicationId}/transitions",
    "listApplicationTransitions",
    "What may follow, and why (not)",
    TRANSITIONS,
    {"applicationId": Application.id},
)
router.get(
    "/applications/{applicationId}/steps/{stepId}",
    "getApplicationStep",
    "One step that was taken",
    queries.STEP,
    {"applicationId": ApplicationStep.application_id, "stepId": ApplicationStep.id},
)
router.list(
    "/applications/{applicationId}/steps",
    "listApplicationSteps",
    "The steps that were taken",
    queries.STEPS,
)


@router.post(
    "/applications/{applicationId}/transitions",
    "takeApplicationStep",
    "Take the next step",
    ApplicationShape,
    openapi_extra=parts.VERSIONED,
)
async def take_application_step(
    work: Working, application_id: ApplicationId, asked: schemas.NewApplicationStep
) -> Response:
    return await created(work, APPLICATION, await service.take_step(work, application_id, asked))
