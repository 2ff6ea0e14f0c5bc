"""What the catalogue tells of an expertise, and what may be asked and sent."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Line, Prose, SortBy, Word, example
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.programme.schools.searching import SearchQuery
from ok_api.rules.words import Sector

Sectors = Annotated[list[Sector], Field(min_length=1, max_length=3)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class Expertise(Answer):
    """An approach (expertise, aanpak) that a school can transfer to other schools."""

    id: UUID = Field(description="Identity of the expertise.")
    establishment_code: EstablishmentCode = Field(
        description="The school (vestigingscode) that has the expertise.", examples=["99ZZ01"]
    )
    title: str = Field(description="Name of the approach (aanpak).", examples=["Lezen om te leren"])
    summary: str = Field(description="What it is and for whom (omschrijving).")
    theme: str = Field(description="Theme (thema).", examples=["lezen"])
    sectors: list[Sector] = Field(description="The sectors that it serves.")
    evidence_base: str | None = Field(description="What it rests on (onderbouwing).")
    in_use_since: int | None = Field(description="Calendar year in which the school began with it.")
    published: bool = Field(description="Whether it stands in the public catalogue.")
    school: str = Field(description="Where its school lives.")


class NewExpertise(Body):
    """What a school says of an approach when it first describes it."""

    model_config = example(
        establishmentCode="99ZZ01",
        title="Lezen om te leren",
        summary="Leerlingen lezen rijke teksten en praten daar met elkaar over.",
        theme="lezen",
        sectors=["PO"],
        evidenceBase="Onderzoek naar begrijpend lezen en eigen metingen sinds 2019.",
        inUseSince=2019,
        published=True,
    )

    establishment_code: EstablishmentCode = Field(
        description="The school that has it.", examples=["99ZZ01"]
    )
    title: Line = Field(description="Name of the approach.", examples=["Lezen om te leren"])
    summary: Prose = Field(description="What it is and for whom.", examples=["Leesaanpak."])
    theme: Line = Field(description="Theme.", examples=["lezen"])
    sectors: Sectors = Field(description="The sectors that it serves.", examples=[["PO"]])
    evidence_base: Prose | None = Field(None, description="What it rests on.")
    in_use_since: Year | None = Field(None, description="Calendar year of its start.")
    published: bool = Field(False, description="Whether to show it in the public catalogue.")


class ExpertiseChanges(Body):
    """JSON Merge Patch: absent leaves, null clears."""

    model_config = example(
        summary="Leerlingen lezen rijke teksten en praten daar met elkaar over.",
        inUseSince=2019,
        published=True,
    )

    title: Line = Field("", description="Name of the approach.")
    summary: Prose = Field("", description="What it is and for whom.")
    theme: Line = Field("", description="Theme.")
    sectors: Sectors = Field([], description="The sectors that it serves.")
    evidence_base: Prose | None = Field(None, description="What it rests on.")
    in_use_since: Year | None = Field(None, description="Calendar year of its start.")
    published: bool = Field(False, description="Whether to show it in the public catalogue.")


class ExpertiseQuery(SearchQuery):
    sort: SortBy[Literal["title", "-title", "id", "-id", "relevance"]] = Field(
        ("title",),
        description="Order. With `q` it is by `relevance`; without `q` that key is passed over.",
    )
    q: Word | None = Field(
        None,
        description="Search in title, theme and summary: Dutch stems, typos forgiven.",
        examples=["lezen"],
    )
    theme: list[Line] | None = Field(None, description="Only these themes.")
    sector: list[Sector] | None = Field(None, description="Only what serves one of these sectors.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only the expertises of these schools."
    )
    published: bool | None = Field(None, description="Only published ones, or only unpublished.")
