"""Which resources other systems follow, each from the programme's own declaration of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Uuid, cast, func, inspect
from sqlalchemy.orm import DeclarativeBase

from ok_api.access import policy
from ok_api.access.scope import among_applicants, within_year
from ok_api.foundation.identity import Actor
from ok_api.foundation.projection import Projection, RowScope
from ok_api.foundation.schema import Shape
from ok_api.programme.catalogue.queries import EXPERTISE
from ok_api.programme.learning import queries as learning
from ok_api.programme.participation.experts.queries import EXPERT_ASSIGNMENT
from ok_api.programme.participation.plans.queries import TEAM_PLAN
from ok_api.programme.participation.plans.schemas import PlanLine
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.programme.participation.team.queries import TEAM_MEMBER
from ok_api.programme.participation.years.queries import PROGRAMME_YEAR
from ok_api.programme.review.queries import DECISION, EVALUATION
from ok_api.programme.schools.queries import REGION, SCHOOL, SCHOOL_BOARD
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.conversations.queries import CONVERSATION
from ok_api.programme.selection.criteria.queries import CRITERION
from ok_api.programme.selection.documents.queries import DOCUMENT
from ok_api.programme.selection.rounds.queries import ROUND
from ok_api.programme.selection.steps.queries import STEP
from ok_api.tables import AuditRecord, Criterion, PlanEntry, ProgrammeYear


@dataclass(frozen=True)
class Followed:
    """How the changes of one table are told, and to whom."""

    operation: str
    """Who may ask for this may follow it."""
    table: type[DeclarativeBase]
    source: FromClause
    scope: RowScope
    link: ColumnElement[str]
    shape: type[Shape]
    names: Mapping[str, str] = field(default_factory=dict)
    """The members that tell of a column under another name."""
    key: ColumnElement[str] | None = None
    """The key it is known by, where that is not the one of the trail."""
    removed: RowScope | None = None
    """Who is told of rows that are gone, read from their records, beside who sees all rows."""

    @property
    def resource(self) -> str:
        """As the audit trail and the paths name it."""
        return str(self.table.__tablename__).replace("_", "-")

    @property
    def keys(self) -> tuple[ColumnElement[Any], ...]:
        return tuple(inspect(self.table).primary_key)

    def acting(self, actor: Actor) -> Actor | None:
        """The actor in the roles in which it may read this resource, if there are any."""
        acts = policy.acting(actor, self.operation)
        return acts if acts.roles or policy.OPERATIONS[self.operation] is None else None

    def members(self, columns: list[str]) -> tuple[str, ...]:
        """The members of the shape that tell of these columns."""
        told = (self.names.get(column) or self._alias(column) for column in columns)
        return tuple(sorted({member for member in told if member}))

    def _alias(self, column: str) -> str | None:
        known = self.shape.model_fields.get(column)
        return None if known is None else str(known.alias)


def _told(operation: str, projection: Projection, **extra: Any) -> Followed:
    return Followed(
        operation,
        projection.table,
        projection.source,
        projection.scope,
        projection.link,
        projection.promised,
        **extra,
    )


def _parent(column: str) -> ColumnElement[Any]:
    """The parent of a row that is gone, from the record of its removal."""
    return cast(AuditRecord.before[column].astext, Uuid)


_DOCUMENTS = _told("getDocument", DOCUMENT, removed=among_applicants(_parent("application_id")))
_GRANT = dict.fromkeys(
    ("granted_school_count", "granted_fte", "granted_days", "facilitation_ruling"), "facilitation"
)
_CRITERION_KEY = func.concat_ws("/", Criterion.application_id, Criterion.criterion)
_PLAN_ENTRIES = Followed(
    "getTeamPlan",
    PlanEntry,
    PlanEntry.__table__.join(
        ProgrammeYear.__table__, ProgrammeYear.id == PlanEntry.programme_year_id
    ),
    TEAM_PLAN.scope,
    TEAM_PLAN.link,
    PlanLine,
    removed=within_year(_parent("programme_year_id")),
)

_ALL = (
    _told("getSchool", SCHOOL),
    _told("getSchoolBoard", SCHOOL_BOARD),
    _told("listRegions", REGION),
    _told("getExpertise", EXPERTISE),
    _told("getSelectionRound", ROUND),
    _told("getApplication", APPLICATION),
    _told("getApplicationStep", STEP),
    _told("getCriterion", CRITERION, key=_CRITERION_KEY),
    _told("getConversation", CONVERSATION),
    _DOCUMENTS,
    _told("getParticipation", PARTICIPATION),
    _told("getProgrammeYear", PROGRAMME_YEAR, names=_GRANT),
    _PLAN_ENTRIES,
    _told("getTeamMember", TEAM_MEMBER),
    _told("getExpertAssignment", EXPERT_ASSIGNMENT),
    _told("getLearningTrajectory", learning.TRAJECTORY),
    _told("getEnrolment", learning.ENROLMENT),
    _told("getMeasurement", learning.MEASUREMENT),
    _told("getSession", learning.SESSION),
    _told("getAttendance", learning.ATTENDANCE),
    _told("getKnowledgeActivity", learning.KNOWLEDGE_ACTIVITY),
    _told("getEvaluation", EVALUATION),
    _told("getGoNoGoDecision", DECISION),
)
FOLLOWED: Mapping[str, Followed] = {followed.resource: followed for followed in _ALL}

NOT_FOLLOWED: Mapping[str, str] = {
    "register-listings": "bookkeeping of the register's loads; what they change are schools",
    "webhook-subscriptions": "how a subscriber follows changes is no change of the programme",
    "calendar-feeds": "an address that somebody keeps, and nothing of the programme",
}
"""Recorded in the trail, and not told to other systems: why not."""


def readable(actor: Actor) -> dict[str, Actor]:
    """The resources that the actor may follow, each with the actor in its roles for it."""
    acting = ((name, followed.acting(actor)) for name, followed in FOLLOWED.items())
    return {name: acts for name, acts in acting if acts is not None}
