"""The reads of enrolments, with the names that a person looks for."""

from uuid import UUID

from sqlalchemy import Select, Text, cast, exists, select

from ok_api.access.scope import ACTING, TRAJECTORIES
from ok_api.access.scope import ENROLMENTS as SCOPE
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, identical
from ok_api.programme.learning.enrolments import schemas
from ok_api.programme.learning.trajectories.queries import TRAJECTORY
from ok_api.tables import Enrolment, LearningTrajectory, ProgrammeYear, School

_link = "/v1/enrolments/" + cast(Enrolment.id, Text)

ENROLMENT = Projection(
    schemas.Enrolment,
    Enrolment,
    link=_link,
    scope=SCOPE,
    source=Enrolment.__table__.join(
        LearningTrajectory.__table__, LearningTrajectory.id == Enrolment.learning_trajectory_id
    ).join(School.__table__, School.establishment_code == Enrolment.establishment_code),
    private=["contact_name", "contact_email", "intake_summary", "planning", "motivation"],
    versions=[LearningTrajectory.version, School.version],
    trajectory_title=LearningTrajectory.title,
    participation_id=LearningTrajectory.participation_id,
    school_year=LearningTrajectory.school_year,
    school_name=School.name,
    transitions=_link + "/transitions",
    progress=_link + "/progress",
    measurements=_link + "/measurements",
)

_sorts = {"id": Enrolment.id, "schoolName": School.sort_name}

ENROLMENTS = Listing(
    ENROLMENT,
    schemas.EnrolmentQuery,
    sorts=_sorts,
    default_sort=("id",),
    filters={
        "status": among(Enrolment.status),
        "school_year": among(LearningTrajectory.school_year),
        "learning_trajectory_id": identical(Enrolment.learning_trajectory_id),
        "participation_id": identical(LearningTrajectory.participation_id),
        "establishment_code": among(Enrolment.establishment_code),
    },
)

TRAJECTORY_ENROLMENTS = Listing(
    ENROLMENT,
    schemas.TrajectoryEnrolmentQuery,
    sorts=_sorts,
    default_sort=("id",),
    filters={"status": among(Enrolment.status)},
    by={"learningTrajectoryId": Enrolment.learning_trajectory_id},
    parent=TRAJECTORY,
    parent_by={"learningTrajectoryId": LearningTrajectory.id},
)


def sides_select(actor: Actor, trajectory_id: UUID, establishment_code: str) -> Select[bool, bool]:
    """Whether the actor acts for the school that guides, and for the one that learns."""
    learning = exists().where(
        School.establishment_code == establishment_code, ACTING.condition(actor)
    )
    guiding = exists().where(
        LearningTrajectory.id == trajectory_id, TRAJECTORIES.change_condition(actor)
    )
    return select(guiding.label("guides"), learning.label("learns"))


def year_select(trajectory: LearningTrajectory, *, lock: bool) -> Select[ProgrammeYear]:
    """The programme year that the trajectory is given in, once it has been granted."""
    found = select(ProgrammeYear).where(
        ProgrammeYear.participation_id == trajectory.participation_id,
        ProgrammeYear.school_year == trajectory.school_year,
    )
    if not lock:
        return found
    return found.with_for_update().execution_options(populate_existing=True)
