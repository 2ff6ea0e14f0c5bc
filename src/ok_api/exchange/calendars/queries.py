"""The reads of feeds, and the sessions of a calendar within the rights of its feed."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from ok_api.access.attending import told_of
from ok_api.access.scope import CALENDAR_FEEDS as SCOPE
from ok_api.access.scope import SESSIONS
from ok_api.exchange.calendars import schemas
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import Compiled, Query, among, compile_query, flagged, identical
from ok_api.rules.exchange_words import CalendarSubject
from ok_api.tables import (
    CalendarFeed,
    Enrolment,
    LearningTrajectory,
    Participation,
    School,
    Session,
)

MOST_SESSIONS = 5_000
"""What a calendar program still reads at ease; of more, the earliest are left out."""

_link = "/v1/calendar-feeds/" + cast(CalendarFeed.id, Text)

FEED = Projection(
    schemas.CalendarFeed,
    CalendarFeed,
    link=_link,
    scope=SCOPE,
    school="/v1/schools/" + CalendarFeed.establishment_code,
    learning_trajectory="/v1/learning-trajectories/"
    + cast(CalendarFeed.learning_trajectory_id, Text),
    address=case((CalendarFeed.revoked_at.is_(None), _link + "/address")),
)

FEEDS = Listing(
    FEED,
    schemas.CalendarFeedQuery,
    sorts={"id": CalendarFeed.id},
    default_sort=("id",),
    filters={
        "about": among(CalendarFeed.about),
        "establishment_code": among(CalendarFeed.establishment_code),
        "learning_trajectory_id": identical(CalendarFeed.learning_trajectory_id),
        "revoked": flagged(CalendarFeed.revoked_at.is_not(None)),
    },
)

bound_id = bindparam("path_id", type_=Uuid)

_called = func.coalesce(CalendarFeed.description, School.name, LearningTrajectory.title)
LIVE_FEED: Query = compile_query(
    select(*CalendarFeed.__table__.columns, _called.label("name"))
    .select_from(CalendarFeed)
    .outerjoin(School)
    .outerjoin(LearningTrajectory)
    .where(CalendarFeed.id == bound_id, CalendarFeed.revoked_at.is_(None))
)
"""The feed behind an address that works, with what its calendar is called."""

_code = bindparam("establishment_code", type_=Text)
_its_own = select(Participation.id).where(Participation.establishment_code == _code)
_ABOUT: dict[CalendarSubject, ColumnElement[bool]] = {
    CalendarSubject.SCHOOL: or_(
        Session.participation_id.in_(_its_own), told_of(Enrolment.establishment_code == _code)
    ),
    CalendarSubject.TRAJECTORY: Session.learning_trajectory_id
    == bindparam("learning_trajectory_id", type_=Uuid),
    CalendarSubject.PERSON: true(),
}

_learner, _school_of = aliased(School), aliased(Enrolment)
_told: FromClause = (
    Session.__table__.join(Participation.__table__, Participation.id == Session.participation_id)
    .join(School.__table__, School.establishment_code == Participation.establishment_code)
    .outerjoin(
        LearningTrajectory.__table__, LearningTrajectory.id == Session.learning_trajectory_id
    )
    .outerjoin(_school_of, _school_of.id == Session.enrolment_id)
    .outerjoin(_learner, _learner.establishment_code == _school_of.establishment_code)
)
_own = ("id", "version", "updated_at", "kind", "title", "starts_at", "dagdelen", "mode")
_members: tuple[ColumnElement[Any], ...] = (
    *(Session.__table__.c[name] for name in (*_own, "location", "status")),
    School.name.label("school"),
    LearningTrajectory.title.label("trajectory"),
    _learner.name.label("learning_school"),
)
_state = func.concat_ws(
    ".", Session.id, Session.version, School.name, LearningTrajectory.title, _learner.name
)
_compiled = Compiled()


def sessions(actor: Actor, about: CalendarSubject) -> Query:
    """All that the calendar tells, the latest first."""
    asked = ("sessions", actor.roles, about)
    return _compiled.get(asked, lambda: _select(actor, about, *_members))


def state(actor: Actor, about: CalendarSubject) -> Query:
    """A digest that differs when any of it does, at a fraction of the price."""
    return _compiled.get(("state", actor.roles, about), lambda: _digest(actor, about))


def _digest(actor: Actor, about: CalendarSubject) -> Select[Any]:
    rows = _select(actor, about, _state.label("state")).subquery()
    told = func.string_agg(rows.c.state, "\n")
    return select(func.encode(func.sha256(func.convert_to(told, "UTF8")), "hex"))


def _select(actor: Actor, about: CalendarSubject, *columns: ColumnElement[Any]) -> Select[Any]:
    since = bindparam("since", type_=DateTime(timezone=True))
    return (
        select(*columns)
        .select_from(_told)
        .where(SESSIONS.condition(actor), _ABOUT[about], Session.starts_at >= since)
        .order_by(Session.starts_at.desc(), Session.id.desc())
        .limit(MOST_SESSIONS)
    )
