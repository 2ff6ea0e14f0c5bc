"""The reads of trajectories: with enough of school and expertise to be a catalogue by itself."""

from sqlalchemy import Text, and_, cast, func

from ok_api.access.scope import TRAJECTORIES as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, flagged, identical, overlapping, searched
from ok_api.programme.learning.trajectories import schemas
from ok_api.tables import Expertise, LearningTrajectory, Participation, ProgrammeYear, School

_places = LearningTrajectory.capacity - LearningTrajectory.enrolled_count
_granted = ProgrammeYear.granted_school_count - ProgrammeYear.guided_school_count
_places_left = func.least(_places, func.coalesce(_granted, _places))

_link = "/v1/learning-trajectories/" + cast(LearningTrajectory.id, Text)

_source = (
    LearningTrajectory.__table__.join(
        Participation.__table__, Participation.id == LearningTrajectory.participation_id
    )
    .join(School.__table__, School.establishment_code == Participation.establishment_code)
    .join(Expertise.__table__, Expertise.id == Participation.expertise_id)
    .outerjoin(
        ProgrammeYear.__table__,
        and_(
            ProgrammeYear.participation_id == LearningTrajectory.participation_id,
            ProgrammeYear.school_year == LearningTrajectory.school_year,
        ),
    )
)

TRAJECTORY = Projection(
    schemas.LearningTrajectory,
    LearningTrajectory,
    link=_link,
    scope=SCOPE,
    source=_source,
    versions=[School.version, Expertise.version, func.coalesce(ProgrammeYear.version, 0)],
    places_left=_places_left,
    establishment_code=School.establishment_code,
    school_name=School.name,
    city=School.city,
    province=School.province,
    expertise_id=Expertise.id,
    expertise_title=Expertise.title,
    theme=Expertise.theme,
    sectors=Expertise.sectors,
    enrolments=_link + "/enrolments",
    sessions=_link + "/sessions",
)

TRAJECTORIES = Listing(
    TRAJECTORY,
    schemas.LearningTrajectoryQuery,
    sorts={
        "title": LearningTrajectory.title,
        "schoolYear": LearningTrajectory.school_year,
        "id": LearningTrajectory.id,
    },
    default_sort=("title",),
    filters={
        "q": searched(Expertise),
        "theme": among(Expertise.theme),
        "sector": overlapping(Expertise.sectors),
        "status": among(LearningTrajectory.status),
        "school_year": among(LearningTrajectory.school_year),
        "participation_id": identical(LearningTrajectory.participation_id),
        "establishment_code": among(School.establishment_code),
        "has_room": flagged(_places_left > 0),
    },
)
