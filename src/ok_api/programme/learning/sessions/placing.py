"""Where a session may stand: in its participation and trajectory, for who takes part in it."""

from ok_api.foundation.errors import WrongState
from ok_api.programme.learning import periods, taking_part
from ok_api.rules.text import Text
from ok_api.rules.words import SessionKind, SessionStatus, TrajectoryStatus
from ok_api.tables import Enrolment, LearningTrajectory, Participation, Session


def date_session(session: Session, participation: Participation, *, held_by: str) -> None:
    """The school year follows the day in the Netherlands; what is held has begun by now."""
    day = periods.dutch_day(session.starts_at)
    session.school_year = str(periods.year_of(participation, day, "/startsAt"))
    if session.status is SessionStatus.HELD:
        periods.begun(session.starts_at, held_by)


def place_in_trajectory(
    session: Session, trajectory: LearningTrajectory, enrolment: Enrolment | None
) -> None:
    """In its own school year, while it goes ahead, and of a school that takes part in it."""
    _refuse_cancelled(trajectory)
    periods.refuse_outside(trajectory, session.kind, periods.dutch_day(session.starts_at))
    if enrolment is not None:
        taking_part.refuse_session(enrolment, session.kind, session.starts_at)
        _note_intake(session, enrolment)


def _note_intake(session: Session, enrolment: Enrolment) -> None:
    """A held intake conversation is the intake that enrolling rests on (R-LRN-1)."""
    held = session.status is SessionStatus.HELD
    if held and session.kind is SessionKind.INTAKE_CONVERSATION and not enrolment.intake_held_on:
        enrolment.intake_held_on = periods.dutch_day(session.starts_at)


def _refuse_cancelled(trajectory: LearningTrajectory) -> None:
    if trajectory.status is TrajectoryStatus.CANCELLED:
        raise WrongState(
            Text(
                "Dit leertraject gaat niet door.",
                "This trajectory does not go ahead.",
            ),
            trajectoryStatus=trajectory.status.value,
        )
