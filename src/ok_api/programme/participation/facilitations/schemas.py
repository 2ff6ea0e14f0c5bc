"""What is told of facilitation, and what may be asked."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Asked, ListQuery, Shape, SortBy
from ok_api.programme.explanations import StepShape
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import Phase


class Amount(Shape):
    """Time for an expertise team, and the number of learning schools that it follows from."""

    school_count: int = Field(description="Number of learning schools.", examples=[6])
    fte: Decimal = Field(description="Full-time equivalents, an exact decimal.", examples=[1.0])
    days: Decimal = Field(description="Days (dagen), an exact decimal.", examples=[200])


class Gap(Shape):
    """Granted less realised; below zero when more schools take part than were granted."""

    fte: Decimal = Field(description="Difference in full-time equivalents.", examples=[0.2])
    days: Decimal = Field(description="Difference in days.", examples=[40])


class Explanation(Shape):
    """The steps of each figure, apart."""

    granted: list[StepShape] = Field(description="How the time granted was computed.")
    realised: list[StepShape] = Field(description="How the time realised is computed.")
    difference: list[StepShape] = Field(description="How the difference follows from both.")


class Facilitated(Shape):
    """Granted beside realised, with the difference and how each was computed."""

    granted: Amount = Field(description="By the number in the decision (toegekend).")
    realised: Amount = Field(description="By the schools that take part (gerealiseerd).")
    difference: Gap = Field(description="Granted less realised (verschil).")
    explanation: Explanation = Field(description="Each figure explained, step by step (uitleg).")


class FacilitationKey(Answer):
    """Whose it is, and when: what is told first of it."""

    participation_id: UUID = Field(description="The participation (deelname).")
    participation: str = Field(description="Where that participation lives.")
    establishment_code: EstablishmentCode = Field(
        description="Its school (vestigingscode).", examples=["99ZZ01"]
    )
    school_name: str = Field(description="Name of that school.", examples=["De Voorbeeldschool"])
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )
    phase: Phase = Field(description="The phase (fase) in that year.", examples=["pilot"])


class Facilitation(Facilitated, FacilitationKey):
    """The facilitation (facilitering) of one participation in one school year."""


class FacilitationQuery(ListQuery):
    sort: SortBy[
        Literal["schoolYear", "-schoolYear", "establishmentCode", "-establishmentCode"]
    ] = Field(("-schoolYear", "establishmentCode"), description="Order.")
    school_year: list[SchoolYearName] | None = Field(None, description="Only these school years.")
    phase: list[Phase] | None = Field(None, description="Only years in these phases.")
    participation_id: UUID | None = Field(None, description="Only of this participation.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these schools."
    )


class FacilitationTotal(Shape):
    """The sums of one school year and phase."""

    school_year: SchoolYearName = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )
    phase: Phase = Field(description="The phase (fase).", examples=["pilot"])
    participation_count: int = Field(description="Number of participations.", examples=[4])
    granted: Amount = Field(description="Granted together.")
    realised: Amount = Field(description="Realised together.")
    difference: Gap = Field(description="Granted less realised.")


class FacilitationTotals(Answer):
    """Sums of facilitation per school year and phase, the last year first."""

    items: list[FacilitationTotal] = Field(description="One for each school year and phase.")


class FacilitationTotalsQuery(Asked):
    school_year: list[SchoolYearName] | None = Field(None, description="Only these school years.")
    phase: list[Phase] | None = Field(None, description="Only these phases.")


class FacilitationRow(FacilitationKey):
    """As PostgreSQL tells it; the rules add what was realised."""

    granted_school_count: int
    guided_school_count: int
    granted_fte: Decimal
    granted_days: Decimal
    granted_steps: list[dict[str, Any]]
