"""What is told of an application, and what may be asked and sent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, Email, Line, ListQuery, Prose, SortBy, example
from ok_api.programme.explanations import RulingShape
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.programme.selection.fields import Day, Moment
from ok_api.rules.words import ApplicationStatus, ProgrammeRole, Sector


def _each_once(roles: list[ProgrammeRole]) -> list[ProgrammeRole]:
    return list(dict.fromkeys(roles))


OtherRoles = Annotated[list[ProgrammeRole], Field(max_length=20), AfterValidator(_each_once)]


class Application(Answer):
    """One school's way (inschrijving, aanvraag) through the selection with one approach."""

    id: UUID = Field(description="Identity of the application.")
    selection_round_id: UUID = Field(description="The selection round (selectieronde).")
    school_year: str = Field(description="School year of that round.", examples=["2026-2027"])
    establishment_code: EstablishmentCode = Field(
        description="The school (vestigingscode).", examples=["99ZZ01"]
    )
    school_name: str = Field(description="Name of the school (vestigingsnaam).")
    sector: Sector = Field(description="Sector of the school.")
    expertise_id: UUID = Field(description="The approach (aanpak) it applies with.")
    expertise_title: str = Field(description="Name of that approach.")
    status: ApplicationStatus = Field(description="How far it is (stand van de aanvraag).")
    contact_name: str | None = Field(description="Contact person (contactpersoon) at the school.")
    contact_email: str | None = Field(description="Mail address of the contact person.")
    trajectory_part: str | None = Field(
        description="The part of the approach that becomes a trajectory (leertraject)."
    )
    other_roles: list[ProgrammeRole] = Field(
        description="Other roles of this location in that school year, kept elsewhere (R-SEL-3)."
    )
    submitted_at: datetime | None = Field(
        description="When the board submitted the subsidy application (subsidieaanvraag): the"
        " moment at which it did so here, unless the office recorded another one."
    )
    completion_asked_on: date | None = Field(
        description="Day on which the office asked for what was lacking."
    )
    complete_on: date | None = Field(
        description="Day on which it was complete: the order of handling follows it (R-SEL-5)."
    )
    formally_registered_on: date | None = Field(
        description="Day of the formal registration (formele aanmelding) as aspirant."
    )
    motivation: str | None = Field(description="Why it was rejected or withdrawn.")
    participation_id: UUID | None = Field(
        description="The participation (deelname) that its acceptance started."
    )
    created_at: datetime = Field(description="When it was recorded here.")
    school: str = Field(description="Where its school lives.")
    selection_round: str = Field(description="Where its selection round lives.")
    expertise: str = Field(description="Where the approach lives that it applies with.")
    participation: str | None = Field(
        description="Where the participation lives that it started; null while there is none."
    )
    criteria: str = Field(description="Where the judgements of the criteria are listed.")
    documents: str = Field(description="Where its documents are listed.")
    conversations: str = Field(description="Where its conversations are listed.")
    steps: str = Field(description="Where the steps that were taken are listed.")
    transitions: str = Field(
        description="Where what may follow, and why (not), lives.",
        examples=["/v1/applications/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/transitions"],
    )
    terms: str = Field(
        description="Where its terms (termijnen, R-SEL-5) live.",
        examples=["/v1/applications/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/terms"],
    )
    submissions: str = Field(
        description="POST here to submit the subsidy application (indienen), now.",
        examples=["/v1/applications/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/submissions"],
    )
    location_closed_on: date | None = Field(
        description="First day on which its location is closed (gesloten sinds); null while open."
    )


class NewApplication(Body):
    """What a school, its board or the office says when an application starts."""

    model_config = example(
        selectionRoundId=EXAMPLE_ID,
        expertiseId=EXAMPLE_ID,
        contactName="Sanne Voorbeeld",
        contactEmail="sanne@example.org",
        startedOn="2026-03-16",
    )

    selection_round_id: UUID = Field(description="The selection round.")
    expertise_id: UUID = Field(description="The approach of the school that applies.")
    contact_name: Line | None = Field(None, description="Contact person at the school.")
    contact_email: Email | None = Field(None, description="Mail address of that person.")
    started_on: Day | None = Field(
        None, description="Day on which it started; today when absent.", examples=["2026-03-16"]
    )
    motivation: Prose | None = Field(
        None, description="Why (motivering); an application of a closed location asks for it."
    )


class ApplicationChanges(Body):
    """JSON Merge Patch. The school supplies its contacts and its formal registration.

    It submits by an operation of its own; until the office has begun it may take that back (null).
    """

    model_config = example(
        contactName="Sanne Voorbeeld",
        contactEmail="sanne@example.org",
        trajectoryPart="Het gesprek over de tekst, in groep 5 tot en met 8.",
    )

    contact_name: Line | None = Field(None, description="Contact person at the school.")
    contact_email: Email | None = Field(None, description="Mail address of that person.")
    submitted_at: Moment | None = Field(
        None,
        description="Office: when the board submitted the subsidy application, with its time zone"
        " and an `Audit-Reason`.",
        examples=["2026-04-01T10:00:00+02:00"],
    )
    formally_registered_on: Day | None = Field(None, description="Day of formal registration.")
    trajectory_part: Prose | None = Field(
        None, description="Office: the part of the approach that becomes a trajectory."
    )
    other_roles: OtherRoles = Field(
        [], description="Office: other roles of this location, kept elsewhere."
    )
    completion_asked_on: Day | None = Field(
        None, description="Office: day on which completion was asked for."
    )
    complete_on: Day | None = Field(None, description="Office: day on which it was complete.")


class ApplicationQuery(ListQuery):
    sort: SortBy[
        Literal[
            "completeOn",
            "-completeOn",
            "submittedAt",
            "-submittedAt",
            "createdAt",
            "-createdAt",
            "establishmentCode",
            "-establishmentCode",
        ]
    ] = Field(
        ("completeOn", "submittedAt"),
        description="Order. Without it, complete applications come in order of receipt (R-SEL-5): "
        "by `completeOn`, then `submittedAt`, what is not complete last.",
    )
    status: list[ApplicationStatus] | None = Field(None, description="Only these statuses.")
    selection_round_id: UUID | None = Field(None, description="Only of this round.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these schools."
    )
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only for these school years.", examples=[["2026-2027"]]
    )
    sector: list[Sector] | None = Field(None, description="Only schools of these sectors.")


class ApplicationTerms(Answer):
    """The terms (termijnen) of one subsidy application, counted and explained (R-SEL-5).

    There are none before it is submitted, nor for what was submitted before the first window that
    is known.
    """

    submitted_at: datetime | None = Field(description="When it was submitted; null while not.")
    completion_asked_on: date | None = Field(description="When completion was asked for.")
    complete_on: date | None = Field(description="When it was complete.")
    decided_on: date | None = Field(description="When it was accepted or rejected.")
    complete_by: date | None = Field(description="Last day to complete it; null without terms.")
    decide_by: date | None = Field(description="Last day to decide; null without terms.")
    ranked_on: date | None = Field(description="The day its place in the order follows.")
    ruling: RulingShape | None = Field(description="The explanation; null without terms.")
