"""What is told of a knowledge activity, and what may be asked and sent."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, Line, ListQuery, SortBy, example
from ok_api.programme.learning.fields import Day, People
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import ActivityStatus, KnowledgeActivityKind

WebAddress = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00-\x1f/]+[^\s\x00-\x1f]*$")
]
FirstStatus = Literal["planned", "held"]


class KnowledgeActivity(Answer):
    """One way in which an expertise school shares its knowledge (kennisdeelactiviteit)."""

    id: UUID = Field(description="Identity of the activity.")
    participation_id: UUID = Field(description="The participation (deelname) that gives it.")
    school_year: str = Field(
        description="School year (schooljaar) of its day.", examples=["2025-2026"]
    )
    kind: KnowledgeActivityKind = Field(description="Kind of activity (soort).")
    title: str = Field(description="Name (titel).", examples=["Webinar Lezen om te leren"])
    held_on: date = Field(description="Its day: planned, or on which it was given (datum).")
    audience: str | None = Field(description="For whom it is (doelgroep).")
    participant_count: int | None = Field(description="How many people it reached (bereik).")
    web_address: str | None = Field(description="Where it can be found (webadres).")
    status: ActivityStatus = Field(description="Planned, held or cancelled (stand).")
    participation: str = Field(description="Where the participation lives.")


class NewKnowledgeActivity(Body):
    """An activity that is planned, or that has been given already."""

    model_config = example(
        participationId=EXAMPLE_ID,
        kind="webinar",
        title="Webinar Lezen om te leren",
        heldOn="2026-02-10",
        audience="Leraren van groep 5 tot en met 8",
        participantCount=40,
        webAddress="https://www.example.org/webinar",
        status="held",
    )

    participation_id: UUID = Field(description="The participation that gives it.")
    kind: KnowledgeActivityKind = Field(description="Kind of activity.", examples=["webinar"])
    title: Line = Field(description="Name.", examples=["Webinar Lezen om te leren"])
    held_on: Day = Field(description="Its day; its school year follows from it.")
    audience: Line | None = Field(None, description="For whom it is.")
    participant_count: People | None = Field(None, description="How many people it reached.")
    web_address: WebAddress | None = Field(
        None, description="Where it can be found.", examples=["https://www.example.org/webinar"]
    )
    status: FirstStatus = Field(
        "planned", description="`held` records afterwards what has been given."
    )


class KnowledgeActivityChanges(Body):
    """JSON Merge Patch: absent leaves, null clears.

    A planned activity becomes held or cancelled, and stays that; one that was held may still be
    corrected, one that was cancelled may not.
    """

    model_config = example(
        title="Webinar Lezen om te leren",
        participantCount=40,
        status="held",
    )

    kind: KnowledgeActivityKind = Field(
        KnowledgeActivityKind.WEBINAR, description="Kind of activity."
    )
    title: Line = Field("", description="Name.")
    held_on: Day = Field(date(2000, 1, 1), description="Its day.")
    audience: Line | None = Field(None, description="For whom it is.")
    participant_count: People | None = Field(None, description="How many people it reached.")
    web_address: WebAddress | None = Field(None, description="Where it can be found.")
    status: ActivityStatus = Field(ActivityStatus.PLANNED, description="`held` or `cancelled`.")


class KnowledgeActivityQuery(ListQuery):
    sort: SortBy[Literal["heldOn", "-heldOn", "title", "-title"]] = Field(
        ("heldOn",), description="Order."
    )
    kind: list[KnowledgeActivityKind] | None = Field(None, description="Only these kinds.")
    status: list[ActivityStatus] | None = Field(None, description="Only in these statuses.")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only in these school years.", examples=[["2025-2026"]]
    )
    participation_id: UUID | None = Field(None, description="Only of this participation.")
    from_day: Day | None = Field(None, alias="from", description="Only from this day on.")
    until_day: Day | None = Field(
        None, alias="until", description="Only up to and including this day."
    )
