"""What is told of an enrolment, and what may be asked and sent."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import (
    Answer,
    Body,
    Email,
    Line,
    ListQuery,
    NoNextPage,
    Prose,
    SortBy,
    example,
    taking,
)
from ok_api.programme.explanations import ConditionShape, NormProgressShape, TransitionShape
from ok_api.programme.learning.fields import Day
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import EnrolmentStatus, ProgrammeRole

_STEPS = [status for status in EnrolmentStatus if status is not EnrolmentStatus.REGISTERED]
"""Registered is where an enrolment begins."""


class Enrolment(Answer):
    """A learning school (ontwikkelschool) in one trajectory (deelname)."""

    id: UUID = Field(description="Identity of the enrolment.")
    learning_trajectory_id: UUID = Field(description="The trajectory (leertraject) it follows.")
    trajectory_title: str = Field(description="Name of that trajectory.")
    participation_id: UUID = Field(description="The participation of the expertise school.")
    school_year: str = Field(description="School year (schooljaar).", examples=["2026-2027"])
    establishment_code: EstablishmentCode = Field(
        description="The learning school (vestigingscode).", examples=["99ZZ02"]
    )
    school_name: str = Field(description="Name of the learning school.")
    status: EnrolmentStatus = Field(description="How far it is (stand van de deelname).")
    improvement_question: str = Field(
        description="What the school wants to improve (verbetervraag)."
    )
    contact_name: str | None = Field(description="Whom to speak to at the school (contactpersoon).")
    contact_email: str | None = Field(description="Their mail address (e-mailadres).")
    intake_held_on: date | None = Field(description="Day of the intake conversation (intake).")
    intake_summary: str | None = Field(description="What was said in it (samenvatting).")
    agreed_on: date | None = Field(
        description="Day on which the school agreed to take part (akkoord). With an intake held it"
        " is then recruited (geworven); until then it is interested."
    )
    planning: str | None = Field(description="How the school will be guided (planning).")
    motivation: str | None = Field(
        description="Why it was rejected or withdrawn, or what was said with the latest step"
        " (motivering)."
    )
    school: str = Field(description="Where the learning school lives.")
    learning_trajectory: str = Field(description="Where the trajectory lives.")
    participation: str = Field(
        description="Where the participation of the expertise school lives; not a learning"
        " school's to see."
    )
    sessions: str = Field(description="Where the sessions for this one school are listed.")
    transitions: str = Field(
        description="Where the steps that may follow live.",
        examples=["/v1/enrolments/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/transitions"],
    )
    progress: str = Field(description="Where its progress against the norm lives (voortgang).")
    measurements: str = Field(description="Where its measurements live (metingen).")
    location_closed_on: date | None = Field(
        description="First day on which the location of the learning school is closed (gesloten"
        " sinds); null while open."
    )


class NewEnrolment(Body):
    """A school registers with the question that it brings; its board or its guide may do so too."""

    model_config = example(
        establishmentCode="99ZZ02",
        improvementQuestion="Hoe lezen onze leerlingen met meer begrip?",
        contactName="Sanne Voorbeeld",
        contactEmail="sanne@example.org",
    )

    establishment_code: EstablishmentCode = Field(
        description="The learning school.", examples=["99ZZ02"]
    )
    improvement_question: Prose = Field(
        description="What the school wants to improve.",
        examples=["Hoe lezen onze leerlingen met meer begrip?"],
    )
    contact_name: Line | None = Field(None, description="Whom to speak to at the school.")
    contact_email: Email | None = Field(None, description="Their mail address.")
    motivation: Prose | None = Field(
        None,
        description="Why it registers all the same, where it departs from a norm: asked for when"
        " its location is closed (motivering).",
    )


class EnrolmentChanges(Body):
    """JSON Merge Patch: absent leaves, null clears.

    The learning school words its question and names its contact; the expertise school keeps the
    intake and the planning; either records that the school agreed; the office may change all.
    """

    model_config = example(
        improvementQuestion="Hoe lezen onze leerlingen met meer begrip?",
        intakeHeldOn="2025-09-10",
        intakeSummary="De school leest veel, maar praat weinig over de tekst.",
        planning="Zes begeleidingen, elke zes weken een.",
    )

    improvement_question: Prose = Field("", description="What the school wants to improve.")
    contact_name: Line | None = Field(None, description="Whom to speak to at the school.")
    contact_email: Email | None = Field(None, description="Their mail address.")
    intake_held_on: Day | None = Field(None, description="Day of the intake, not in the future.")
    intake_summary: Prose | None = Field(None, description="What was said in the intake.")
    agreed_on: Day | None = Field(
        None, description="Day on which the school agreed to take part, not in the future."
    )
    planning: Prose | None = Field(None, description="How the school will be guided.")


class EnrolmentStep(Body):
    """One step on the way; a rejection or withdrawal says why, and what departs from a norm."""

    model_config = example(
        to="intake",
    )

    to: EnrolmentStatus = Field(
        description="The status it leads to.",
        examples=["intake"],
        json_schema_extra=taking(*_STEPS),
    )
    motivation: Prose | None = Field(
        None,
        description="Why (motivering); asked for a way out and for a step that departs from a norm,"
        " such as completing without three study days, six guidance moments, a start conversation,"
        " an evaluation, a baseline and an end measurement.",
    )


class EnrolmentTransition(TransitionShape):
    """A status that may follow: whether it is allowed, what is missing, and who may take it."""

    to: EnrolmentStatus = Field(description="The status it leads to.", examples=["intake"])
    taken_by: list[ProgrammeRole] = Field(
        description="On which side of the enrolment: the expertise school (its board and the office"
        " too), or the learning school."
    )


class EnrolmentTransitions(Answer):
    """Every step that may follow, each with its conditions met and missing."""

    status: EnrolmentStatus = Field(description="How far the enrolment is.")
    conditions: list[ConditionShape] = Field(
        description="What it rests on while it runs, such as an open location, and what to do"
        " where that is no longer so; none once it is completed or has ended."
    )
    items: list[EnrolmentTransition] = Field(
        description="The steps; none once the enrolment is completed or has ended."
    )
    next_cursor: NoNextPage


class EnrolmentProgress(Answer):
    """Where one learning school stands against what completing asks: three study days, six moments,
    a start conversation and an evaluation among them, a baseline and an end measurement."""

    enrolment: str = Field(description="Where the enrolment lives.")
    establishment_code: str = Field(description="The learning school.", examples=["99ZZ02"])
    school_year: str = Field(description="School year.", examples=["2026-2027"])
    norms: list[NormProgressShape] = Field(description="Each norm: done, planned and asked.")


class TrajectoryEnrolmentQuery(ListQuery):
    sort: SortBy[Literal["id", "-id", "schoolName", "-schoolName"]] = Field(
        ("id",), description="Order; `id` is the order of registration."
    )
    status: list[EnrolmentStatus] | None = Field(None, description="Only in these statuses.")


class EnrolmentQuery(TrajectoryEnrolmentQuery):
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only in these school years.", examples=[["2026-2027"]]
    )
    learning_trajectory_id: UUID | None = Field(None, description="Only of this trajectory.")
    participation_id: UUID | None = Field(None, description="Only of this participation.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these learning schools."
    )
    location_closed: bool | None = Field(
        None, description="Only of learning schools whose location is closed, or is open."
    )
