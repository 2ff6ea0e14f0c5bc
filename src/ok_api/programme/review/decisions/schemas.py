"""What is told of a go/no-go decision, and what may be asked and sent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, SortBy, Word, example
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import DecisionOutcome, Phase

SchoolCount = Annotated[int, Field(ge=0, le=1000)]
Departures = Annotated[dict[Word, Prose], Field(max_length=50)]


class GoNoGoDecision(Answer):
    """A decision (go/no-go-besluit) on one programme year. It is never changed or deleted; a
    later one replaces it."""

    id: UUID = Field(description="Identity of the decision.")
    participation_id: UUID = Field(description="The participation (deelname) it is about.")
    establishment_code: EstablishmentCode = Field(
        description="The expertise school (vestigingscode) it is about.", examples=["99ZZ01"]
    )
    school_year: SchoolYearName = Field(
        description="The programme year (programmajaar) decided on.", examples=["2025-2026"]
    )
    outcome: DecisionOutcome = Field(description="Go or no-go (uitkomst).")
    school_count: int | None = Field(
        description="How many schools take part next year (aantal scholen); null for a no-go.",
        examples=[6],
    )
    motivation: str = Field(description="Why (motivering).")
    departures: dict[str, str] = Field(
        description="By norm departed from (afwijking), the explanation that was given.",
        examples=[{"training_5d": "De derde dag volgt in september."}],
    )
    decided_on: date = Field(description="The day it was taken (besluitdatum).")
    decided_by: str | None = Field(
        description="The account that recorded it; null for who may not know persons."
    )
    from_phase: Phase = Field(description="The phase (fase) of the year decided on.")
    next_phase: Phase = Field(description="The phase it led to.")
    next_school_year: SchoolYearName | None = Field(
        description="The school year that a go grants; null for a no-go.", examples=["2026-2027"]
    )
    granted_fte: float | None = Field(
        description="FTE granted for the next year (toegekende FTE), an exact decimal.",
        examples=[1.0],
    )
    granted_days: float | None = Field(
        description="Days granted for the next year (toegekende dagen), an exact decimal.",
        examples=[200],
    )
    title: str | None = Field(
        description="The title that was earned with it (titel).",
        examples=["Expertiseschool Ontwikkelkracht"],
    )
    evaluation_id: UUID = Field(description="The evaluation (evaluatie) it rests on.")
    replaces_id: UUID | None = Field(description="The earlier decision it replaces (vervangt).")
    replacement_motivation: str | None = Field(description="Why it replaces that one.")
    replaced_by_id: UUID | None = Field(
        description="The later decision that replaced it; null while it stands."
    )
    participation: str = Field(description="Where the participation lives.")
    evaluation: str = Field(description="Where the evaluation lives.")
    receipt: str = Field(description="What it was taken on.")
    replays: str = Field(description="POST here to run it again through today's rules.")
    created_at: datetime = Field(description="When it was recorded.")


class NewGoNoGoDecision(Body):
    """A decision on an evaluated programme year: comply with the norms, or explain."""

    model_config = example(
        participationId=EXAMPLE_ID,
        schoolYear="2025-2026",
        outcome="no_go",
        motivation="De aanpak bleek niet overdraagbaar in de tijd die er was.",
        decidedOn="2026-07-01",
    )

    participation_id: UUID = Field(description="The participation it is about.")
    school_year: SchoolYearName = Field(
        description="The programme year decided on.", examples=["2025-2026"]
    )
    outcome: DecisionOutcome = Field(description="Go or no-go.", examples=["go"])
    school_count: SchoolCount | None = Field(
        None,
        description="How many schools take part next year; a go asks it, a no-go has none.",
        examples=[6],
    )
    motivation: Prose = Field(
        description="Why.", examples=["De aanpak is overdraagbaar en de evaluatie positief."]
    )
    departures: Departures = Field(
        default_factory=dict,
        description="By the id of each norm departed from, why (pas toe of leg uit).",
        examples=[{"training_5d": "De derde dag volgt in september."}],
    )
    decided_on: date | None = Field(
        None,
        description="The day it was taken; today in the Netherlands when absent.",
        examples=["2026-07-01"],
    )
    replaces_id: UUID | None = Field(
        None, description="The decision it replaces: the one that now stands on this year."
    )
    replacement_motivation: Prose | None = Field(
        None, description="Why it replaces that one (motivering van de vervanging)."
    )


class DecisionQuery(ListQuery):
    sort: SortBy[Literal["decidedOn", "-decidedOn", "id", "-id"]] = Field(
        ("-decidedOn",), description="Order."
    )
    participation_id: UUID | None = Field(None, description="Only about this participation.")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only on these programme years."
    )
    outcome: list[DecisionOutcome] | None = Field(None, description="Only with these outcomes.")
    from_phase: list[Phase] | None = Field(None, description="Only on years in these phases.")
    standing: bool | None = Field(
        None, description="Only decisions that stand, or only those that were replaced."
    )
