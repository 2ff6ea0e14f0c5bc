"""What is told of a team plan, and what may be sent."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Line, Shape
from ok_api.programme.explanations import RulingShape
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import TeamRole

PlanDays = Annotated[Decimal, Field(gt=0, le=1000, max_digits=6, decimal_places=2)]


class PlanLine(Shape):
    """The days of one member in the plan (regel van het teamplan)."""

    team_member_id: UUID = Field(description="The team member.")
    team_member: str = Field(description="Where that member lives.")
    name: str = Field(description="Name of the member.", examples=["Voorbeeld Persoon"])
    role: TeamRole = Field(description="Role of the member.", examples=["teacher"])
    days: Decimal = Field(description="Days, an exact decimal.", examples=[40.0])
    task: str | None = Field(description="What for.", examples=["Leertraject schrijven"])


class TeamPlan(Answer):
    """How a team divides its days (teamplan); the version is that of the programme year."""

    participation_id: UUID = Field(description="The participation (deelname).")
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )
    granted_days: Decimal = Field(description="Days granted (toegekend).", examples=[160])
    planned_days: Decimal = Field(description="Days divided.", examples=[150])
    remaining_days: Decimal = Field(description="Days not divided yet.", examples=[10])
    entries: list[PlanLine] = Field(description="The members with their days.")
    explanation: RulingShape = Field(description="What the rules say of this plan (R-FAC-4).")
    programme_year: str = Field(description="Where its programme year lives.")


class PlanEntryBody(Body):
    """The days of one member."""

    team_member_id: UUID = Field(description="The team member.")
    days: PlanDays = Field(description="Days, at most two decimals.", examples=[40])
    task: Line | None = Field(None, description="What for.", examples=["Leertraject schrijven"])


class TeamPlanBody(Body):
    """The whole plan: what is not in it is no longer planned."""

    entries: list[PlanEntryBody] = Field(
        max_length=200, description="The members with their days; each member once."
    )


class PlanRow(Answer):
    """As PostgreSQL tells it; the rules add what they say of it."""

    participation_id: UUID
    school_year: str
    granted_days: Decimal
    entries: list[dict[str, Any]] | None
    programme_year: str
