"""The variety of a selection round over HTTP."""

from ok_api.foundation.router import Router
from ok_api.programme.monitoring.variety.queries import VARIETY
from ok_api.tables import SelectionRound

router = Router("Monitoring")

router.get(
    "/selection-rounds/{selectionRoundId}/variety",
    "getSelectionRoundVariety",
    "The variety of one selection round",
    VARIETY,
    {"selectionRoundId": SelectionRound.id},
)
