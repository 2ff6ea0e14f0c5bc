"""What joins an evaluator to whoever carries out what is evaluated (R-DEC-2).

`ties` hangs on a row of `evaluations`. A tie counts in the school year that is evaluated, and on
the day of evaluating: the day it was completed, or today.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from ok_api.access.assigned import EVALUATED_YEAR
from ok_api.foundation.clock import AMSTERDAM
from ok_api.programme.participation.facts.queries_sessions import is_among
from ok_api.rules.words import (
    EnrolmentStatus,
    EvaluatorTie,
    Phase,
    SessionKind,
    SessionStatus,
    TieMark,
)
from ok_api.tables import (
    Enrolment,
    Evaluation,
    ExpertAssignment,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
    Session,
    TeamMember,
)

_Bool = ColumnElement[bool]

HAS_LEARNED = (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED, EnrolmentStatus.WITHDRAWN)
"""What a school has learned it still has when it leaves."""

_training = aliased(ProgrammeYear)
_participation = aliased(Participation)


_DAY = func.coalesce(Evaluation.completed_on, cast(func.timezone(AMSTERDAM.key, func.now()), Date))


def _begins(school_year: Any) -> ColumnElement[Any]:
    return func.make_date(cast(func.left(school_year, 4), Integer), 8, 1)


def _ends(school_year: Any) -> ColumnElement[Any]:
    return func.make_date(cast(func.right(school_year, 4), Integer), 7, 31)


def _there(first: Any, last: Any) -> _Bool:
    """In the year that is evaluated, or on the day of evaluating."""
    goes_on = last.is_(None)
    return or_(
        and_(first <= _ends(EVALUATED_YEAR), or_(goes_on, last >= _begins(EVALUATED_YEAR))),
        and_(first <= _DAY, or_(goes_on, last >= _DAY)),
    )


_in_team = and_(
    TeamMember.participation_id == Evaluation.participation_id,
    _there(TeamMember.joined_on, TeamMember.left_on),
)
_assigned = and_(
    ExpertAssignment.participation_id == Evaluation.participation_id,
    or_(
        ExpertAssignment.school_year == EVALUATED_YEAR,
        and_(
            ExpertAssignment.from_on <= _DAY,
            func.coalesce(ExpertAssignment.until_on, _ends(ExpertAssignment.school_year)) >= _DAY,
        ),
    ),
)
_learning = and_(
    Enrolment.learning_trajectory_id == LearningTrajectory.id,
    LearningTrajectory.participation_id == Evaluation.participation_id,
    is_among(Enrolment.status, HAS_LEARNED),
    or_(
        LearningTrajectory.school_year == EVALUATED_YEAR,
        _DAY.between(
            _begins(LearningTrajectory.school_year), _ends(LearningTrajectory.school_year)
        ),
    ),
)
_training_year = exists().where(
    _training.participation_id == Evaluation.participation_id,
    _training.school_year == EVALUATED_YEAR,
    _training.phase == Phase.ASPIRANT,
)


def _belong_to_one_party(codes: Any) -> _Bool:
    own, theirs = aliased(School), aliased(School)
    return and_(
        _participation.id == Evaluation.participation_id,
        own.establishment_code == _participation.establishment_code,
        theirs.establishment_code == func.any(codes),
        or_(
            theirs.institution_code == own.institution_code,
            theirs.board_number == own.board_number,
        ),
    )


def _guides_aspirants(codes: Any) -> _Bool:
    """Whom a school guides is not recorded, so it may be this aspirant."""
    return and_(
        _training_year.correlate(Evaluation),
        Session.kind == SessionKind.ASPIRANT_GUIDANCE,
        Session.status != SessionStatus.CANCELLED,
        Session.school_year == EVALUATED_YEAR,
        Session.participation_id != Evaluation.participation_id,
        Session.participation_id == _participation.id,
        _participation.establishment_code == func.any(codes),
    )


def _same(account: Any) -> _Bool:
    return func.lower(account) == func.lower(Evaluation.evaluator_subject)


def _called(name: Any) -> _Bool:
    """Case, accents and doubled blanks make no other person."""
    told, evaluator = (
        func.regexp_replace(func.btrim(func.ok_fold(each)), r"\s+", " ", "g")
        for each in (name, Evaluation.evaluator_name)
    )
    return told == evaluator


def ties(codes: Any) -> ColumnElement[Any]:
    """Each tie that there is as `tie:mark`, in one array; `codes` are the evaluator's schools."""
    found = {
        (EvaluatorTie.PARTY, TieMark.SCHOOL): _belong_to_one_party(codes),
        (EvaluatorTie.TEAM, TieMark.ACCOUNT): and_(_in_team, _same(TeamMember.email)),
        (EvaluatorTie.TEAM, TieMark.NAME): and_(_in_team, _called(TeamMember.name)),
        (EvaluatorTie.EXPERT, TieMark.ACCOUNT): and_(
            _assigned, or_(_same(ExpertAssignment.subject), _same(ExpertAssignment.email))
        ),
        (EvaluatorTie.EXPERT, TieMark.NAME): and_(_assigned, _called(ExpertAssignment.name)),
        (EvaluatorTie.LEARNING_SCHOOL, TieMark.SCHOOL): and_(
            _learning, Enrolment.establishment_code == func.any(codes)
        ),
        (EvaluatorTie.LEARNING_SCHOOL, TieMark.ACCOUNT): and_(
            _learning, _same(Enrolment.contact_email)
        ),
        (EvaluatorTie.LEARNING_SCHOOL, TieMark.NAME): and_(
            _learning, _called(Enrolment.contact_name)
        ),
        (EvaluatorTie.MENTOR, TieMark.SCHOOL): _guides_aspirants(codes),
    }
    told: Any = [
        case((exists().where(where).correlate(Evaluation), f"{tie.value}:{mark.value}"))
        for (tie, mark), where in found.items()
    ]
    return func.array_remove(array(told, type_=Text), None)
