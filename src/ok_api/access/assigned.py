"""Which school years experts and evaluators read of a participation; `scope` asks it.

An assignment is for a school year, and so is an evaluation. Whoever has or had one keeps reading up
to and including that year, and what was decided on it; of later years there is nothing for them.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from ok_api.foundation.clock import AMSTERDAM
from ok_api.tables import (
    Enrolment,
    Evaluation,
    ExpertAssignment,
    LearningTrajectory,
    ProgrammeYear,
)

Condition = ColumnElement[bool]

_FIRST_MONTH = 8
_subject = bindparam("actor_subject", type_=Text)
_today = cast(func.timezone(AMSTERDAM.key, func.now()), Date)
_year_ends_on = func.make_date(cast(func.right(ExpertAssignment.school_year, 4), Integer), 7, 31)

ASSIGNED = select(ExpertAssignment.participation_id).where(ExpertAssignment.subject == _subject)
"""Where an expert is or was attached."""

AT_WORK = ASSIGNED.where(
    or_(ExpertAssignment.until_on.is_(None), ExpertAssignment.until_on >= _today),
    _year_ends_on >= _today,
)
"""Where an expert works: up to and including the last day, and within the year that it is for.

Afterwards it plans and records nothing any more: that is for the school and the office.
"""

EVALUATED = select(Evaluation.participation_id).where(Evaluation.evaluator_subject == _subject)


def _year_of(evaluation: Any) -> ColumnElement[str]:
    year, given = aliased(ProgrammeYear), aliased(LearningTrajectory)
    followed, follower = aliased(LearningTrajectory), aliased(Enrolment)

    def one(query: Select[Any]) -> ColumnElement[Any]:
        return query.correlate(evaluation).scalar_subquery()

    return func.coalesce(
        one(select(year.school_year).where(year.id == evaluation.programme_year_id)),
        one(select(given.school_year).where(given.id == evaluation.learning_trajectory_id)),
        one(
            select(followed.school_year).where(
                followed.id == follower.learning_trajectory_id,
                follower.id == evaluation.enrolment_id,
            )
        ),
    )


EVALUATED_YEAR = _year_of(Evaluation)
"""The school year that an evaluation is about, whatever its subject."""


def assigned_since(participation_id: Any, school_year: Any) -> Condition:
    """Whether the actor is or was attached to it in that school year or a later one."""
    its = aliased(ExpertAssignment)
    found = select(1).where(
        its.subject == _subject,
        its.participation_id == participation_id,
        its.school_year >= school_year,
    )
    return found.correlate_except(its).exists()


def evaluated_since(participation_id: Any, school_year: Any) -> Condition:
    """Whether the actor evaluates it, or did, over that school year or a later one."""
    its = aliased(Evaluation)
    found = select(1).where(
        its.evaluator_subject == _subject,
        its.participation_id == participation_id,
        _year_of(its) >= school_year,
    )
    return found.correlate_except(its).exists()


def previous(school_year: Any) -> ColumnElement[str]:
    """The school year before, as it is written."""
    return _written(cast(func.left(school_year, 4), Integer) - 1)


def year_of_day(day: Any) -> ColumnElement[str]:
    """The school year that a day lies in, as it is written."""
    year = cast(extract("year", day), Integer)
    return _written(case((extract("month", day) >= _FIRST_MONTH, year), else_=year - 1))


def _written(begins: ColumnElement[int]) -> ColumnElement[str]:
    return func.concat(begins, "-", begins + 1)
