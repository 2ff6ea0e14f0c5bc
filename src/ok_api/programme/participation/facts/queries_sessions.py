"""What sessions add up to, in the unit of the norm that they are held to; two dagdelen are a day.

`TEAM` hangs on a row of `programme_years`, `LEARNING_SCHOOL` on a row of `enrolments`.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from ok_api.foundation.clock import AMSTERDAM
from ok_api.rules.learning import GUIDANCE_KINDS, STUDY_DAY_KINDS, TAKING_PART
from ok_api.rules.words import (
    EnrolmentStatus,
    EvaluationStatus,
    SessionKind,
    SessionMode,
    SessionStatus,
    Term,
)
from ok_api.tables import (
    Attendance,
    Enrolment,
    Evaluation,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    Session,
)

TRAINING = (
    SessionKind.TRAINING_5D,
    SessionKind.TRAINING_TRAIN_THE_TRAINER,
    SessionKind.NETWORK_MEETING,
)
WORK_SESSIONS = (
    SessionKind.INTAKE_CONVERSATION,
    SessionKind.WORK_SESSION,
    SessionKind.PROGRESS_MEETING,
    SessionKind.EVALUATION_CONVERSATION,
)
"""The brochure counts the team's own intake, progress and evaluation talks as guided sessions."""

RECEIVING = (*TAKING_PART, EnrolmentStatus.WITHDRAWN)
"""What a school received stays visible once it has left; one that is still coming has received
nothing."""

_Bool = ColumnElement[bool]
_DAYS = Session.dagdelen / 2
_DAGDELEN = Session.dagdelen
_DAY = cast(func.timezone(AMSTERDAM.key, Session.starts_at), Date)
EACH = literal_column("1", Integer)


def is_among(column: Any, words: Collection[Term]) -> ColumnElement[bool]:
    """As one bound list, where `IN` could not be compiled ahead of its values."""
    listed = literal(sorted(word.value for word in words), ARRAY(Text))
    found: ColumnElement[bool] = type_coerce(column, Text) == func.any(listed)
    return found


def members(**told: Any) -> ColumnElement[Any]:
    """A JSON object with these members."""
    parts: list[Any] = []
    for name, value in told.items():
        parts += [literal_column(f"'{name}'"), value]
    return func.json_build_object(*parts)


def total(amount: Any, condition: _Bool) -> ColumnElement[Any]:
    summed = func.sum(amount).filter(condition)
    return func.trim_scale(cast(func.coalesce(summed, 0), Numeric))


def tally(
    amount: Any, condition: _Bool, *, done: _Bool, planned: _Bool, day: Any
) -> ColumnElement[Any]:
    """What was done, and each amount that is planned with its day; `counting` splits those."""
    ahead = func.json_build_array(day, func.trim_scale(cast(amount, Numeric)))
    return members(
        done=total(amount, and_(condition, done)),
        planned=func.json_agg(ahead).filter(and_(condition, planned)),
    )


ENDING = aliased(Participation)
"""The participation of what is counted, joined for its last day."""


def before_the_end(day: Any) -> _Bool:
    """Nothing after the day on which its participation ended counts."""
    return or_(ENDING.ended_on.is_(None), day <= ENDING.ended_on)


def _of_kind(kinds: Collection[SessionKind]) -> _Bool:
    return is_among(Session.kind, kinds)


_PLANNED = Session.status == SessionStatus.PLANNED
_HELD = Session.status == SessionStatus.HELD


def _of_team(amount: Any, *kinds: SessionKind) -> ColumnElement[Any]:
    return tally(amount, _of_kind(kinds), done=_HELD, planned=_PLANNED, day=_DAY)


_guided = and_(_of_kind(WORK_SESSIONS), Session.learning_trajectory_id.is_(None))
_own_sessions = tally(EACH, _guided, done=_HELD, planned=_PLANNED, day=_DAY)
_at_school = func.json_agg(func.json_build_array(_DAY, Session.status)).filter(
    and_(
        _guided,
        Session.mode == SessionMode.AT_SCHOOL,
        is_among(Session.status, (SessionStatus.HELD, SessionStatus.PLANNED)),
    )
)
_masterclasses = tally(
    _DAYS,
    and_(_of_kind((SessionKind.MASTERCLASS,)), Session.learning_trajectory_id.is_(None)),
    done=_HELD,
    planned=_PLANNED,
    day=_DAY,
)
"""Those that the team itself follows; its trajectory's are for its learning schools."""
_training = members(
    **{kind.value: _of_team(_DAYS, kind) for kind in TRAINING},
    **{SessionKind.MASTERCLASS.value: _masterclasses},
)
TEAM = (
    select(
        members(
            training=_training,
            workSessions=_own_sessions,
            workSessionsAtSchool=_at_school,
            intervision=_of_team(_DAGDELEN, SessionKind.INTERVISION),
            coaching=_of_team(_DAGDELEN, SessionKind.COACHING_ON_THE_JOB),
            aspirantGuidance=_of_team(EACH, SessionKind.ASPIRANT_GUIDANCE),
        )
    )
    .select_from(Session)
    .join(ENDING, ENDING.id == Session.participation_id)
    .where(
        Session.participation_id == ProgrammeYear.participation_id,
        Session.school_year == ProgrammeYear.school_year,
        before_the_end(_DAY),
    )
    .correlate(ProgrammeYear)
    .scalar_subquery()
)

_trajectory = aliased(LearningTrajectory)
_attended = and_(_HELD, func.coalesce(Attendance.present, Session.enrolment_id.is_not(None)))
"""A school's own session counts once held, a shared one for who is known to have been there."""


def _of_school(amount: Any, kinds: Collection[SessionKind]) -> ColumnElement[Any]:
    return tally(amount, _of_kind(kinds), done=_attended, planned=_PLANNED, day=_DAY)


def _had(kind: SessionKind) -> ColumnElement[Any]:
    return func.coalesce(func.bool_or(and_(Session.kind == kind, _attended)), false())


_evaluated_on_paper = (
    exists()
    .where(Evaluation.enrolment_id == Enrolment.id, Evaluation.status == EvaluationStatus.COMPLETED)
    .correlate(Enrolment)
)

LEARNING_SCHOOL = (
    select(
        members(
            establishmentCode=Enrolment.establishment_code,
            studyDays=_of_school(_DAYS, STUDY_DAY_KINDS),
            guidanceMoments=_of_school(EACH, GUIDANCE_KINDS),
            startConversation=_had(SessionKind.START_CONVERSATION),
            evaluated=or_(_had(SessionKind.EVALUATION_CONVERSATION), _evaluated_on_paper),
        )
    )
    .select_from(Session)
    .join(ENDING, ENDING.id == Session.participation_id)
    .join(
        _trajectory,
        and_(
            _trajectory.id == Session.learning_trajectory_id,
            _trajectory.school_year == Session.school_year,
        ),
    )
    .outerjoin(
        Attendance,
        and_(Attendance.session_id == Session.id, Attendance.enrolment_id == Enrolment.id),
    )
    .where(
        Session.learning_trajectory_id == Enrolment.learning_trajectory_id,
        or_(Session.enrolment_id.is_(None), Session.enrolment_id == Enrolment.id),
        is_among(Enrolment.status, RECEIVING),
        before_the_end(_DAY),
    )
    .correlate(Enrolment)
    .scalar_subquery()
)
