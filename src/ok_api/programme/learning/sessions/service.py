"""Planning sessions, and recording that they were held or cancelled."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import (
    ENROLMENTS,
    PARTICIPATIONS_AT_WORK,
    SESSIONS,
    TRAJECTORIES_AT_WORK,
)
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.programme.learning import periods
from ok_api.programme.learning.sessions import kinds
from ok_api.programme.learning.sessions.schemas import (
    NewTeamSession,
    SessionChanges,
    TrajectorySession,
)
from ok_api.rules.text import Text
from ok_api.rules.words import EnrolmentStatus, SessionKind, SessionStatus, TrajectoryStatus
from ok_api.tables import Enrolment, LearningTrajectory, Participation, Session

_ENDED = (EnrolmentStatus.REJECTED, EnrolmentStatus.WITHDRAWN)


async def plan_for_team(work: Work, participation_id: UUID, new: NewTeamSession) -> Session:
    """A session of the team itself. Raises `InvalidInput` for a kind that belongs elsewhere."""
    participation = await fetch_for_change(
        work, Participation, PARTICIPATIONS_AT_WORK, Participation.id == participation_id
    )
    kinds.check(new.kind, "team")
    return _planned(work, participation, _made(new))


async def plan_for_trajectory(work: Work, trajectory_id: UUID, new: TrajectorySession) -> Session:
    """A session for all its schools, or for the one whose enrolment is named.

    Raises `WrongState` for a cancelled trajectory and for a school that has left it.
    """
    wanted = LearningTrajectory.id == trajectory_id
    seen = await fetch(work, LearningTrajectory, TRAJECTORIES_AT_WORK, wanted)
    participation = await _locked(work, seen.participation_id)
    trajectory = await fetch_for_change(work, LearningTrajectory, TRAJECTORIES_AT_WORK, wanted)
    kinds.check(new.kind, "enrolment" if new.enrolment_id else "trajectory")
    _refuse_cancelled(trajectory)
    session = _made(new, learning_trajectory_id=trajectory.id)
    if new.enrolment_id is not None:
        enrolment = await _enrolment(work, trajectory, new.enrolment_id)
        _note_intake(session, enrolment)
    return _planned(work, participation, session)


async def change_session(work: Work, session_id: UUID, changes: SessionChanges) -> Session:
    """Reschedule, hold, cancel or annotate. Raises `WrongState` for a step that there is not."""
    session = await fetch_for_change(work, Session, SESSIONS, Session.id == session_id)
    sent = changes.changes()
    _check_step(session, sent)
    for name, value in sent.items():
        setattr(session, name, value)
    participation = await work.session.get_one(Participation, session.participation_id)
    _date(participation, session, held_by="/status" if "status" in sent else "/startsAt")
    if session.enrolment_id is not None:
        _note_intake(session, await work.session.get_one(Enrolment, session.enrolment_id))
    return session


async def _locked(work: Work, participation_id: UUID) -> Participation:
    """Participation, trajectory, enrolment: locked in this order, as who decides on a year does."""
    return await work.session.get_one(Participation, participation_id, with_for_update=True)


def _made(new: NewTeamSession | TrajectorySession, **of: Any) -> Session:
    members = {**new.model_dump(), "status": SessionStatus(new.status)}
    return Session(**members, **of)


def _planned(work: Work, participation: Participation, session: Session) -> Session:
    session.participation_id = participation.id
    _date(participation, session, held_by="/startsAt")
    work.session.add(session)
    return session


def _date(participation: Participation, session: Session, *, held_by: str) -> None:
    """The school year follows the day in the Netherlands; what is held has begun by now."""
    day = periods.dutch_day(session.starts_at)
    session.school_year = str(periods.year_of(participation, day, "/startsAt"))
    if session.status is SessionStatus.HELD:
        periods.begun(session.starts_at, held_by)


def _check_step(session: Session, sent: Mapping[str, Any]) -> None:
    """planned → held | cancelled; a cancelled session is only annotated."""
    to = sent.get("status", session.status)
    if session.status is SessionStatus.CANCELLED and not sent.keys() <= {"note"}:
        raise WrongState(
            Text(
                "Deze bijeenkomst is afgelast; plan een nieuwe.",
                "This session has been cancelled; plan another one.",
            ),
            sessionStatus=session.status.value,
        )
    if session.status is SessionStatus.HELD and to is not SessionStatus.HELD:
        raise WrongState(
            Text(
                "Deze bijeenkomst is gehouden; dat wordt niet teruggedraaid.",
                "This session has been held; that is not undone.",
            ),
            sessionStatus=session.status.value,
        )


def _note_intake(session: Session, enrolment: Enrolment) -> None:
    """A held intake conversation is the intake that enrolling rests on (R-LRN-1)."""
    held = session.status is SessionStatus.HELD
    if held and session.kind is SessionKind.INTAKE_CONVERSATION and not enrolment.intake_held_on:
        enrolment.intake_held_on = periods.dutch_day(session.starts_at)


async def _enrolment(work: Work, trajectory: LearningTrajectory, enrolment_id: UUID) -> Enrolment:
    enrolment = await fetch(
        work,
        Enrolment,
        ENROLMENTS,
        Enrolment.id == enrolment_id,
        Enrolment.learning_trajectory_id == trajectory.id,
    )
    if enrolment.status in _ENDED:
        raise WrongState(
            Text(
                "Deze school volgt het leertraject niet meer.",
                "This school no longer follows the trajectory.",
            ),
            enrolmentStatus=enrolment.status.value,
        )
    return enrolment


def _refuse_cancelled(trajectory: LearningTrajectory) -> None:
    if trajectory.status is TrajectoryStatus.CANCELLED:
        raise WrongState(
            Text(
                "Dit leertraject gaat niet door.",
                "This trajectory does not go ahead.",
            ),
            trajectoryStatus=trajectory.status.value,
        )
