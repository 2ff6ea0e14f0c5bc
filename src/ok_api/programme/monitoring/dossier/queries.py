"""A dossier in one statement: each part by its own projection, within the caller's own rights."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Text, Uuid, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ok_api.access import policy
from ok_api.access.scope import PARTICIPATIONS as SCOPE
from ok_api.foundation.identity import Actor
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import Compiled, Query
from ok_api.programme.catalogue.queries import EXPERTISE
from ok_api.programme.learning.queries import (
    ENROLMENT,
    KNOWLEDGE_ACTIVITY,
    SESSION,
    TRAJECTORY,
)
from ok_api.programme.participation.experts.queries import EXPERT_ASSIGNMENT
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.programme.participation.team.queries import TEAM_MEMBER
from ok_api.programme.participation.years.queries import PROGRAMME_YEAR
from ok_api.programme.review.queries import DECISION, EVALUATION
from ok_api.programme.schools.queries import SCHOOL, SCHOOL_BOARD
from ok_api.tables import (
    Enrolment,
    Evaluation,
    ExpertAssignment,
    Expertise,
    GoNoGoDecision,
    KnowledgeActivity,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
    SchoolBoard,
    Session,
    TeamMember,
)


@dataclass(frozen=True)
class Part:
    """Rows of `projection` whose column `of` is the case's `root`; ordered when it is a list."""

    projection: Projection
    operation: str
    of: Any
    root: str = "id"
    order: tuple[Any, ...] = ()


PARTS = {
    "participation": Part(PARTICIPATION, "getParticipation", Participation.id),
    "school": Part(SCHOOL, "getSchool", School.establishment_code, "establishment_code"),
    "board": Part(SCHOOL_BOARD, "getSchoolBoard", SchoolBoard.board_number, "board_number"),
    "expertise": Part(EXPERTISE, "getExpertise", Expertise.id, "expertise_id"),
    "team": Part(
        TEAM_MEMBER,
        "listTeamMembers",
        TeamMember.participation_id,
        order=(TeamMember.joined_on, TeamMember.id),
    ),
    "experts": Part(
        EXPERT_ASSIGNMENT,
        "listExpertAssignments",
        ExpertAssignment.participation_id,
        order=(ExpertAssignment.from_on, ExpertAssignment.id),
    ),
    "programmeYears": Part(
        PROGRAMME_YEAR,
        "listProgrammeYears",
        ProgrammeYear.participation_id,
        order=(ProgrammeYear.school_year,),
    ),
    "trajectories": Part(
        TRAJECTORY,
        "listLearningTrajectories",
        LearningTrajectory.participation_id,
        order=(LearningTrajectory.school_year, LearningTrajectory.id),
    ),
    "enrolments": Part(
        ENROLMENT,
        "listEnrolments",
        LearningTrajectory.participation_id,
        order=(LearningTrajectory.school_year, Enrolment.id),
    ),
    "sessions": Part(
        SESSION,
        "listSessions",
        Session.participation_id,
        order=(Session.starts_at, Session.id),
    ),
    "knowledgeActivities": Part(
        KNOWLEDGE_ACTIVITY,
        "listKnowledgeActivities",
        KnowledgeActivity.participation_id,
        order=(KnowledgeActivity.held_on, KnowledgeActivity.id),
    ),
    "evaluations": Part(
        EVALUATION,
        "listEvaluations",
        Evaluation.participation_id,
        order=(Evaluation.id,),
    ),
    "decisions": Part(
        DECISION,
        "listGoNoGoDecisions",
        GoNoGoDecision.participation_id,
        order=(GoNoGoDecision.id,),
    ),
}

_compiled = Compiled()


def dossier_query(actor: Actor) -> Query:
    """One row with a document per part; none when the participation is not there for the actor."""
    return _compiled.get(actor.roles, lambda: _select(actor))


def _select(actor: Actor) -> Select[Any]:
    root = (
        select(
            Participation.id,
            Participation.version,
            Participation.establishment_code,
            Participation.expertise_id,
            School.board_number,
        )
        .join(School, School.establishment_code == Participation.establishment_code)
        .where(
            SCOPE.condition(actor),
            Participation.id == bindparam("path_participationId", type_=Uuid),
        )
        .subquery("root")
    )
    parts = [
        cast(_told(part, root, actor), Text).label(name)
        for name, part in PARTS.items()
        if _may_list(actor, part)
    ]
    return select(root.c.version, *parts)


def _may_list(actor: Actor, part: Part) -> bool:
    allowed = policy.OPERATIONS[part.operation]
    return allowed is None or not actor.roles.isdisjoint(allowed)


def _told(part: Part, root: Subquery, actor: Actor) -> ColumnElement[Any]:
    scope, actor = part.projection.scope, policy.acting(actor, part.operation)
    document: Any = part.projection.document(scope.persons(actor))
    if part.order:
        document = func.json_agg(aggregate_order_by(document, *part.order))
    return (
        select(document)
        .select_from(part.projection.source)
        .where(scope.condition(actor), part.of == root.c[part.root])
        .correlate(root)
        .scalar_subquery()
    )
