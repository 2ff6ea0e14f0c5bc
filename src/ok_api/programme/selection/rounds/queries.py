"""Reading rounds; the status is told by the clock of the database."""

from uuid import UUID

from sqlalchemy import Select, Text, case, cast, func, select

from ok_api.access.scope import ROUNDS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.selection.counts import ACCEPTED_COUNT
from ok_api.programme.selection.rounds import schemas
from ok_api.rules.words import RoundStatus
from ok_api.tables import Application, SelectionRound

LINK = "/v1/selection-rounds/" + cast(SelectionRound.id, Text)

# Says in SQL what `rules.selection.round_status` says; a test holds the two together.
STATUS = case(
    (func.now() < SelectionRound.opens_at, RoundStatus.PLANNED.value),
    (func.now() <= SelectionRound.closes_at, RoundStatus.OPEN.value),
    else_=RoundStatus.CLOSED.value,
)

ROUND = Projection(
    schemas.SelectionRound,
    SelectionRound,
    link=LINK,
    scope=SCOPE,
    versions=[STATUS, ACCEPTED_COUNT],
    status=STATUS,
    accepted_count=ACCEPTED_COUNT,
    places_left=func.greatest(SelectionRound.places - ACCEPTED_COUNT, 0),
    variety=LINK + "/variety",
)

ROUNDS = Listing(
    ROUND,
    schemas.SelectionRoundQuery,
    sorts={
        "opensAt": SelectionRound.opens_at,
        "schoolYear": SelectionRound.school_year,
        "title": SelectionRound.title,
    },
    default_sort=("-opensAt",),
    filters={"school_year": among(SelectionRound.school_year), "status": among(STATUS)},
)


def applications_in(round_id: UUID) -> Select[int]:
    return select(func.count()).where(Application.selection_round_id == round_id)
