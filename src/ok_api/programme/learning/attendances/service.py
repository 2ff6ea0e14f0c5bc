"""Recording who was at a session."""

from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import ATTENDANCES, ENROLMENTS, SESSIONS, TEAM_MEMBERS
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.programme.learning import taking_part
from ok_api.programme.learning.attendances.schemas import AttendanceChanges, NewAttendance
from ok_api.rules.text import Text
from ok_api.rules.words import SessionStatus
from ok_api.tables import Attendance, Enrolment, Session, TeamMember


async def record_attendance(work: Work, session_id: UUID, new: NewAttendance) -> Attendance:
    """Of a school that the session is for, or of a member of the team that gives or follows it.

    Raises `InvalidInput` for anyone else, `Duplicate` (by the database) for who is there already.
    """
    session = await fetch_for_change(work, Session, SESSIONS, Session.id == session_id)
    _check_attendee(new)
    _refuse_before_it_took_place(session)
    if new.enrolment_id is not None:
        await _refuse_absent_school(work, session, new.enrolment_id)
    if new.team_member_id is not None:
        await _find_member(work, session, new.team_member_id)
    came = int(new.present) if new.participant_count is None else new.participant_count
    members = {**new.model_dump(), "participant_count": came}
    attendance = Attendance(session_id=session.id, **members)
    _check_count(attendance)
    work.session.add(attendance)
    return attendance


async def change_attendance(
    work: Work, session_id: UUID, attendance_id: UUID, changes: AttendanceChanges
) -> Attendance:
    attendance = await fetch_for_change(
        work,
        Attendance,
        ATTENDANCES,
        Attendance.id == attendance_id,
        Attendance.session_id == session_id,
    )
    sent = dict(changes.changes())
    if "present" in sent and "participant_count" not in sent:
        sent["participant_count"] = _count_for(attendance, present=sent["present"])
    for name, value in sent.items():
        setattr(attendance, name, value)
    _check_count(attendance)
    if attendance.present and sent.keys() - {"remark"} and attendance.enrolment_id:
        session = await work.session.get_one(Session, session_id)
        await _refuse_absent_school(work, session, attendance.enrolment_id)
    return attendance


def _count_for(attendance: Attendance, *, present: bool) -> int:
    return max(attendance.participant_count, 1) if present else 0


async def _refuse_absent_school(work: Work, session: Session, enrolment_id: UUID) -> None:
    """A school that takes part in the trajectory; for a session of one school, that school.

    Raises `WrongState` for one that does not take part, or no longer.
    """
    enrolment = await fetch(
        work,
        Enrolment,
        ENROLMENTS,
        Enrolment.id == enrolment_id,
        Enrolment.learning_trajectory_id == session.learning_trajectory_id,
        Enrolment.id == (session.enrolment_id or enrolment_id),
        at="/enrolmentId",
        said=_NOT_HERE,
    )
    taking_part.refuse_presence(enrolment, session.kind)


async def _find_member(work: Work, session: Session, team_member_id: UUID) -> None:
    await fetch(
        work,
        TeamMember,
        TEAM_MEMBERS,
        TeamMember.id == team_member_id,
        TeamMember.participation_id == session.participation_id,
        at="/teamMemberId",
        said=_NOT_IN_TEAM,
    )


def _check_attendee(new: NewAttendance) -> None:
    if (new.enrolment_id is None) == (new.team_member_id is None):
        raise _flawed(
            "",
            "one_attendee",
            Text(
                "Noem één aanwezige: een lerende school of een teamlid.",
                "Name one attendee: a learning school or a team member.",
            ),
        )


def _check_count(attendance: Attendance) -> None:
    """Nobody comes along with who is absent, and a team member comes alone."""
    most = None if attendance.enrolment_id is not None else 1
    if not attendance.present:
        most = 0
    least = 1 if attendance.present else 0
    count = attendance.participant_count
    if count < least or (most is not None and count > most):
        attended = _SCHOOL if most is None else _MEMBER
        said = attended if attendance.present else _ABSENT
        raise _flawed("/participantCount", "participants_of_attendee", said)


def _refuse_before_it_took_place(session: Session) -> None:
    cancelled = session.status is SessionStatus.CANCELLED
    if cancelled or session.starts_at > clock.now():
        said = _CANCELLED if cancelled else _TO_COME.format(starts_at=session.starts_at)
        raise WrongState(said, sessionStatus=session.status.value)


def _flawed(pointer: str, code: str, message: Text) -> InvalidInput:
    return InvalidInput(Flaw(where="body", name=pointer, code=code, message=message))


_NOT_HERE = Text(
    "Deze deelname hoort niet bij deze bijeenkomst, of u mag haar niet zien.",
    "This enrolment does not belong to this session, or it is not for you to see.",
)
_NOT_IN_TEAM = Text(
    "Dit teamlid hoort niet bij dit team, of u mag het niet zien.",
    "This member does not belong to this team, or is not for you to see.",
)
_ABSENT = Text(
    "Wie er niet was, telt voor 0 deelnemers.", "Who was absent counts for 0 participants."
)
_MEMBER = Text(
    "Een teamlid telt voor 1 deelnemer.", "A team member counts for exactly 1 participant."
)
_SCHOOL = Text(
    "Een school die er was, had ten minste 1 deelnemer.",
    "A school that was there had at least 1 participant.",
)
_CANCELLED = Text(
    "Deze bijeenkomst is afgelast, dus niemand was aanwezig.",
    "This session was cancelled, so nobody was there.",
)
_TO_COME = Text(
    "Deze bijeenkomst moet nog komen: zij begint op {starts_at}.",
    "This session is still to come: it begins on {starts_at}.",
)
