"""Go/no-go decisions over HTTP: recorded, read, replayed; never changed, never deleted."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import computed, created
from ok_api.foundation.contract.parts import TRIED
from ok_api.foundation.rates import Cost
from ok_api.foundation.router import Router, Working
from ok_api.programme.review.decisions import (
    proposal_schemas,
    queries,
    receipt_schemas,
    schemas,
)
from ok_api.programme.review.decisions.proposing import propose_decision
from ok_api.programme.review.decisions.replaying import replay_decision
from ok_api.programme.review.decisions.service import record_decision
from ok_api.tables import GoNoGoDecision

router = Router("Review")
DecisionId = Annotated[UUID, Path(alias="decisionId")]

router.get(
    "/go-no-go-decisions/{decisionId}",
    "getGoNoGoDecision",
    "One go/no-go decision",
    queries.DECISION,
    {"decisionId": GoNoGoDecision.id},
)
router.list("/go-no-go-decisions", "listGoNoGoDecisions", "Go/no-go decisions", queries.DECISIONS)
router.get(
    "/go-no-go-decisions/{decisionId}/receipt",
    "getDecisionReceipt",
    "What a decision was taken on",
    queries.RECEIPT,
    {"decisionId": GoNoGoDecision.id},
)


@router.post(
    "/go-no-go-decisions",
    "recordGoNoGoDecision",
    "Record a go/no-go decision and carry it out",
    schemas.GoNoGoDecision,
)
async def record_go_no_go_decision(work: Working, new: schemas.NewGoNoGoDecision) -> Response:
    return await created(work, queries.DECISION, await record_decision(work, new))


@router.post(
    "/decision-proposals",
    "proposeDecision",
    "See what a go/no-go decision would lead to",
    proposal_schemas.DecisionProposal,
    cost=Cost.COMPUTE,
    status_code=200,
    responses=TRIED,
)
async def propose_go_no_go_decision(work: Working, new: schemas.NewGoNoGoDecision) -> Response:
    return computed(await propose_decision(work, new))


@router.post(
    "/go-no-go-decisions/{decisionId}/replays",
    "replayDecision",
    "Run a decision again through today's rules",
    receipt_schemas.Replay,
    cost=Cost.COMPUTE,
    status_code=200,
    responses=TRIED,
)
async def replay_recorded_decision(
    work: Working, decision_id: DecisionId, replay: receipt_schemas.NewReplay
) -> Response:
    return computed(await replay_decision(work, decision_id, replay))
