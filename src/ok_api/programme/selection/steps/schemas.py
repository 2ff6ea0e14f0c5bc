"""What is told of the steps of an application, and what may be sent."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import (
    Answer,
    Body,
    ListQuery,
    NoNextPage,
    Prose,
    SortBy,
    example,
    taking,
)
from ok_api.programme.explanations import RulingShape, TransitionShape
from ok_api.programme.selection.fields import Day
from ok_api.rules.words import ApplicationStatus, Role

_STEPS = [status for status in ApplicationStatus if status is not ApplicationStatus.EXPLORING]
"""Exploring is where an application begins."""


class ApplicationTransition(TransitionShape):
    """A status that may follow: whether it is allowed, what is missing, and who may take it."""

    to: ApplicationStatus = Field(description="The status it leads to.", examples=["registered"])
    taken_by: list[Role] = Field(description="The roles that may take this step.")


class ApplicationTransitions(Answer):
    """Everything that may follow on the present status of an application."""

    status: ApplicationStatus = Field(description="How far the application is.")
    items: list[ApplicationTransition] = Field(
        description="The next step in order, and the ways out; empty when it has ended."
    )
    next_cursor: NoNextPage


class NewApplicationStep(Body):
    """The step that is to be taken."""

    model_config = example(
        to="registered",
        takenOn="2026-04-01",
    )

    to: ApplicationStatus = Field(
        description="The status to go to.",
        examples=["registered"],
        json_schema_extra=taking(*_STEPS),
    )
    motivation: Prose | None = Field(
        None,
        description="Why (motivering); rejection and withdrawal ask for it, and so does a step"
        " that departs from a norm.",
    )
    taken_on: Day | None = Field(
        None, description="Day on which it was taken; today when absent.", examples=["2026-04-01"]
    )


class ApplicationStep(Answer):
    """One step that an application took, as it was taken; it never changes."""

    id: UUID = Field(description="Identity of the step.")
    application_id: UUID = Field(description="The application.")
    from_status: ApplicationStatus | None = Field(description="From where; null at its start.")
    to_status: ApplicationStatus = Field(description="To where.")
    taken_on: date = Field(description="Day on which it was taken.")
    taken_by: str | None = Field(description="Who took it.")
    motivation: str | None = Field(description="Why, where that was said.")
    ruling: RulingShape | None = Field(description="What the rules said then; null at its start.")
    recorded_at: datetime = Field(description="When it was recorded here.")


class ApplicationStepQuery(ListQuery):
    sort: SortBy[Literal["takenOn", "-takenOn"]] = Field(("takenOn",), description="Order.")
    to_status: list[ApplicationStatus] | None = Field(None, description="Only steps to these.")
