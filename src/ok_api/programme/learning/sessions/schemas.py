"""What is told of a session, and what may be asked and sent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ok_api.foundation.schema import (
    Answer,
    Body,
    Line,
    ListQuery,
    Prose,
    SortBy,
    example,
    one_of,
    taking,
)
from ok_api.programme.learning.fields import Day, Moment
from ok_api.programme.learning.sessions.kinds import KINDS, Level
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import SessionKind, SessionMode, SessionStatus

Dagdelen = Annotated[
    Decimal,
    Field(gt=0, le=20, multiple_of=Decimal("0.5"), max_digits=5, decimal_places=2),
]
FirstStatus = Literal["planned", "held"]


class Session(Answer):
    """One dated activity (bijeenkomst, sessie) of a team, a trajectory or one learning school."""

    id: UUID = Field(description="Identity of the session.")
    level: Level = Field(description="Whose it is: the team's, a trajectory's or one enrolment's.")
    participation_id: UUID = Field(description="The participation (deelname) it belongs to.")
    learning_trajectory_id: UUID | None = Field(
        description="The trajectory (leertraject); null for the team's own."
    )
    enrolment_id: UUID | None = Field(
        description="The enrolment of the one school that it is for; null for a shared session."
    )
    school_year: str = Field(
        description="School year (schooljaar) of its start.", examples=["2025-2026"]
    )
    kind: SessionKind = Field(description="Kind of session (soort).")
    title: str | None = Field(description="Name (titel).")
    starts_at: datetime = Field(description="When it starts (begin), in UTC.")
    dagdelen: Decimal = Field(description="Length in half days (dagdelen).", examples=[2])
    mode: SessionMode = Field(description="At school, shared or online (vorm).")
    location: str | None = Field(description="Where it is (plaats).")
    status: SessionStatus = Field(description="Planned, held or cancelled (stand).")
    overdue: bool = Field(
        description="Whether it was planned for a day that has passed, without a record of whether"
        " it took place (te laat)."
    )
    parallel: bool = Field(
        description="Whether it is meant to be beside another of its kind at the same moment, such"
        " as for a second group (parallel)."
    )
    note: str | None = Field(
        description="What is to be known of it (notitie), told to who guides only."
    )
    participation: str = Field(description="Where the participation lives.")
    learning_trajectory: str | None = Field(
        description="Where the trajectory lives; null for the team's own."
    )
    enrolment: str | None = Field(
        description="Where the enrolment lives of the one school that it is for; null for all."
    )
    attendances: str = Field(description="Where its attendances live (aanwezigheid).")


def _kind(level: Level, example: SessionKind) -> Any:
    """`kinds.check` refuses the others: it can say where they do belong."""
    extra = taking(*KINDS[level])
    return Field(description="Kind of session.", examples=[example], json_schema_extra=extra)


class _NewSession(Body):
    kind: SessionKind
    title: Line | None = Field(None, description="Name.")
    starts_at: Moment = Field(
        description="When it starts, with its time zone; its school year follows from it.",
        examples=["2025-10-01T09:00:00+02:00"],
    )
    dagdelen: Dagdelen = Field(description="Length in half days, by halves.", examples=[2])
    mode: SessionMode = Field(description="At school, shared or online.", examples=["at_school"])
    location: Line | None = Field(None, description="Where it is.")
    status: FirstStatus = Field(
        "planned", description="`held` records afterwards what has taken place."
    )
    parallel: bool = Field(
        False,
        description="Meant to be beside another of its kind at the same moment; otherwise the same"
        " session twice is refused.",
    )
    note: Prose | None = Field(None, description="What is to be known of it.")


class NewTeamSession(_NewSession):
    """A session of the team itself: training, a work session, intervision, coaching."""

    kind: SessionKind = _kind("team", SessionKind.WORK_SESSION)


class NewSharedSession(_NewSession):
    """A session for all schools of a trajectory."""

    kind: SessionKind = _kind("trajectory", SessionKind.STUDY_DAY)


class NewSchoolSession(_NewSession):
    """A session for one school of a trajectory."""

    kind: SessionKind = _kind("enrolment", SessionKind.GUIDANCE)
    enrolment_id: UUID = Field(description="The one school that it is for, by its enrolment.")


class TrajectorySession(_NewSession):
    """What is read of either: whether one school is named decides which kinds there are."""

    enrolment_id: UUID | None = Field(
        None,
        description="The one school that it is for, by its enrolment; absent for a shared one.",
    )


class NewTrajectorySession(TrajectorySession):
    """A session for all schools of a trajectory, or for one of them."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The document tells the two apart, since each has kinds of its own."""
        return one_of(NewSharedSession, NewSchoolSession, description=str(cls.__doc__))


class SessionChanges(Body):
    """JSON Merge Patch: absent leaves, null clears.

    A planned session becomes held or cancelled, and stays that. A held one may still be corrected;
    a cancelled one only keeps its note.
    """

    model_config = example(
        startsAt="2025-10-08T09:00:00+02:00",
        dagdelen=2,
        location="Lokaal 12",
        status="held",
    )

    title: Line | None = Field(None, description="Name.")
    starts_at: Moment = Field(
        datetime(2000, 1, 1, tzinfo=UTC), description="When it starts, with its time zone."
    )
    dagdelen: Dagdelen = Field(Decimal(1), description="Length in half days, by halves.")
    mode: SessionMode = Field(SessionMode.AT_SCHOOL, description="At school, shared or online.")
    location: Line | None = Field(None, description="Where it is.")
    status: SessionStatus = Field(SessionStatus.PLANNED, description="`held` or `cancelled`.")
    parallel: bool = Field(False, description="Meant to be beside another of its kind.")
    note: Prose | None = Field(None, description="What is to be known of it.")


class NestedSessionQuery(ListQuery):
    sort: SortBy[Literal["startsAt", "-startsAt", "id", "-id"]] = Field(
        ("startsAt",), description="Order; `id` is the order in which they were entered."
    )
    kind: list[SessionKind] | None = Field(None, description="Only these kinds.")
    status: list[SessionStatus] | None = Field(None, description="Only in these statuses.")
    overdue: bool | None = Field(
        None, description="Only what was planned for a day that has passed, or only all else."
    )
    level: list[Level] | None = Field(None, description="Only the team's, a trajectory's, …")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only in these school years.", examples=[["2025-2026"]]
    )
    from_day: Day | None = Field(
        None, alias="from", description="Only from this day on, in the Netherlands."
    )
    until_day: Day | None = Field(
        None, alias="until", description="Only up to and including this day, in the Netherlands."
    )


class SessionQuery(NestedSessionQuery):
    participation_id: UUID | None = Field(None, description="Only of this participation.")
    learning_trajectory_id: UUID | None = Field(None, description="Only of this trajectory.")
    enrolment_id: UUID | None = Field(None, description="Only for the school of this enrolment.")
