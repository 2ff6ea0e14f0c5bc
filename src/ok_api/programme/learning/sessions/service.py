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
from ok_api.foundation.errors import Forbidden, WrongState
from ok_api.foundation.identity import actor_values
from ok_api.programme.learning.sessions import kinds, placing, queries
from ok_api.programme.learning.sessions.schemas import (
    NewTeamSession,
    SessionChanges,
    TrajectorySession,
)
from ok_api.rules.text import Text
from ok_api.rules.words import SessionStatus
from ok_api.tables import Enrolment, LearningTrajectory, Participation, Session


async def plan_for_team(work: Work, participation_id: UUID, new: NewTeamSession) -> Session:
    """A session of the team itself. Raises `InvalidInput` for a kind that belongs elsewhere."""
    participation = await fetch_for_change(
        work, Participation, PARTICIPATIONS_AT_WORK, Participation.id == participation_id
    )
    kinds.check(new.kind, "team")
    session = _made(new, participation_id=participation.id)
    placing.date_session(session, participation, held_by="/startsAt")
    work.session.add(session)
    await _check_own_years(work, session)
    return session


async def plan_for_trajectory(work: Work, trajectory_id: UUID, new: TrajectorySession) -> Session:
    """A session for all its schools, or for the one whose enrolment is named.

    Raises `WrongState` for a cancelled trajectory and for a school that does not take part in it.
    """
    wanted = LearningTrajectory.id == trajectory_id
    seen = await fetch(work, LearningTrajectory, TRAJECTORIES_AT_WORK, wanted)
    participation = await _locked(work, seen.participation_id)
    trajectory = await fetch_for_change(work, LearningTrajectory, TRAJECTORIES_AT_WORK, wanted)
    kinds.check(new.kind, "enrolment" if new.enrolment_id else "trajectory")
    session = _made(new, participation_id=participation.id, learning_trajectory_id=trajectory.id)
    enrolment = None
    if new.enrolment_id is not None:
        enrolment = await _enrolment(work, trajectory, new.enrolment_id)
    placing.date_session(session, participation, held_by="/startsAt")
    placing.place_in_trajectory(session, trajectory, enrolment)
    work.session.add(session)
    await _check_own_years(work, session)
    return session


async def change_session(work: Work, session_id: UUID, changes: SessionChanges) -> Session:
    """Reschedule, hold, cancel or annotate. Raises `WrongState` for a step that there is not."""
    session = await fetch_for_change(work, Session, SESSIONS, Session.id == session_id)
    sent = changes.changes()
    _check_step(session, sent)
    for name, value in sent.items():
        setattr(session, name, value)
    moved = not sent.keys().isdisjoint(("starts_at", "status"))
    if moved and session.status is not SessionStatus.CANCELLED:
        await _place_again(work, session, held_by="/status" if "status" in sent else "/startsAt")
        await _check_own_years(work, session)
    return session


async def _place_again(work: Work, session: Session, *, held_by: str) -> None:
    """Where it now is or was held is asked anew; what is cancelled or annotated may stay."""
    participation = await _locked(work, session.participation_id)
    placing.date_session(session, participation, held_by=held_by)
    if session.learning_trajectory_id is None:
        return
    trajectory = await work.session.get_one(LearningTrajectory, session.learning_trajectory_id)
    enrolment = None
    if session.enrolment_id is not None:
        enrolment = await _enrolment(work, trajectory, session.enrolment_id)
    placing.place_in_trajectory(session, trajectory, enrolment)


async def _check_own_years(work: Work, session: Session) -> None:
    """Raises `Forbidden` to an expert for a session of a later year than it is attached in."""
    await work.session.flush()
    seen = queries.seen_select(work.actor, session.id)
    if await work.session.scalar(seen, actor_values(work.actor)) is None:
        raise Forbidden(
            Text(
                "Deze bijeenkomst valt na de schooljaren waarin u aan deze deelname verbonden bent;"
                " de school of het programmabureau plant haar.",
                "This session lies after the school years in which you are attached to this"
                " participation; the school or the programme office plans it.",
            )
        )


async def _locked(work: Work, participation_id: UUID) -> Participation:
    """Participation, trajectory, enrolment: locked in this order, as who decides on a year does."""
    return await work.session.get_one(Participation, participation_id, with_for_update=True)


async def _enrolment(work: Work, trajectory: LearningTrajectory, enrolment_id: UUID) -> Enrolment:
    return await fetch(
        work,
        Enrolment,
        ENROLMENTS,
        Enrolment.id == enrolment_id,
        Enrolment.learning_trajectory_id == trajectory.id,
        at="/enrolmentId",
        said=_ELSEWHERE,
    )


def _made(new: NewTeamSession | TrajectorySession, **of: Any) -> Session:
    members = {**new.model_dump(), "status": SessionStatus(new.status)}
    return Session(**members, **of)


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


_ELSEWHERE = Text(
    "Deze deelname hoort niet bij dit leertraject, of u mag haar niet zien.",
    "This enrolment does not belong to this trajectory, or it is not for you to see.",
)
