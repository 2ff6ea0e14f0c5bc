"""The facts that the rules of selection are asked about, gathered in one statement each."""

from datetime import date, datetime

from pydantic import Field

from ok_api.foundation.clock import AMSTERDAM
from ok_api.foundation.schema import Answer
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import ApplicationFacts, first_window, terms
from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DocumentKind,
    Judgement,
    ProgrammeRole,
)


class ApplicationRecord(Answer):
    """One application with all that its next step depends on, as the database tells it."""

    status: ApplicationStatus
    school_year: str
    conversations: list[ConversationKind]
    documents: list[DocumentKind]
    judgements: dict[CriterionKey, Judgement]
    trajectory_part: str | None
    formally_registered_on: date | None
    submitted_at: datetime | None
    completion_asked_on: date | None
    complete_on: date | None
    places: int = Field(description="Of its round.")
    accepted: int = Field(description="How many of its round have been accepted.")
    location_closed_on: date | None
    roles_held: list[ProgrammeRole] = Field(description="From the other rows of the location.")
    other_roles: list[ProgrammeRole] = Field(description="Kept elsewhere, noted by the office.")
    last_step_on: date | None

    def facts(self, motivation: str | None = None) -> ApplicationFacts:
        """`motivation` is what was given with the step, blank when nothing was."""
        return ApplicationFacts(
            status=self.status,
            school_year=SchoolYear.parse(self.school_year),
            conversations=tuple(self.conversations),
            documents=tuple(self.documents),
            judgements=self.judgements,
            trajectory_part_chosen=bool(self.trajectory_part),
            formally_registered=self.formally_registered_on is not None,
            roles_held=tuple(sorted({*self.roles_held, *self.other_roles})),
            submitted_at=self.submitted_at,
            completion_asked_on=self.completion_asked_on,
            complete_on=self.complete_on,
            places=self.places,
            accepted=self.accepted,
            location_closed_on=self.location_closed_on,
            motivation=motivation,
        )


class TermsRecord(Answer):
    """The days on which one subsidy application reached the marks that its terms run between."""

    submitted_at: datetime | None
    completion_asked_on: date | None
    complete_on: date | None
    decided_on: date | None

    def ruling(self, on: date) -> Ruling | None:
        """The terms as they stand on a day (R-SEL-5).

        `None` while nothing was submitted, and for what was before all that is known.
        """
        if self.submitted_at is None or self.submitted_at < first_window().opens:
            return None
        return terms(
            self.submitted_at.astimezone(AMSTERDAM).date(),
            self.complete_on,
            on,
            completion_asked_on=self.completion_asked_on,
            decided_on=self.decided_on,
        )
