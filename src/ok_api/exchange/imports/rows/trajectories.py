"""The learning trajectory that a row is about, by its id or by its name, year and school."""

from collections.abc import Iterator
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select

from ok_api.access.scope import ENROLMENTS, TRAJECTORIES
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.finding import only_one
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Body, Line
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.text import Text
from ok_api.rules.words import EnrolmentStatus
from ok_api.tables import Enrolment, LearningTrajectory, Participation

ENDED = (EnrolmentStatus.REJECTED, EnrolmentStatus.WITHDRAWN)


BY_ID = ("learningTrajectoryId",)
BY_NAME = ("trajectoryTitle", "schoolYear", "expertiseSchoolCode")
"""By name it takes all three, since schools call their trajectories alike."""


class TrajectoryKey(Body):
    learning_trajectory_id: UUID | None = Field(None, description="The trajectory (leertraject).")
    trajectory_title: Line | None = Field(
        None,
        description="Name of the trajectory (naam van het leertraject), when its id is not given.",
    )
    school_year: SchoolYearName | None = Field(
        None, description="School year (schooljaar) of the trajectory.", examples=["2026-2027"]
    )
    expertise_school_code: EstablishmentCode | None = Field(
        None,
        description="The expertise school (vestigingscode van de expertiseschool).",
        examples=["99ZZ01"],
    )


async def trajectory_of(acting: Acting, reading: Reading, key: TrajectoryKey) -> UUID | None:
    """Raises nothing: whatever is lacking is a flaw of the row."""
    words = (key.trajectory_title, key.school_year, key.expertise_school_code)
    if key.learning_trajectory_id is None and None in words:
        _name_all(reading)
        return None
    if not any(words):
        return key.learning_trajectory_id
    return await only_one(
        acting,
        reading,
        "learningTrajectoryId" if key.learning_trajectory_id else "trajectoryTitle",
        LearningTrajectory,
        TRAJECTORIES,
        lambda: _meant(key),
        named=(key.learning_trajectory_id, *words),
    )


def _meant(key: TrajectoryKey) -> Iterator[ColumnElement[bool]]:
    if key.learning_trajectory_id:
        yield LearningTrajectory.id == key.learning_trajectory_id
    if key.trajectory_title:
        yield LearningTrajectory.title == key.trajectory_title
    if key.school_year:
        yield LearningTrajectory.school_year == key.school_year
    if key.expertise_school_code:
        of_school = Participation.establishment_code == key.expertise_school_code
        own = select(Participation.id).where(of_school)
        yield LearningTrajectory.participation_id.in_(own)


def _name_all(reading: Reading) -> None:
    for column in BY_NAME:
        if not reading.named(column):
            reading.missing(column, _WHICH_TRAJECTORY)


async def enrolled_in(acting: Acting, trajectory_id: UUID) -> dict[str, UUID]:
    """The enrolments of a trajectory by school, as far as the sender may see them."""

    async def find() -> dict[str, UUID]:
        wanted = (
            select(Enrolment.establishment_code, Enrolment.id)
            .where(
                ENROLMENTS.condition(acting.work.actor),
                Enrolment.learning_trajectory_id == trajectory_id,
            )
            .order_by(Enrolment.status.not_in(ENDED), Enrolment.id)
        )
        found = await acting.work.session.execute(wanted, actor_values(acting.work.actor))
        return dict(found.all())

    return await acting.once(("enrolments of", trajectory_id), find)


_WHICH_TRAJECTORY = Text(
    "Noem het leertraject: zijn kenmerk, of zijn titel, schooljaar en expertiseschool.",
    "Name the trajectory: its id, or its title, school year and expertise school.",
)
