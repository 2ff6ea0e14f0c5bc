"""The facts of one programme year, counted by PostgreSQL in one expression.

`FACTS` hangs on a row of `programme_years`: whatever select has such a row can tell its facts. They
are written as `rules.recorded` reads them.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from ok_api.programme.participation.facts.queries_sessions import (
    EACH,
    ENDING,
    LEARNING_SCHOOL,
    TEAM,
    before_the_end,
    is_among,
    members,
    tally,
    total,
)
from ok_api.programme.participation.facts.queries_ties import ties
from ok_api.rules.learning import TAKING_PART
from ok_api.rules.words import (
    ActivityStatus,
    EnrolmentStatus,
    EvaluationStatus,
    TrajectoryStatus,
)
from ok_api.tables import (
    Enrolment,
    Evaluation,
    ExpertAssignment,
    GoNoGoDecision,
    KnowledgeActivity,
    LearningTrajectory,
    PlanEntry,
    ProgrammeYear,
)

_Bool = ColumnElement[bool]

TRANSFERABLE = (
    TrajectoryStatus.READY,
    TrajectoryStatus.OPEN,
    TrajectoryStatus.RUNNING,
    TrajectoryStatus.COMPLETED,
)
GONE = (EnrolmentStatus.REJECTED, EnrolmentStatus.WITHDRAWN)


def school_select(enrolment_id: UUID) -> Select[Any]:
    return select(cast(LEARNING_SCHOOL, Text)).where(Enrolment.id == enrolment_id)


_of_year = and_(
    LearningTrajectory.participation_id == ProgrammeYear.participation_id,
    LearningTrajectory.school_year == ProgrammeYear.school_year,
)
_last = func.substr(ProgrammeYear.school_year, 6, 4)
_next_year = func.concat(_last, "-", cast(_last, Integer) + 1)
_of_next_year = and_(
    LearningTrajectory.participation_id == ProgrammeYear.participation_id,
    LearningTrajectory.school_year == _next_year,
)


def _enrolments(told: Any, *conditions: _Bool) -> ColumnElement[Any]:
    return (
        select(told)
        .select_from(Enrolment)
        .join(LearningTrajectory, LearningTrajectory.id == Enrolment.learning_trajectory_id)
        .where(*conditions)
        .correlate(ProgrammeYear)
        .scalar_subquery()
    )


_earlier, _earlier_trajectory = aliased(Enrolment), aliased(LearningTrajectory)
_guided_before = (
    exists()
    .where(
        _earlier.learning_trajectory_id == _earlier_trajectory.id,
        _earlier_trajectory.participation_id == ProgrammeYear.participation_id,
        _earlier_trajectory.school_year <= ProgrammeYear.school_year,
        _earlier.establishment_code == Enrolment.establishment_code,
        is_among(_earlier.status, TAKING_PART),
    )
    .correlate(ProgrammeYear, Enrolment)
)
_coming = (_of_next_year, not_(is_among(Enrolment.status, GONE)), not_(_guided_before))
"""New schools are recruited: one that was guided before is no recruit."""
_agreed = or_(Enrolment.agreed_on.is_not(None), is_among(Enrolment.status, TAKING_PART))
_recruited = and_(_agreed, Enrolment.intake_held_on.is_not(None))
_schools = func.count(Enrolment.establishment_code.distinct())


def _found(*conditions: _Bool) -> ColumnElement[bool]:
    return exists().where(*conditions).correlate(ProgrammeYear)


_ready = _found(or_(_of_year, _of_next_year), is_among(LearningTrajectory.status, TRANSFERABLE))
_planned_days = (
    select(total(PlanEntry.days, PlanEntry.days > 0))
    .where(PlanEntry.programme_year_id == ProgrammeYear.id)
    .correlate(ProgrammeYear)
    .scalar_subquery()
)
_experts = (
    select(
        func.json_agg(
            aggregate_order_by(
                members(
                    role=ExpertAssignment.role,
                    fromOn=ExpertAssignment.from_on,
                    untilOn=ExpertAssignment.until_on,
                ),
                ExpertAssignment.id,
            )
        )
    )
    .where(
        ExpertAssignment.participation_id == ProgrammeYear.participation_id,
        ExpertAssignment.school_year == ProgrammeYear.school_year,
    )
    .correlate(ProgrammeYear)
    .scalar_subquery()
)
_activities = (
    select(
        tally(
            EACH,
            KnowledgeActivity.school_year == ProgrammeYear.school_year,
            done=KnowledgeActivity.status == ActivityStatus.HELD,
            planned=KnowledgeActivity.status == ActivityStatus.PLANNED,
            day=KnowledgeActivity.held_on,
        )
    )
    .join(ENDING, ENDING.id == KnowledgeActivity.participation_id)
    .where(
        KnowledgeActivity.participation_id == ProgrammeYear.participation_id,
        before_the_end(KnowledgeActivity.held_on),
    )
    .correlate(ProgrammeYear)
    .scalar_subquery()
)

_tied = ties(Evaluation.evaluator_establishment_codes)
_evaluation = (
    select(
        members(
            complete=Evaluation.status == EvaluationStatus.COMPLETED,
            conclusion=case(
                (Evaluation.status == EvaluationStatus.COMPLETED, Evaluation.conclusion)
            ),
            evaluatorIndependent=func.cardinality(_tied) == 0,
            ties=_tied,
        )
    )
    .where(Evaluation.programme_year_id == ProgrammeYear.id)
    .correlate(ProgrammeYear)
    .scalar_subquery()
)

FACTS = members(
    phase=ProgrammeYear.phase,
    schoolYear=ProgrammeYear.school_year,
    evaluation=_evaluation,
    decided=_found(
        GoNoGoDecision.programme_year_id == ProgrammeYear.id, GoNoGoDecision.replaces_id.is_(None)
    ),
    trajectoryReady=_ready,
    grantedDays=func.trim_scale(ProgrammeYear.granted_days),
    teamPlanDays=_planned_days,
    team=TEAM,
    experts=_experts,
    recruitedForNextYear=_enrolments(_schools, *_coming, _recruited),
    agreedForNextYear=_enrolments(_schools, *_coming, _agreed),
    recruitedWithIntake=_enrolments(_schools, *_coming, _recruited),
    interestedForNextYear=_enrolments(_schools, *_coming, not_(_recruited)),
    nextYearPlanned=func.btrim(func.coalesce(ProgrammeYear.next_year_planning, "")) != "",
    learningSchools=_enrolments(
        func.json_agg(aggregate_order_by(LEARNING_SCHOOL, Enrolment.id)),
        _of_year,
        is_among(Enrolment.status, TAKING_PART),
    ),
    learningSchoolsInIntake=_enrolments(
        func.count(), _of_year, Enrolment.status == EnrolmentStatus.INTAKE
    ),
    knowledgeActivities=_activities,
)


def facts_select(programme_year_id: UUID) -> Select[Any]:
    return select(cast(FACTS, Text)).where(ProgrammeYear.id == programme_year_id)
