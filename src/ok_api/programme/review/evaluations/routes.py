"""Evaluations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.contract import parts
from ok_api.foundation.router import Router, Working
from ok_api.programme.review.evaluations import queries, schemas, service
from ok_api.tables import Evaluation

router = Router("Review")
EvaluationId = Annotated[UUID, Path(alias="evaluationId")]

router.get(
    "/evaluations/{evaluationId}",
    "getEvaluation",
    "One evaluation",
    queries.EVALUATION,
    {"evaluationId": Evaluation.id},
)
router.list("/evaluations", "listEvaluations", "Evaluations", queries.EVALUATIONS)


@router.post("/evaluations", "openEvaluation", "Open an evaluation", schemas.Evaluation)
async def open_evaluation(work: Working, new: schemas.NewEvaluation) -> Response:
    return await created(work, queries.EVALUATION, await service.open_evaluation(work, new))


@router.patch(
    "/evaluations/{evaluationId}",
    "changeEvaluation",
    "Fill in a draft evaluation",
    schemas.Evaluation,
)
async def change_evaluation(
    work: Working, evaluation_id: EvaluationId, changes: schemas.EvaluationChanges
) -> Response:
    evaluation = await service.change_evaluation(work, evaluation_id, changes)
    return await changed(work, queries.EVALUATION, evaluation)


@router.post(
    "/evaluations/{evaluationId}/completions",
    "completeEvaluation",
    "Complete an evaluation, once and for all",
    schemas.Evaluation,
    openapi_extra=parts.VERSIONED,
)
async def complete_evaluation(
    work: Working, evaluation_id: EvaluationId, completion: schemas.EvaluationCompletion
) -> Response:
    evaluation = await service.complete_evaluation(work, evaluation_id, completion)
    return await created(work, queries.EVALUATION, evaluation)
