"""Sessions with attendance: one per trajectory or team, start, kind and school it is for.

A row tells of one session, and of any number of those who were there. Several rows of one session
add to it, so that a sheet has a line per attending school.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select

from ok_api.access.scope import PARTICIPATIONS_AT_WORK, SESSIONS
from ok_api.exchange.imports.rows import attendances
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.finding import ID, RowKey, by_id, only_one
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.exchange.imports.rows.shaping import columns_of, differing
from ok_api.exchange.imports.rows.taking import RowKind, Taken
from ok_api.exchange.imports.rows.trajectories import (
    BY_ID,
    BY_NAME,
    TrajectoryKey,
    enrolled_in,
    trajectory_of,
)
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Line
from ok_api.programme.learning import periods
from ok_api.programme.learning.fields import Moment
from ok_api.programme.learning.sessions import schemas, service
from ok_api.programme.learning.sessions.schemas import (
    NewTeamSession,
    SessionChanges,
    TrajectorySession,
)
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.text import Text
from ok_api.rules.words import SessionKind, SessionStatus
from ok_api.tables import Expertise, Participation, Session


class SessionKey(TrajectoryKey):
    participation_id: UUID | None = Field(
        None, description="For a session of the team itself: the participation (deelname)."
    )
    expertise_title: Line | None = Field(
        None,
        description="For a session of the team itself: name of the approach (naam van de aanpak),"
        " when its school takes part with several.",
    )
    learning_school_code: EstablishmentCode | None = Field(
        None,
        description="The one learning school (vestigingscode) that it is for; blank for a shared"
        " session.",
        examples=["99ZZ02"],
    )
    enrolment_id: UUID | None = Field(
        None, description="That one school by its enrolment (deelname), instead of its code."
    )
    kind: SessionKind = Field(description="Kind of session (soort).", examples=["study_day"])
    starts_at: Moment = Field(
        description="When it starts (begin); without a zone it is Dutch time.",
        examples=["2025-10-01T09:00:00+02:00"],
    )


class SessionById(RowKey):
    participation_id: UUID | None = None
    learning_trajectory_id: UUID | None = None
    enrolment_id: UUID | None = None
    kind: SessionKind | None = None


@dataclass(frozen=True)
class Place:
    """Whose session it is: a team's, a trajectory's, or that of one school in it."""

    participation_id: UUID | None = None
    trajectory_id: UUID | None = None
    enrolment_id: UUID | None = None

    def where(self) -> list[ColumnElement[bool]]:
        if self.trajectory_id is None:
            own = Session.participation_id == self.participation_id
            return [own, Session.learning_trajectory_id.is_(None)]
        return [
            Session.learning_trajectory_id == self.trajectory_id,
            Session.enrolment_id.is_not_distinct_from(self.enrolment_id),
        ]


async def take(acting: Acting, reading: Reading) -> Taken:
    """Plans the session, or finds it and changes what is otherwise; then who was there."""
    changes = reading.part(SessionChanges)
    told = attendances.read_attendances(reading)
    await acting.to("changeSession")
    place, new = None, None
    if reading.named(ID):
        session = await by_id(acting, reading, Session, SESSIONS, SessionById)
    else:
        place, session = await _by_name(acting, reading)
        new = _new(reading, place) if session is None else None
    reading.refuse_flawed()
    is_new = session is None
    if session is None:
        session = await _plan(acting, place, new)
    else:
        session = await _change(acting, session, changes)
    await attendances.take_attendances(acting, session, told, is_new=is_new)
    return Taken(str(session.id), session)


async def _by_name(acting: Acting, reading: Reading) -> tuple[Place | None, Session | None]:
    key = reading.part(SessionKey)
    place = await _place(acting, reading, key) if key else None
    return place, await _known(acting, place, key) if key and place else None


async def _change(acting: Acting, session: Session, changes: SessionChanges | None) -> Session:
    assert changes is not None
    changed = differing(session, changes.changes())
    if not changed:
        return session
    sent = SessionChanges.model_construct(set(changed), **changed)
    return await service.change_session(await acting.to("changeSession"), session.id, sent)


def _new(reading: Reading, place: Place | None) -> NewTeamSession | TrajectorySession | None:
    """Also asked of a row that does not tell where, so that all its flaws are told."""
    if place is None or place.trajectory_id is None:
        return reading.part(NewTeamSession)
    return reading.part(TrajectorySession, enrolmentId=place.enrolment_id)


async def _plan(
    acting: Acting, place: Place | None, new: NewTeamSession | TrajectorySession | None
) -> Session:
    assert place is not None
    assert new is not None
    if isinstance(new, TrajectorySession):
        assert place.trajectory_id is not None
        work = await acting.to("planTrajectorySession")
        session = await service.plan_for_trajectory(work, place.trajectory_id, new)
    else:
        assert place.participation_id is not None
        work = await acting.to("planParticipationSession")
        session = await service.plan_for_team(work, place.participation_id, new)
    await work.session.flush()
    return session


async def _place(acting: Acting, reading: Reading, key: SessionKey) -> Place | None:
    if key.learning_trajectory_id is None and key.trajectory_title is None:
        participation_id = await _participation(acting, reading, key)
        if key.learning_school_code or key.enrolment_id:
            reading.missing("trajectoryTitle", _WHICH_TRAJECTORY)
        return Place(participation_id) if participation_id else None
    trajectory_id = await trajectory_of(acting, reading, key)
    if trajectory_id is None:
        return None
    if key.learning_school_code is None:
        return Place(trajectory_id=trajectory_id, enrolment_id=key.enrolment_id)
    enrolled = await enrolled_in(acting, trajectory_id)
    enrolment_id = enrolled.get(key.learning_school_code)
    if enrolment_id is None or key.enrolment_id not in (None, enrolment_id):
        reading.refuse("learningSchoolCode", "unknown", attendances.NOT_ENROLLED)
        return None
    return Place(trajectory_id=trajectory_id, enrolment_id=enrolment_id)


async def _participation(acting: Acting, reading: Reading, key: SessionKey) -> UUID | None:
    """The team's own: by id, or the participation of the school that runs on that day."""
    code, title = key.expertise_school_code, key.expertise_title
    if key.participation_id and not (code or title):
        return key.participation_id
    if not (key.participation_id or code):
        reading.missing("trajectoryTitle", _WHOSE)
        return None
    day = periods.dutch_day(key.starts_at)
    return await only_one(
        acting,
        reading,
        "participationId" if key.participation_id else "expertiseSchoolCode",
        Participation,
        PARTICIPATIONS_AT_WORK,
        lambda: _meant(key, day),
        named=(key.participation_id, code, title, day),
    )


