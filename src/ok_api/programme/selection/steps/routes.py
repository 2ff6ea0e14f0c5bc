"""The steps of an application over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import clock
from ok_api.foundation.answers import computed, created
from ok_api.foundation.identity import Actor
from ok_api.foundation.projection import Reads
from ok_api.foundation.router import Router, Working
from ok_api.foundation.routing import Services
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.applications.schemas import Application as ApplicationShape
from ok_api.programme.selection.facts import ApplicationRecord
from ok_api.programme.selection.queries import APPLICATION_RECORD
from ok_api.programme.selection.reading import found
from ok_api.programme.selection.steps import queries, schemas, service
from ok_api.rules.selection import application_transitions
from ok_api.tables import Application, ApplicationStep

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]
RECORD = Reads(APPLICATION_RECORD, {"applicationId": Application.id})


async def list_transitions(request: Request, actor: Actor, services: Services) -> Response:
    document = await found(request, actor, services, RECORD)
    record = ApplicationRecord.model_validate_json(document)
    following = application_transitions(record.facts(), clock.today())
    return computed(
        {
            "self": request.url.path,
            "status": record.status,
            "items": [
                {**step.as_json(), "takenBy": service.TAKEN_BY[step.to]} for step in following
            ],
            "nextCursor": None,
        }
    )


router.read(
    "/applications/{applicationId}/transitions",
    "listApplicationTransitions",
    "What may follow, and why (not)",
    schemas.ApplicationTransitions,
    list_transitions,
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
)
async def take_application_step(
    work: Working, application_id: ApplicationId, asked: schemas.NewApplicationStep
) -> Response:
    return await created(work, APPLICATION, await service.take_step(work, application_id, asked))
