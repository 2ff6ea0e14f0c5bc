"""Reads of evaluations, and what an evaluation looks up of its subject."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Date, Select, Text, cast, func, literal, select
from sqlalchemy.orm import aliased

from ok_api.access.scope import EVALUATIONS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, identical
from ok_api.programme.participation.facts.queries_ties import ties
from ok_api.programme.review.evaluations import schemas
from ok_api.rules.words import EvaluationSubject
from ok_api.tables import (
    Enrolment,
    Evaluation,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
)

_followed = aliased(LearningTrajectory, name="followed")
_school_year = func.coalesce(
    ProgrammeYear.school_year, LearningTrajectory.school_year, _followed.school_year
)
_source = (
    Evaluation.__table__.join(Participation, Participation.id == Evaluation.participation_id)
    .outerjoin(ProgrammeYear, ProgrammeYear.id == Evaluation.programme_year_id)
    .outerjoin(LearningTrajectory, LearningTrajectory.id == Evaluation.learning_trajectory_id)
    .outerjoin(Enrolment, Enrolment.id == Evaluation.enrolment_id)
    .outerjoin(_followed, _followed.id == Enrolment.learning_trajectory_id)
)
_link = "/v1/evaluations/" + cast(Evaluation.id, Text)

EVALUATION = Projection(
    schemas.Evaluation,
    Evaluation,
    link=_link,
    scope=SCOPE,
    source=_source,
    private=["evaluator_subject", "evaluator_name", "evaluator_establishment_codes"],
    establishment_code=Participation.establishment_code,
    school_year=_school_year,
    completions=_link + "/completions",
)

EVALUATIONS = Listing(
    EVALUATION,
    schemas.EvaluationQuery,
    sorts={
        "id": Evaluation.id,
        "completedOn": func.coalesce(Evaluation.completed_on, cast(literal("infinity"), Date)),
    },
    default_sort=("-id",),
    filters={
        "subject": among(Evaluation.subject),
        "status": among(Evaluation.status),
        "participation_id": identical(Evaluation.participation_id),
        "school_year": among(_school_year),
        "conclusion": among(Evaluation.conclusion),
    },
)


def evaluated_schools(evaluation: Evaluation) -> Select[str]:
    """The school that carries the participation, and the learning school of an enrolment."""
    carrying = select(Participation.establishment_code).where(
        Participation.id == evaluation.participation_id
    )
    learning = select(Enrolment.establishment_code).where(Enrolment.id == evaluation.enrolment_id)
    return select(carrying.union(learning).subquery().c.establishment_code)


def ties_of(evaluation_id: UUID, codes: list[str]) -> Select[list[str]]:
    """What joins the evaluator, who belongs to these schools, to whoever carries out."""
    return select(ties(literal(codes, ARRAY(Text)))).where(Evaluation.id == evaluation_id)


def parties(codes: Iterable[str]) -> Select[str, str, str | None]:
    """What these schools belong to: the school itself, its institution, its board."""
    return select(School.establishment_code, School.institution_code, School.board_number).where(
        School.establishment_code.in_(codes)
    )


def known_codes(codes: Iterable[str]) -> Select[str]:
    return select(School.establishment_code).where(School.establishment_code.in_(codes))


def participation_of(subject: EvaluationSubject, subject_id: UUID) -> Select[UUID]:
    """Whose work a programme year, a trajectory or an enrolment is."""
    if subject is EvaluationSubject.PROGRAMME_YEAR:
        return select(ProgrammeYear.participation_id).where(ProgrammeYear.id == subject_id)
    given = select(LearningTrajectory.participation_id)
    if subject is EvaluationSubject.TRAJECTORY:
        return given.where(LearningTrajectory.id == subject_id)
    followed = Enrolment.learning_trajectory_id == LearningTrajectory.id
    return given.join(Enrolment, followed).where(Enrolment.id == subject_id)


def school_year_of(evaluation_id: UUID) -> Select[str]:
    return select(_school_year).select_from(_source).where(Evaluation.id == evaluation_id)
