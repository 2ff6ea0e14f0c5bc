"""What is told of a selection round, and what may be asked and sent."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Line, ListQuery, SortBy, example
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.selection.fields import Moment
from ok_api.rules.words import RoundStatus

_UNREAD = datetime(2000, 1, 1, tzinfo=UTC)

Places = Annotated[int, Field(ge=1, le=10_000)]


class SelectionRound(Answer):
    """One intake of aspirants (selectieronde) for a school year."""

    id: UUID = Field(description="Identity of the round.")
    school_year: str = Field(
        description="School year (schooljaar) in which the chosen schools start.",
        examples=["2026-2027"],
    )
    title: str = Field(description="Name of the round.", examples=["Voorjaar 2026"])
    opens_at: datetime = Field(description="First moment at which schools can register.")
    closes_at: datetime = Field(description="Last moment at which schools can register.")
    places: int = Field(
        description="How many aspirants can start (plaatsen); accepting more takes an explanation"
        " (R-SEL-7).",
        examples=[10],
    )
    accepted_count: int = Field(
        description="How many applications were accepted (toegelaten).", examples=[4]
    )
    places_left: int = Field(
        description="How many places are left (plaatsen over); 0 when there are none or fewer.",
        examples=[6],
    )
    status: RoundStatus = Field(description="Follows from the two moments and the clock.")
    variety: str = Field(description="Where the report of its variety (variatie) lives.")


class NewSelectionRound(Body):
    """What the office says when it opens a round."""

    school_year: SchoolYearName = Field(
        description="School year in which the chosen schools start.", examples=["2026-2027"]
    )
    title: Line = Field(description="Name, unique in its school year.", examples=["Voorjaar 2026"])
    opens_at: Moment = Field(
        description="First moment at which schools can register, with its time zone.",
        examples=["2026-03-09T09:00:00+01:00"],
    )
    closes_at: Moment = Field(
        description="Last moment at which schools can register; it belongs to the round.",
        examples=["2026-06-26T16:00:00+02:00"],
    )
    places: Places = Field(description="How many aspirants can start.", examples=[10])


class SelectionRoundChanges(Body):
    """JSON Merge Patch. The school year is fixed once a school has applied."""

    model_config = example(
        title="Voorjaarsronde",
        opensAt="2026-03-09T09:00:00+01:00",
        closesAt="2026-06-26T16:00:00+02:00",
        places=12,
    )

    school_year: SchoolYearName = Field("", description="School year of the start.")
    title: Line = Field("", description="Name, unique in its school year.")
    opens_at: Moment = Field(_UNREAD, description="First moment to register.")
    closes_at: Moment = Field(_UNREAD, description="Last moment to register.")
    places: Places = Field(1, description="How many aspirants can start.")


class SelectionRoundQuery(ListQuery):
    sort: SortBy[Literal["opensAt", "-opensAt", "schoolYear", "-schoolYear", "title", "-title"]] = (
        Field(("-opensAt",), description="Order.")
    )
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only rounds for these school years.", examples=[["2026-2027"]]
    )
    status: list[RoundStatus] | None = Field(None, description="Only rounds that stand like this.")
