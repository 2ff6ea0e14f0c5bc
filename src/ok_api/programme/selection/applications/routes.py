"""Applications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.contract import parts
from ok_api.foundation.router import Router, Working
from ok_api.programme.selection.applications import queries, schemas, service
from ok_api.programme.selection.queries import TERMS
from ok_api.tables import Application

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]

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
router.get(
    "/applications/{applicationId}/terms",
    "getApplicationTerms",
    "The terms of one application",
    TERMS,
    {"applicationId": Application.id},
)


@router.post("/applications", "startApplication", "Start an application", schemas.Application)
async def start_application(work: Working, new: schemas.NewApplication) -> Response:
    return await created(work, queries.APPLICATION, await service.start_application(work, new))


@router.post(
    "/applications/{applicationId}/submissions",
    "submitApplication",
    "Submit the subsidy application, now",
    schemas.Application,
    description=(
        "The moment of submission decides the order of handling, so it is that of the server and "
        "is stated by nobody; a school or its board submits while the round is open. The office "
        "records a submission of another moment as a change of `submittedAt`, with a reason."
    ),
    openapi_extra=parts.VERSIONED,
)
async def submit_application(work: Working, application_id: ApplicationId) -> Response:
    application = await service.submit_application(work, application_id)
    return await created(work, queries.APPLICATION, application)


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