def _meant(key: SessionKey, day: date) -> Iterator[ColumnElement[bool]]:
    if key.participation_id:
        yield Participation.id == key.participation_id
    else:
        yield Participation.started_on <= day
        yield Participation.ended_on.is_(None) | (Participation.ended_on > day)
    if key.expertise_school_code:
        yield Participation.establishment_code == key.expertise_school_code
    if key.expertise_title:
        titled = select(Expertise.id).where(Expertise.title == key.expertise_title)
        yield Participation.expertise_id.in_(titled)


async def _known(acting: Acting, place: Place, key: SessionKey) -> Session | None:
    """One that goes on comes before one that was cancelled."""
    known = (
        select(Session)
        .where(
            SESSIONS.condition(acting.work.actor),
            *place.where(),
            Session.kind == key.kind,
            Session.starts_at == key.starts_at,
        )
        .order_by(Session.status == SessionStatus.CANCELLED, Session.id)
        .limit(1)
    )
    return await acting.work.session.scalar(known, actor_values(acting.work.actor))


_WHOSE = Text(
    "Noem het leertraject, of voor een bijeenkomst van het team de expertiseschool alleen.",
    "Name the trajectory, or for a session of the team itself the expertise school alone.",
)
_WHICH_TRAJECTORY = Text(
    "Voor één lerende school is het leertraject nodig.",
    "For one learning school the trajectory is needed.",
)
KIND = RowKind(
    "sessions",
    (
        *columns_of(RowKey, SessionKey, TrajectorySession, SessionChanges),
        *attendances.COLUMNS,
        attendances.LIST,
    ),
    take,
    told=schemas.Session,
    needs=(
        (BY_ID, BY_NAME, ("participationId",), ("expertiseSchoolCode",), (ID,)),
        (("kind",), (ID,)),
        (("startsAt",), (ID,)),
    ),
)
