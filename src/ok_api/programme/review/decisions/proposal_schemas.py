"""What a decision would lead to, before it is taken."""

from datetime import date

from pydantic import Field

from ok_api.foundation.schema import Answer
from ok_api.programme.explanations import ConditionShape, RulingShape
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import DecisionOutcome, Phase


class DecisionProposal(Answer):
    """A decision as it would be taken now (voorgenomen besluit); nothing was kept or changed."""

    participation: str = Field(description="Where the participation lives.")
    school_year: SchoolYearName = Field(
        description="The programme year (programmajaar) decided on.", examples=["2025-2026"]
    )
    outcome: DecisionOutcome = Field(description="Go or no-go (uitkomst), as proposed.")
    decided_on: date = Field(description="The day it would be taken (besluitdatum).")
    allowed: bool = Field(description="Whether it could be recorded like this.")
    unexplained: list[ConditionShape] = Field(
        description="The norms departed from that still need an explanation (afwijking): give "
        "each a place in `departures`, under its id."
    )
    next_phase: Phase | None = Field(
        description="The phase (fase) it would lead to; null where none follows."
    )
    next_school_year: SchoolYearName | None = Field(
        description="The school year that a go would grant; null for a no-go.",
        examples=["2026-2027"],
    )
    granted_fte: float | None = Field(
        description="FTE it would grant (toegekende FTE), an exact decimal; null for a no-go.",
        examples=[1.0],
    )
    granted_days: float | None = Field(
        description="Days it would grant (toegekende dagen); null for a no-go.", examples=[200]
    )
    title: str | None = Field(
        description="The title it would earn (titel).",
        examples=["Expertiseschool Ontwikkelkracht"],
    )
    ruling: RulingShape = Field(description="What the rules say of it, in full.")
