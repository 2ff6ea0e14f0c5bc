"""What the rules of selection need to know of an application: one select each."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON

from ok_api.access.scope import APPLICATIONS as SCOPE
from ok_api.foundation.projection import Projection
from ok_api.foundation.retelling import Retelling
from ok_api.programme.selection.applications.schemas import ApplicationTerms
from ok_api.programme.selection.counts import ACCEPTED_COUNT
from ok_api.programme.selection.facts import ApplicationRecord, TermsRecord
from ok_api.programme.selection.standing import tell_terms, tell_transitions
from ok_api.programme.selection.steps.schemas import ApplicationTransitions
from ok_api.rules.words import ApplicationStatus, EnrolmentStatus, Phase, ProgrammeRole
from ok_api.tables import (
    Application,
    ApplicationStep,
    Conversation,
    Criterion,
    Document,
    Enrolment,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
    SelectionRound,
)

LINK = "/v1/applications/" + cast(Application.id, Text)
DECIDED = (ApplicationStatus.ACCEPTED.value, ApplicationStatus.REJECTED.value)
TAKING_PART = (EnrolmentStatus.ENROLLED.value, EnrolmentStatus.COMPLETED.value)
SOURCE = Application.__table__.join(
    SelectionRound.__table__, SelectionRound.id == Application.selection_round_id
).join(School.__table__, School.establishment_code == Application.establishment_code)


def _word(column: Any) -> ColumnElement[str]:
    return type_coerce(column, Text)


def _one_of(column: Any, *values: str) -> ColumnElement[bool]:
    return or_(false(), *(_word(column) == value for value in values))


def _kinds(table: type[Conversation] | type[Document]) -> ColumnElement[Any]:
    """Which kinds there are, each once."""
    found = select(func.array_agg(cast(table.kind, Text).distinct()))
    of_this = found.where(table.application_id == Application.id).correlate(Application)
    return _or_none(of_this.scalar_subquery())


def _or_none(found: Any) -> ColumnElement[Any]:
    return func.coalesce(found, cast(literal("{}"), ARRAY(Text)))


_judgements = (
    select(func.json_object_agg(_word(Criterion.criterion), _word(Criterion.judgement)))
    .where(Criterion.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)

_last_day_of_year = func.make_date(
    cast(func.right(SelectionRound.school_year, 4), Integer), literal(7), literal(31)
)

# An aspirant that goes on is an expertise school in a later year, also while that year has not
# been granted yet.
_role = case(
    (_word(ProgrammeYear.phase) == Phase.ASPIRANT.value, ProgrammeRole.ASPIRANT.value),
    (ProgrammeYear.id.is_not(None), ProgrammeRole.EXPERTISE_SCHOOL.value),
    (Participation.school_year < SelectionRound.school_year, ProgrammeRole.EXPERTISE_SCHOOL.value),
    (_word(Participation.phase) == Phase.ASPIRANT.value, ProgrammeRole.ASPIRANT.value),
    else_=ProgrammeRole.EXPERTISE_SCHOOL.value,
)

_transferring = (
    select(_role.label("role"))
    .select_from(Participation)
    .outerjoin(
        ProgrammeYear,
        (ProgrammeYear.participation_id == Participation.id)
        & (ProgrammeYear.school_year == SelectionRound.school_year),
    )
    .where(
        Participation.establishment_code == Application.establishment_code,
        Participation.application_id != Application.id,
        _word(Participation.phase) != Phase.ENDED.value,
        Participation.started_on <= _last_day_of_year,
    )
    .correlate(Application, SelectionRound)
)

_learning = (
    select(literal(ProgrammeRole.LEARNING_SCHOOL.value).label("role"))
    .select_from(Enrolment)
    .join(LearningTrajectory, LearningTrajectory.id == Enrolment.learning_trajectory_id)
    .where(
        Enrolment.establishment_code == Application.establishment_code,
        _one_of(Enrolment.status, *TAKING_PART),
        LearningTrajectory.school_year == SelectionRound.school_year,
    )
    .correlate(Application, SelectionRound)
)

_held = union(_transferring, _learning).subquery("held")


def _last_step(*where: ColumnElement[bool]) -> ColumnElement[Any]:
    found = select(func.max(ApplicationStep.taken_on)).where(
        ApplicationStep.application_id == Application.id, *where
    )
    return found.correlate(Application).scalar_subquery()


def accepted_on(application_id: UUID) -> Select[date]:
    """The day on which it was accepted, if it was."""
    return select(func.max(ApplicationStep.taken_on)).where(
        ApplicationStep.application_id == application_id,
        _one_of(ApplicationStep.to_status, ApplicationStatus.ACCEPTED.value),
    )


TRANSITIONS = Projection(
    ApplicationRecord,
    Application,
    link=LINK + "/transitions",
    scope=SCOPE,
    source=SOURCE,
    retelling=Retelling(ApplicationTransitions, tell_transitions),
    school_year=SelectionRound.school_year,
    conversations=_kinds(Conversation),
    documents=_kinds(Document),
    judgements=func.coalesce(_judgements, cast(literal("{}"), JSON)),
    roles_held=_or_none(select(func.array_agg(_held.c.role)).scalar_subquery()),
    last_step_on=_last_step(),
    places=SelectionRound.places,
    accepted=ACCEPTED_COUNT,
    location_closed_on=School.closed_on,
)

TERMS = Projection(
    TermsRecord,
    Application,
    link=LINK + "/terms",
    scope=SCOPE,
    retelling=Retelling(ApplicationTerms, tell_terms),
    decided_on=_last_step(_one_of(ApplicationStep.to_status, *DECIDED)),
)
