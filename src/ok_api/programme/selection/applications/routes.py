"""Applications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import clock
from ok_api.foundation.answers import changed, computed, created
from ok_api.foundation.identity import Actor
from ok_api.foundation.projection import Reads
from ok_api.foundation.router import Router, Working
from ok_api.foundation.routing import Services
from ok_api.programme.selection.applications import queries, schemas, service
from ok_api.programme.selection.facts import TermsRecord
from ok_api.programme.selection.queries import TERMS_RECORD
from ok_api.programme.selection.reading import found
from ok_api.tables import Application

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]
RECORD = Reads(TERMS_RECORD, {"applicationId": Application.id})


async def get_terms(request: Request, actor: Actor, services: Services) -> Response:
    document = await found(request, actor, services, RECORD)
    record = TermsRecord.model_validate_json(document)
    ruling = record.ruling(clock.today())
    figures = {} if ruling is None else ruling.figures
    return computed(
        {
            **record.model_dump(by_alias=True),
            "completeBy": figures.get("complete_by"),
            "decideBy": figures.get("decide_by"),
            "rankedOn": figures.get("ranked_on"),
            "ruling": None if ruling is None else ruling.as_json(),
        }
    )


router.get(
    "/applications/{applicationId}",
    "getApplication",
    "One application",
    queries.APPLICATION,
    {"applicationId": Application.id},
)
router.list(
    "/applications",
    "listApplications",
    "Applications, in order of handling",
    queries.APPLICATIONS,
)
router.read(
    "/applications/{applicationId}/terms",
    "getApplicationTerms",
    "The terms of one application",
    schemas.ApplicationTerms,
    get_terms,
)


@router.post("/applications", "startApplication", "Start an application", schemas.Application)
async def start_application(work: Working, new: schemas.NewApplication) -> Response:
    return await created(work, queries.APPLICATION, await service.start_application(work, new))


@router.patch(
    "/applications/{applicationId}",
    "changeApplication",
    "Change an application",
    schemas.Application,
)
async def change_application(
    work: Working, application_id: ApplicationId, changes: schemas.ApplicationChanges
) -> Response:
    application = await service.change_application(work, application_id, changes)
    return await changed(work, queries.APPLICATION, application)
