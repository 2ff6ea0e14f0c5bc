"""What is told of a learning trajectory, and what may be asked and sent."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, Line, ListQuery, Prose, SortBy, example
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import Sector, TrajectoryStatus

WorkingElements = Annotated[list[Line], Field(max_length=50)]
Capacity = Annotated[int, Field(ge=1, le=1000)]


class LearningTrajectory(Answer):
    """A trajectory (leertraject) that an expertise school offers to other schools."""

    id: UUID = Field(description="Identity of the trajectory.")
    participation_id: UUID = Field(description="The participation (deelname) that offers it.")
    school_year: str = Field(description="School year (schooljaar).", examples=["2026-2027"])
    status: TrajectoryStatus = Field(description="How far it is (stand).")
    title: str = Field(description="Name (titel).", examples=["Leertraject Lezen om te leren"])
    summary: str = Field(description="What a school learns in it (omschrijving).")
    working_elements: list[str] = Field(
        description="What makes the approach work (werkzame elementen).", examples=[["voordoen"]]
    )
    requirements: str | None = Field(
        description="What it asks of a school and its teachers (randvoorwaarden)."
    )
    target_group: str | None = Field(description="For which schools it is (doelgroep).")
    capacity: int = Field(description="How many schools it has a place for (plaatsen).")
    enrolled_count: int = Field(description="How many schools take part or have completed it.")
    places_left: int = Field(
        description="How many more may take part: by capacity, and by what the go/no-go decision"
        " granted for that school year once it has been taken."
    )
    establishment_code: str = Field(
        description="The expertise school (vestigingscode).", examples=["99ZZ01"]
    )
    school_name: str = Field(description="Name of the expertise school.")
    city: str | None = Field(description="Place of the expertise school (plaatsnaam).")
    province: str | None = Field(description="Province of the expertise school (provincie).")
    expertise_id: UUID = Field(description="The expertise (aanpak) it transfers.")
    expertise_title: str = Field(description="Name of that expertise.")
    theme: str = Field(description="Theme of that expertise (thema).", examples=["lezen"])
    sectors: list[Sector] = Field(description="The sectors that the expertise serves.")
    enrolments: str = Field(description="Where its enrolments live (deelnames).")
    sessions: str = Field(description="Where its sessions live (bijeenkomsten).")


class NewLearningTrajectory(Body):
    """A trajectory begins as a draft; what `ready` asks may be filled in later."""

    model_config = example(
        participationId=EXAMPLE_ID,
        schoolYear="2026-2027",
        title="Leertraject Lezen om te leren",
        summary="Een team leert gesprekken over teksten te voeren.",
        workingElements=["voordoen", "samendoen"],
        requirements="De schoolleider doet mee.",
        targetGroup="Leraren van groep 5 tot en met 8",
        capacity=6,
    )

    participation_id: UUID = Field(description="The participation that offers it.")
    school_year: SchoolYearName = Field(
        description="The school year in which it is given.", examples=["2026-2027"]
    )
    title: Line = Field(description="Name.", examples=["Leertraject Lezen om te leren"])
    summary: Prose = Field(description="What a school learns in it.")
    working_elements: WorkingElements = Field([], description="What makes the approach work.")
    requirements: Prose | None = Field(None, description="What it asks of a school.")
    target_group: Prose | None = Field(None, description="For which schools it is.")
    capacity: Capacity = Field(description="How many schools it has a place for.", examples=[6])


class LearningTrajectoryChanges(Body):
    """JSON Merge Patch: absent leaves, null clears.

    The status moves draft → ready → open → running → completed; a step back to draft or ready mends
    the content or closes the registration, and cancelled ends it while no school takes part.
    """

    model_config = example(
        workingElements=["voordoen", "samendoen"],
        requirements="De schoolleider doet mee.",
        targetGroup="Leraren van groep 5 tot en met 8",
        status="open",
    )

    title: Line = Field("", description="Name.")
    summary: Prose = Field("", description="What a school learns in it.")
    working_elements: WorkingElements = Field([], description="What makes the approach work.")
    requirements: Prose | None = Field(None, description="What it asks of a school.")
    target_group: Prose | None = Field(None, description="For which schools it is.")
    capacity: Capacity = Field(1, description="Never below the number of schools enrolled.")
    status: TrajectoryStatus = Field(TrajectoryStatus.DRAFT, description="The next status.")


class LearningTrajectoryQuery(ListQuery):
    sort: SortBy[Literal["title", "-title", "schoolYear", "-schoolYear", "id", "-id"],] = Field(
        ("title",), description="Order; `id` is the order in which they were planned."
    )
    q: Line | None = Field(
        None, description="Search in the expertise: Dutch stems, typos forgiven."
    )
    theme: list[Line] | None = Field(None, description="Only these themes of the expertise.")
    sector: list[Sector] | None = Field(None, description="Only what serves one of these sectors.")
    status: list[TrajectoryStatus] | None = Field(None, description="Only in these statuses.")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only in these school years.", examples=[["2026-2027"]]
    )
    participation_id: UUID | None = Field(None, description="Only of this participation.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these expertise schools."
    )
    has_room: bool | None = Field(None, description="Only with, or only without, places left.")
