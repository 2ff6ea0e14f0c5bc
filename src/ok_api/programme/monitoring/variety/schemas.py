"""What is told of the variety of a selection round."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Shape

Dimension = Literal["sector", "school_type", "province", "theme"]
Share = Decimal | None


class VarietyRowShape(Shape):
    """One value of one dimension: how many registered and were selected, beside the country."""

    dimension: Dimension = Field(
        description="Sector, school type (schooltype), province (regio) or theme (aanpak).",
        examples=["sector"],
    )
    value: str = Field(
        description="The value; `unknown` where the register has none.", examples=["PO"]
    )
    registered: int = Field(description="Schools that registered (ingeschreven).", examples=[12])
    selected: int = Field(description="Schools that were chosen (gekozen).", examples=[5])
    national: int = Field(
        description="Open schools in the register; 0 for themes, which it does not know.",
        examples=[6100],
    )
    registered_share: Share = Field(
        description="Fraction of all that registered; null when none did.", examples=[0.6]
    )
    selected_share: Share = Field(
        description="Fraction of all that were chosen; null when none were.", examples=[0.5]
    )
    national_share: Share = Field(
        description="National share (landelijk aandeel); null for themes.", examples=[0.6421]
    )


class Variety(Answer):
    """The variety (variatie) of a selection round: counts and shares, without a verdict."""

    selection_round: str = Field(description="Where the round (selectieronde) lives.")
    school_year: str = Field(description="School year of the round.", examples=["2026-2027"])
    registered: int = Field(description="Schools that registered, those that left included.")
    selected: int = Field(description="Schools that went on to the intake or were accepted.")
    rows: list[VarietyRowShape] = Field(
        description="Each value of each dimension; values that only occur nationally too."
    )
    rule: str = Field(description="Where the rule is explained.", examples=["/v1/rules/R-SEL-2"])


class RegisteredSchool(Shape):
    """One application that registered, with what it adds to the variety."""

    establishment_code: str
    sector: str
    school_type: str
    province: str
    theme: str
    selected: bool


class OpenSchools(Shape):
    """How many open schools have one value; exactly one of the three dimensions is given."""

    sector: str | None
    school_type: str | None
    province: str | None
    count: int


class VarietyRecord(Answer):
    """What the report is counted from, as the database tells it."""

    id: UUID
    school_year: str
    registered: list[RegisteredSchool]
    national: list[OpenSchools]
