"""Which sessions a learning school is told of, by how far its enrolment is; `scope` asks it.

A trajectory is offered to everyone, its sessions are of the schools in it. A school that comes to
it has its own conversations; the sessions that it shares with others are its own from the day on
which it is enrolled, the start conversation from its intake. When it leaves, it keeps what it had.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from ok_api.rules.words import EnrolmentStatus, SessionKind
from ok_api.tables import Enrolment, Session

Condition = ColumnElement[bool]

_alone: Condition = Session.enrolment_id.is_not(None)
_left: Condition = Enrolment.left_at.is_not(None)
_coming_in: Condition = Enrolment.status == EnrolmentStatus.INTAKE
_in_it: Condition = or_(
    Enrolment.status == EnrolmentStatus.ENROLLED, Enrolment.status == EnrolmentStatus.COMPLETED
)


def told_of(own: Condition) -> Condition:
    """The sessions that the schools of these enrolments are told of.

    `own` is a condition on enrolments.
    """
    return or_(_own_conversations(own), _shared(own), _had_before_leaving(own))


def _own_conversations(own: Condition) -> Condition:
    """The intake at once; what else is planned with it from the intake on."""
    intake = Session.kind == SessionKind.INTAKE_CONVERSATION
    registered = Enrolment.status == EnrolmentStatus.REGISTERED
    return or_(
        intake & Session.enrolment_id.in_(_ids(own, registered)),
        Session.enrolment_id.in_(_ids(own, or_(_coming_in, _in_it))),
    )


def _shared(own: Condition) -> Condition:
    start = Session.kind == SessionKind.START_CONVERSATION
    return ~_alone & or_(
        Session.learning_trajectory_id.in_(_trajectories(own, _in_it)),
        start & Session.learning_trajectory_id.in_(_trajectories(own, _coming_in)),
    )


def _had_before_leaving(own: Condition) -> Condition:
    """Of a school that has left: what it was told of before, and took place by then.

    The trajectories come first, since few have schools that left: the rest is asked row by row.
    """
    its_own = Session.enrolment_id == Enrolment.id
    shared = ~_alone & Enrolment.enrolled_at.is_not(None)
    had = exists().where(
        own,
        _left,
        Enrolment.learning_trajectory_id == Session.learning_trajectory_id,
        Session.created_at <= Enrolment.left_at,
        Session.starts_at <= Enrolment.left_at,
        or_(its_own, shared),
    )
    among = Session.learning_trajectory_id.in_(_trajectories(own, _left))
    return and_(among, had.correlate(Session))


def _ids(*where: Condition) -> Select[object]:
    return select(Enrolment.id).where(*where)


def _trajectories(*where: Condition) -> Select[object]:
    return select(Enrolment.learning_trajectory_id).where(*where)
