"""The reads of enrolments, with the names that a person looks for."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from ok_api.access.scope import ACTING, TRAJECTORIES
from ok_api.access.scope import ENROLMENTS as SCOPE
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, flagged, identical
from ok_api.foundation.retelling import Retelling
from ok_api.programme.learning.enrolments import schemas
from ok_api.programme.learning.enrolments.record import EnrolmentRecord
from ok_api.programme.learning.enrolments.standing import tell_progress, tell_transitions
from ok_api.programme.learning.trajectories.queries import TRAJECTORY
from ok_api.programme.participation.facts.queries_sessions import LEARNING_SCHOOL
from ok_api.rules.words import MeasurementMoment
from ok_api.tables import (
    Enrolment,
    LearningTrajectory,
    Measurement,
    Participation,
    ProgrammeYear,
    School,
)

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
    school="/v1/schools/" + Enrolment.establishment_code,
    learning_trajectory="/v1/learning-trajectories/" + cast(Enrolment.learning_trajectory_id, Text),
    participation="/v1/participations/" + cast(LearningTrajectory.participation_id, Text),
    sessions="/v1/sessions?enrolmentId=" + cast(Enrolment.id, Text),
    transitions=_link + "/transitions",
    progress=_link + "/progress",
    measurements=_link + "/measurements",
    location_closed_on=School.closed_on,
)

_baseline = aliased(Measurement)
_measured_before = (
    exists()
    .where(
        _baseline.enrolment_id == Measurement.enrolment_id,
        _baseline.indicator == Measurement.indicator,
        _baseline.moment == MeasurementMoment.BASELINE,
    )
    .correlate(Measurement)
)


def _measured(
    measurement: Any, moment: MeasurementMoment, *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    return (
        exists()
        .where(measurement.enrolment_id == Enrolment.id, measurement.moment == moment, *conditions)
        .correlate(Enrolment)
    )


_standing: dict[str, Any] = {
    "scope": SCOPE,
    "source": Enrolment.__table__.join(
        LearningTrajectory.__table__, LearningTrajectory.id == Enrolment.learning_trajectory_id
    )
    .join(Participation.__table__, Participation.id == LearningTrajectory.participation_id)
    .join(School.__table__, School.establishment_code == Enrolment.establishment_code)
    .outerjoin(
        ProgrammeYear.__table__,
        and_(
            ProgrammeYear.participation_id == LearningTrajectory.participation_id,
            ProgrammeYear.school_year == LearningTrajectory.school_year,
        ),
    ),
    "school_year": LearningTrajectory.school_year,
    "trajectory_status": LearningTrajectory.status,
    "capacity": LearningTrajectory.capacity,
    "enrolled_count": LearningTrajectory.enrolled_count,
    "expertise_school_code": Participation.establishment_code,
    "expertise_school_phase": Participation.phase,
    "schools_granted": func.coalesce(ProgrammeYear.granted_school_count, 0),
    "schools_enrolled": func.coalesce(ProgrammeYear.guided_school_count, 0),
    "learning_school": LEARNING_SCHOOL,
    "location_closed_on": School.closed_on,
    "baseline_measured": _measured(Measurement, MeasurementMoment.BASELINE),
    "end_measured": or_(
        and_(
            _measured(Measurement, MeasurementMoment.END),
            not_(_measured(_baseline, MeasurementMoment.BASELINE)),
        ),
        _measured(Measurement, MeasurementMoment.END, _measured_before),
    ),
}
"""All that the rules are asked about, beside what the trajectory and the year have room for."""

TRANSITIONS = Projection(
    EnrolmentRecord,
    Enrolment,
    link=_link + "/transitions",
    retelling=Retelling(schemas.EnrolmentTransitions, tell_transitions),
    **_standing,
)

PROGRESS = Projection(
    EnrolmentRecord,
    Enrolment,
    link=_link + "/progress",
    retelling=Retelling(schemas.EnrolmentProgress, tell_progress),
    **_standing,
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
        "location_closed": flagged(School.closed_on.is_not(None)),
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


def year_to_lock(trajectory: LearningTrajectory) -> Select[UUID]:
    """The programme year that the trajectory is given in, once it has been granted."""
    return (
        select(ProgrammeYear.id)
        .where(
            ProgrammeYear.participation_id == trajectory.participation_id,
            ProgrammeYear.school_year == trajectory.school_year,
        )
        .with_for_update()
    )
