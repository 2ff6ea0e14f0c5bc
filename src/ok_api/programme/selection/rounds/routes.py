"""Selection rounds over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.selection.rounds import queries, schemas, service
from ok_api.tables import SelectionRound

router = Router("Selection")
RoundId = Annotated[UUID, Path(alias="selectionRoundId")]

router.get(
    "/selection-rounds/{selectionRoundId}",
    "getSelectionRound",
    "One selection round",
    queries.ROUND,
    {"selectionRoundId": SelectionRound.id},
)
router.list("/selection-rounds", "listSelectionRounds", "Selection rounds", queries.ROUNDS)


@router.post(
    "/selection-rounds", "openSelectionRound", "Open a selection round", schemas.SelectionRound
)
async def open_selection_round(work: Working, new: schemas.NewSelectionRound) -> Response:
    return await created(work, queries.ROUND, await service.open_round(work, new))


@router.patch(
    "/selection-rounds/{selectionRoundId}",
    "changeSelectionRound",
    "Change a selection round",
    schemas.SelectionRound,
)
async def change_selection_round(
    work: Working, round_id: RoundId, changes: schemas.SelectionRoundChanges
) -> Response:
    return await changed(work, queries.ROUND, await service.change_round(work, round_id, changes))
