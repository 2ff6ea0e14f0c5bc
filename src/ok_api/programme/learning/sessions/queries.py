"""The reads of sessions; their days are days in the Netherlands."""

from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)

from ok_api.access.scope import SESSIONS as SCOPE
from ok_api.foundation.clock import AMSTERDAM
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import Filter, among, flagged, from_day, identical, until_day
from ok_api.programme.learning.sessions import schemas
from ok_api.programme.learning.trajectories.queries import TRAJECTORY
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.rules.words import SessionStatus
from ok_api.tables import LearningTrajectory, Participation, Session

_link = "/v1/sessions/" + cast(Session.id, Text)
_level = case(
    (Session.enrolment_id.is_not(None), literal("enrolment", Text)),
    (Session.learning_trajectory_id.is_not(None), literal("trajectory", Text)),
    else_=literal("team", Text),
)
_today = cast(func.timezone(AMSTERDAM.key, func.now()), Date)
_overdue = and_(
    Session.status == SessionStatus.PLANNED,
    Session.starts_at < func.timezone(AMSTERDAM.key, cast(_today, DateTime(timezone=False))),
)
"""Planned for a day that has passed, without a record of whether it took place."""


SESSION = Projection(
    schemas.Session,
    Session,
    link=_link,
    scope=SCOPE,
    private=["note"],
    versions=[cast(_overdue, Integer)],
    level=_level,
    overdue=_overdue,
    participation="/v1/participations/" + cast(Session.participation_id, Text),
    learning_trajectory="/v1/learning-trajectories/" + cast(Session.learning_trajectory_id, Text),
    enrolment="/v1/enrolments/" + cast(Session.enrolment_id, Text),
    attendances=_link + "/attendances",
)

_sorts = {"startsAt": Session.starts_at, "id": Session.id}
_nested: dict[str, Filter] = {
    "kind": among(Session.kind),
    "status": among(Session.status),
    "overdue": flagged(_overdue),
    "level": among(_level),
    "school_year": among(Session.school_year),
    "from_day": from_day(Session.starts_at),
    "until_day": until_day(Session.starts_at),
}

SESSIONS = Listing(
    SESSION,
    schemas.SessionQuery,
    sorts=_sorts,
    default_sort=("startsAt",),
    filters={
        **_nested,
        "participation_id": identical(Session.participation_id),
        "learning_trajectory_id": identical(Session.learning_trajectory_id),
        "enrolment_id": identical(Session.enrolment_id),
    },
)

TRAJECTORY_SESSIONS = Listing(
    SESSION,
    schemas.NestedSessionQuery,
    sorts=_sorts,
    default_sort=("startsAt",),
    filters=_nested,
    by={"learningTrajectoryId": Session.learning_trajectory_id},
    parent=TRAJECTORY,
    parent_by={"learningTrajectoryId": LearningTrajectory.id},
)

PARTICIPATION_SESSIONS = Listing(
    SESSION,
    schemas.NestedSessionQuery,
    sorts=_sorts,
    default_sort=("startsAt",),
    filters=_nested,
    by={"participationId": Session.participation_id},
    parent=PARTICIPATION,
    parent_by={"participationId": Participation.id},
)


def seen_select(actor: Actor, session_id: UUID) -> Select[UUID]:
    """The session, if the actor may see it."""
    return select(Session.id).where(Session.id == session_id, SCOPE.condition(actor))
