"""What is told of a criterion's judgement, and what may be sent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, SortBy
from ok_api.rules.words import CriterionKey, Judgement


class CriterionJudgement(Body):
    """The judgement (oordeel) of one criterion: always with a motivation (R-SEL-1)."""

    judgement: Judgement = Field(description="Met, not met or unclear.", examples=["met"])
    motivation: Prose = Field(
        description="Why (motivering).", examples=["Het team onderzoekt elk jaar de eigen lessen."]
    )
    evidence: Prose | None = Field(
        None, description="What it rests on (bewijs).", examples=["Schoolplan, hoofdstuk 3."]
    )


class CriterionOf(Answer):
    """Which criterion of which application it is: what is told first of it."""

    application_id: UUID = Field(description="The application.")
    criterion: CriterionKey = Field(description="Which criterion (eis).")


class ApplicationCriterion(CriterionJudgement, CriterionOf):
    """One of the nine criteria (eisen), as judged for one application."""

    judged_by: str | None = Field(description="Who judged it last.")
    judged_at: datetime = Field(description="When it was judged last.")


class CriterionQuery(ListQuery):
    sort: SortBy[Literal["criterion", "-criterion"]] = Field(
        ("criterion",), description="Order: that of the programme."
    )
    judgement: list[Judgement] | None = Field(None, description="Only these judgements.")
