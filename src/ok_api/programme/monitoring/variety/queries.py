"""What the variety of a round is counted from, in one select."""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSON

from ok_api.access.scope import ROUNDS as SCOPE
from ok_api.foundation.projection import Projection
from ok_api.foundation.retelling import Retelling
from ok_api.programme.monitoring.variety.report import tell_variety
from ok_api.programme.monitoring.variety.schemas import Variety, VarietyRecord
from ok_api.rules.words import ApplicationStatus, SchoolStatus
from ok_api.tables import Application, ApplicationStep, Expertise, School, SelectionRound

SELECTED = (ApplicationStatus.INTAKE, ApplicationStatus.ACCEPTED)
REGISTERED = (ApplicationStatus.REGISTERED, ApplicationStatus.IN_SELECTION, *SELECTED)
UNKNOWN = "unknown"


def _stands_at(*statuses: ApplicationStatus) -> ColumnElement[bool]:
    standing = type_coerce(Application.status, Text)
    return or_(*(standing == status.value for status in statuses))


def _known(column: Any) -> ColumnElement[str]:
    return func.coalesce(cast(column, Text), UNKNOWN)


def _all(rows: Any) -> ColumnElement[Any]:
    listed = select(func.json_agg(rows.table_valued())).scalar_subquery()
    return func.coalesce(listed, cast(literal("[]"), JSON))


# Who registered and then left did register: the step tells.
_registered_once = exists().where(
    ApplicationStep.application_id == Application.id,
    type_coerce(ApplicationStep.to_status, Text) == ApplicationStatus.REGISTERED.value,
)

_registered = (
    select(
        Application.establishment_code.label("establishmentCode"),
        _known(School.sector).label("sector"),
        _known(School.school_type).label("schoolType"),
        _known(School.province).label("province"),
        Expertise.theme.label("theme"),
        _stands_at(*SELECTED).label("selected"),
    )
    .join(School, School.establishment_code == Application.establishment_code)
    .join(Expertise, Expertise.id == Application.expertise_id)
    .where(
        Application.selection_round_id == SelectionRound.id,
        or_(_stands_at(*REGISTERED), _registered_once),
    )
    .correlate(SelectionRound)
    .subquery("r")
)

_open = (
    select(
        _known(School.sector).label("sector"),
        _known(School.school_type).label("schoolType"),
        _known(School.province).label("province"),
    )
    .where(type_coerce(School.status, Text) == SchoolStatus.OPEN.value)
    .subquery("o")
)

_national = (
    select(*_open.c, func.count().label("count"))
    .group_by(func.grouping_sets(*_open.c))
    .subquery("n")
)

VARIETY = Projection(
    VarietyRecord,
    SelectionRound,
    link="/v1/selection-rounds/" + cast(SelectionRound.id, Text) + "/variety",
    scope=SCOPE,
    retelling=Retelling(Variety, tell_variety),
    registered=_all(_registered),
    national=_all(_national),
)
