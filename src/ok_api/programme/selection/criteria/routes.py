"""The criteria of an application over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.selection.criteria import queries, schemas, service
from ok_api.rules.words import CriterionKey
from ok_api.tables import Criterion

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]
Key = Annotated[CriterionKey, Path(alias="criterion")]

router.get(
    "/applications/{applicationId}/criteria/{criterion}",
    "getCriterion",
    "One judged criterion",
    queries.CRITERION,
    {"applicationId": Criterion.application_id, "criterion": Criterion.criterion},
)
router.list(
    "/applications/{applicationId}/criteria",
    "listCriteria",
    "The criteria that were judged",
    queries.CRITERIA,
)


@router.put(
    "/applications/{applicationId}/criteria/{criterion}",
    "judgeCriterion",
    "Judge a criterion",
    schemas.ApplicationCriterion,
)
async def judge_criterion(
    work: Working, application_id: ApplicationId, key: Key, given: schemas.CriterionJudgement
) -> Response:
    criterion, is_new = await service.judge(work, application_id, key, given)
    return await (created if is_new else changed)(work, queries.CRITERION, criterion)
