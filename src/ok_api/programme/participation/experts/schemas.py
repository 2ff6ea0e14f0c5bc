"""What is told of the experts attached to a participation, and what may be asked and sent."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Email, Line, ListQuery, SortBy, example
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import ExpertRole


class ExpertAssignment(Answer):
    """One expert in one role for one school year (inzet expert)."""

    id: UUID = Field(description="Identity of the assignment.")
    participation_id: UUID = Field(description="The participation (deelname).")
    participation: str = Field(description="Where that participation lives.")
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )
    role: ExpertRole = Field(description="Role of the expert.", examples=["process_coach"])
    subject: str | None = Field(
        description="The expert's `sub` in tokens, which opens this participation to the expert;"
        " null for who may not know persons.",
        examples=["expert@example.org"],
    )
    name: str | None = Field(
        description="Name; null for who may not know persons.", examples=["Voorbeeld Begeleider"]
    )
    email: str | None = Field(
        description="E-mail address; null for who may not know persons.",
        examples=["expert@example.org"],
    )
    organisation: str | None = Field(
        description="Where the expert works.", examples=["Voorbeeldinstituut"]
    )
    from_on: date = Field(description="First day.", examples=["2025-08-01"])
    until_on: date | None = Field(description="Last day; null while it goes on.")


class NewExpertAssignment(Body):
    """Which expert, in which role, from when."""

    model_config = example(
        schoolYear="2025-2026",
        role="process_coach",
        subject="expert@example.org",
        name="Voorbeeld Begeleider",
        organisation="Voorbeeldinstituut",
        fromOn="2025-08-01",
        untilOn="2026-07-31",
    )

    school_year: SchoolYearName | None = Field(
        None,
        description="The school year; the one the participation stands in when absent.",
        examples=["2025-2026"],
    )
    role: ExpertRole = Field(description="Role of the expert.", examples=["process_coach"])
    subject: Line = Field(
        description="The expert's `sub` in tokens.", examples=["expert@example.org"]
    )
    name: Line = Field(description="Name.", examples=["Voorbeeld Begeleider"])
    email: Email | None = Field(None, description="E-mail address.")
    organisation: Line | None = Field(
        None, description="Where the expert works.", examples=["Voorbeeldinstituut"]
    )
    from_on: date | None = Field(
        None,
        description="First day; today when absent, or else the nearest day of the school year.",
        examples=["2025-08-01"],
    )
    until_on: date | None = Field(None, description="Last day, once known.")


class ExpertAssignmentChanges(Body):
    """JSON Merge Patch: absent leaves, null clears."""

    subject: Line = Field("", description="The expert's `sub` in tokens.")
    name: Line = Field("", description="Name.", examples=["Voorbeeld Begeleider"])
    email: Email | None = Field(None, description="E-mail address.")
    organisation: Line | None = Field(None, description="Where the expert works.")
    from_on: date = Field(date.min, description="First day.", examples=["2025-08-01"])
    until_on: date | None = Field(None, description="Last day.", examples=["2026-07-31"])


class ExpertAssignmentQuery(ListQuery):
    sort: SortBy[Literal["fromOn", "-fromOn", "schoolYear", "-schoolYear", "role", "-role"]] = (
        Field(("-schoolYear",), description="Order.")
    )
    school_year: list[SchoolYearName] | None = Field(None, description="Only these school years.")
    role: list[ExpertRole] | None = Field(None, description="Only these roles.")
