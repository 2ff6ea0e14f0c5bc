"""What is told of a programme year, and what may be sent."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, Shape, SortBy
from ok_api.programme.explanations import NormProgressShape
from ok_api.programme.participation.facilitations.schemas import Facilitated
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import Phase, ProgrammeYearStatus

_ID = "019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01"
_LINK = f"/v1/participations/{_ID}"


class PlannedDays(Shape):
    """The days that the team plan divides (teamplan) beside the days that were granted."""

    granted: Decimal = Field(description="Days granted (toegekende dagen).", examples=[160])
    planned: Decimal = Field(description="Days divided over the team.", examples=[150])
    remaining: Decimal = Field(description="Days not divided yet.", examples=[10])


class ProgrammeYear(Answer):
    """One school year of a participation (programmajaar): plan, progress and facilitation."""

    id: UUID = Field(description="Identity of the programme year.")
    participation_id: UUID = Field(description="The participation (deelname).")
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )
    phase: Phase = Field(description="The phase (fase) in that year.", examples=["aspirant"])
    status: ProgrammeYearStatus = Field(description="How far it is.", examples=["running"])
    plan_note: str | None = Field(description="What the school says of its plan.")
    next_year_planning: str | None = Field(
        description="The planning for guiding schools in the next year (R-Y1-4)."
    )
    days: PlannedDays = Field(description="The team plan against the days granted.")
    progress: list[NormProgressShape] = Field(
        description="Every norm of the phase: done, planned, and what is asked (voortgang)."
    )
    facilitation: Facilitated = Field(description="Time granted and realised (facilitering).")
    participation: str = Field(description="Where its participation lives.")
    team_plan: str = Field(description="Where its team plan lives.")
    sessions: str = Field(
        description="Where the sessions of that year are listed.",
        examples=[f"{_LINK}/sessions?schoolYear=2026-2027"],
    )
    transitions: str = Field(
        description="What may follow for the participation.", examples=[f"{_LINK}/transitions"]
    )
    facilitations: str = Field(
        description="Where the facilitation of all years of the participation is listed.",
        examples=[f"/v1/facilitations?participationId={_ID}"],
    )


class ProgrammeYearChanges(Body):
    """JSON Merge Patch: absent leaves, null clears."""

    plan_note: Prose | None = Field(
        None, description="What the school says of its plan.", examples=["Elke maandag samen."]
    )
    next_year_planning: Prose | None = Field(
        None, description="The planning for the next year.", examples=["Vier scholen, vanaf mei."]
    )


class ProgrammeYearQuery(ListQuery):
    sort: SortBy[Literal["schoolYear", "-schoolYear"]] = Field(
        ("schoolYear",), description="Order."
    )


class YearRow(Answer):
    """As PostgreSQL tells it; the rules add the progress and the facilitation."""

    id: UUID
    participation_id: UUID
    school_year: str
    phase: Phase
    status: ProgrammeYearStatus
    plan_note: str | None
    next_year_planning: str | None
    participation: str
    team_plan: str
    sessions: str
    transitions: str
    facilitations: str
    granted_school_count: int
    guided_school_count: int
    granted_fte: Decimal
    granted_days: Decimal
    granted_steps: list[dict[str, Any]]
    facts: dict[str, Any]
