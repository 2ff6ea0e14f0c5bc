"""Reads of decisions and their receipts."""

from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import aliased

from ok_api.access.scope import DECISIONS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, flagged, identical
from ok_api.programme.review.decisions import receipt_schemas, schemas
from ok_api.tables import Evaluation, GoNoGoDecision, Participation, ProgrammeYear

_later = aliased(GoNoGoDecision, name="later")
_replaced_by = (
    select(_later.id)
    .where(_later.replaces_id == GoNoGoDecision.id)
    .correlate(GoNoGoDecision)
    .scalar_subquery()
)
_source = GoNoGoDecision.__table__.join(
    ProgrammeYear.__table__, ProgrammeYear.id == GoNoGoDecision.programme_year_id
).join(Participation.__table__, Participation.id == GoNoGoDecision.participation_id)
_link = "/v1/go-no-go-decisions/" + cast(GoNoGoDecision.id, Text)

DECISION = Projection(
    schemas.GoNoGoDecision,
    GoNoGoDecision,
    link=_link,
    scope=SCOPE,
    source=_source,
    private=["decided_by"],
    versions=[func.coalesce(cast(_replaced_by, Text), "1")],
    establishment_code=Participation.establishment_code,
    school_year=ProgrammeYear.school_year,
    title=GoNoGoDecision.receipt["ruling"]["figures"]["title"].astext,
    replaced_by_id=_replaced_by,
    participation="/v1/participations/" + cast(GoNoGoDecision.participation_id, Text),
    evaluation="/v1/evaluations/" + cast(GoNoGoDecision.evaluation_id, Text),
    receipt=_link + "/receipt",
    replays=_link + "/replays",
)

DECISIONS = Listing(
    DECISION,
    schemas.DecisionQuery,
    sorts={"decidedOn": GoNoGoDecision.decided_on, "id": GoNoGoDecision.id},
    default_sort=("-decidedOn",),
    filters={
        "participation_id": identical(GoNoGoDecision.participation_id),
        "school_year": among(ProgrammeYear.school_year),
        "outcome": among(GoNoGoDecision.outcome),
        "from_phase": among(GoNoGoDecision.from_phase),
        "standing": flagged(_replaced_by.is_(None)),
    },
)

RECEIPT = Projection(
    receipt_schemas.DecisionReceipt,
    GoNoGoDecision,
    link=_link + "/receipt",
    scope=SCOPE,
    private=["decided_by"],
    decision=_link,
    content=GoNoGoDecision.receipt,
    hash=GoNoGoDecision.receipt_hash,
)


def decision_after(decision_id: UUID) -> Select[UUID]:
    """The decision that replaced this one."""
    return select(GoNoGoDecision.id).where(GoNoGoDecision.replaces_id == decision_id)


def year_of(participation_id: UUID, school_year: str) -> Select[ProgrammeYear]:
    return select(ProgrammeYear).where(
        ProgrammeYear.participation_id == participation_id,
        ProgrammeYear.school_year == school_year,
    )


def evaluation_of(year_id: UUID) -> Select[Evaluation]:
    return select(Evaluation).where(Evaluation.programme_year_id == year_id)
