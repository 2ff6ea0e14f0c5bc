"""What is told of a participation, and what may be asked and sent."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, SortBy, taking
from ok_api.programme.explanations import ConditionShape, TransitionShape
from ok_api.programme.schools.schemas import BoardNumber, EstablishmentCode
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import EndingReason, Phase, Sector


def _is_school_year(written: str) -> str:
    return str(SchoolYear.parse(written))


SchoolYearName = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}$"),
    AfterValidator(_is_school_year),
]
"""A school year as it is written: `2025-2026`."""


class Participation(Answer):
    """A school's way through the programme for one expertise (deelname als expertiseschool)."""

    id: UUID = Field(description="Identity of the participation.")
    establishment_code: EstablishmentCode = Field(
        description="The school location (vestigingscode).", examples=["99ZZ01"]
    )
    school_name: str = Field(
        description="Name of the school (vestigingsnaam).", examples=["De Voorbeeldschool"]
    )
    board_number: BoardNumber | None = Field(
        description="Its school board (bevoegd gezag).", examples=["90001"]
    )
    sector: Sector = Field(description="Sector of the school.")
    expertise_id: UUID = Field(description="The expertise (aanpak) that is transferred.")
    expertise_title: str = Field(
        description="Name of that expertise.", examples=["Lezen om te leren"]
    )
    application_id: UUID = Field(description="The application (aanvraag) that it began with.")
    phase: Phase = Field(description="Where it stands (fase).", examples=["pilot"])
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar) it stands in; the last one, once ended.",
        examples=["2025-2026"],
    )
    started_on: date = Field(description="First day of its first school year.")
    title_granted_on: date | None = Field(
        description="Since when it has the title Expertiseschool Ontwikkelkracht; null without it."
    )
    ended_on: date | None = Field(description="When it ended (beëindigd op); null while it runs.")
    end_reason: EndingReason | None = Field(description="Why it ended.")
    end_motivation: str | None = Field(description="The motivation that was given for it.")
    school: str = Field(description="Where its school lives.")
    expertise: str = Field(description="Where its expertise lives.")
    application: str = Field(description="Where its application lives.")
    current_year: str = Field(description="Where the programme year lives that it stands in.")
    programme_years: str = Field(description="Where all its programme years are listed.")
    transitions: str = Field(description="What may follow, and why (not).")
    dossier: str = Field(description="Everything about this participation in one answer.")
    team_members: str = Field(description="Where its expertise team is listed.")
    expert_assignments: str = Field(description="Where the experts attached to it are listed.")
    sessions: str = Field(description="Where its sessions are listed.")
    location_closed_on: date | None = Field(
        description="First day on which its location is closed (gesloten sinds); null while open."
    )


class ParticipationQuery(ListQuery):
    sort: SortBy[
        Literal[
            "startedOn",
            "-startedOn",
            "schoolYear",
            "-schoolYear",
            "schoolName",
            "-schoolName",
            "establishmentCode",
            "-establishmentCode",
        ]
    ] = Field(("-startedOn",), description="Order.")
    phase: list[Phase] | None = Field(None, description="Only these phases.")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only what stands in these school years."
    )
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these schools."
    )
    board: list[BoardNumber] | None = Field(None, description="Only of schools of these boards.")
    sector: list[Sector] | None = Field(None, description="Only of schools in these sectors.")
    expertise_id: list[UUID] | None = Field(None, description="Only for these expertises.")
    running: bool | None = Field(None, description="Only what runs, or only what has ended.")
    location_closed: bool | None = Field(
        None, description="Only of schools whose location is closed, or is open."
    )


class Withdrawal(Body):
    """Leaving the programme outside a go/no-go decision (terugtrekken of afvallen)."""

    reason: EndingReason = Field(
        description="Why it ends (reden); a no-go is recorded as a decision.",
        examples=["withdrawal"],
        json_schema_extra=taking(EndingReason.WITHDRAWAL, EndingReason.DROPPING_OUT),
    )
    motivation: Prose = Field(
        description="Why (motivering).", examples=["Het team is te klein geworden."]
    )
    on: date | None = Field(
        None, description="Day on which it ended; today when absent.", examples=["2026-03-01"]
    )


class ParticipationTransitions(Answer):
    """What may follow for a participation: every next phase, allowed or not, and why."""

    phase: Phase = Field(description="Where it stands (fase).")
    school_year: SchoolYearName = Field(
        description="The school year whose facts this was judged on.", examples=["2025-2026"]
    )
    conditions: list[ConditionShape] = Field(
        description="What it rests on while it runs, such as an open location, and what to do"
        " where that is no longer so; none once it has ended."
    )
    items: list[TransitionShape] = Field(
        description="Every next phase; none once the participation has ended."
    )


class CurrentFacts(Answer):
    """Where a participation stands, with the facts of that year; the rules say what may follow."""

    phase: Phase
    school_year: str
    location_closed_on: date | None
    facts: dict[str, Any]
