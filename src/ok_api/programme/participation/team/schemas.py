"""What is told of the members of an expertise team, and what may be asked and sent."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Email, Line, ListQuery, SortBy, example
from ok_api.rules.words import TeamRole


class TeamMember(Answer):
    """One person in the expertise team (lid van het expertiseteam)."""

    id: UUID = Field(description="Identity of the team member.")
    participation_id: UUID = Field(description="The participation (deelname).")
    participation: str = Field(description="Where that participation lives.")
    name: str | None = Field(
        description="Name; null for who may not know persons.", examples=["Voorbeeld Persoon"]
    )
    email: str | None = Field(
        description="E-mail address; null for who may not know persons.",
        examples=["persoon@example.org"],
    )
    role: TeamRole = Field(description="Role in the school.", examples=["teacher"])
    joined_on: date = Field(description="First day in the team.", examples=["2025-08-01"])
    left_on: date | None = Field(description="Last day in the team; null for who is in it.")


class NewTeamMember(Body):
    """Who joins the team."""

    model_config = example(
        name="Voorbeeld Persoon",
        email="persoon@example.org",
        role="teacher",
        joinedOn="2025-08-01",
    )

    name: Line = Field(description="Name.", examples=["Voorbeeld Persoon"])
    email: Email | None = Field(
        None, description="E-mail address.", examples=["persoon@example.org"]
    )
    role: TeamRole = Field(description="Role in the school.", examples=["teacher"])
    joined_on: date | None = Field(
        None, description="First day in the team; today when absent.", examples=["2025-08-01"]
    )
    left_on: date | None = Field(None, description="Last day in the team, once known.")


class TeamMemberChanges(Body):
    """JSON Merge Patch: absent leaves, null clears."""

    name: Line = Field("", description="Name.", examples=["Voorbeeld Persoon"])
    email: Email | None = Field(
        None, description="E-mail address.", examples=["persoon@example.org"]
    )
    role: TeamRole = Field(TeamRole.TEACHER, description="Role in the school.")
    joined_on: date = Field(date.min, description="First day in the team.", examples=["2025-08-01"])
    left_on: date | None = Field(None, description="Last day in the team.", examples=["2026-07-31"])


class TeamMemberQuery(ListQuery):
    sort: SortBy[Literal["joinedOn", "-joinedOn", "role", "-role"]] = Field(
        ("joinedOn",), description="Order."
    )
    role: list[TeamRole] | None = Field(None, description="Only these roles.")
    left: bool | None = Field(
        None, description="Only who has a last day in the team, or only who has none."
    )
