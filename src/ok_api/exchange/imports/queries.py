"""The reads of imports; what was kept in two languages is told in the reader's."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Numeric,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from ok_api.access.scope import IMPORTS
from ok_api.exchange.imports import schemas
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.rules.exchange_words import ImportStatus
from ok_api.tables import AuditRecord, Import, ImportRow, LogCommit

_language: Any = bindparam("language", type_=Text)
"""Of the reader; every read and answer binds it."""
_DONE = [ImportStatus.PLANNED.value, ImportStatus.APPLIED.value]


def _said(value: Any, name: str) -> ColumnElement[Any]:
    return func.jsonb_build_object(name, value.op("->")(name).op("->>")(_language))


def _flaws_told(flaws: Any) -> ColumnElement[Any]:
    flaw = func.jsonb_array_elements(flaws).column_valued("flaw")
    told = cast(flaw, JSONB).op("||")(_said(cast(flaw, JSONB), "message"))
    return select(func.jsonb_agg(told)).select_from(flaw).scalar_subquery()


def _problem_told(problem: Any) -> ColumnElement[Any]:
    told = problem.op("||")(_said(problem, "title")).op("||")(_said(problem, "detail"))
    errors = func.jsonb_build_object("errors", _flaws_told(problem.op("->")("errors")))
    return told.op("||")(
        case((problem.op("?")("errors"), errors), else_=func.jsonb_build_object())
    )


def _problems_told(problems: Any) -> ColumnElement[Any]:
    problem = func.jsonb_array_elements(problems).column_valued("problem")
    told = func.jsonb_agg(_problem_told(cast(problem, JSONB)))
    found = select(told).select_from(problem).correlate(ImportRow).scalar_subquery()
    return case((problems.is_not(None), found))


def _explained(problems: Any) -> ColumnElement[Any]:
    """A line for each flaw, or the sentence of a problem that has none."""
    flaw = func.jsonb_path_query(problems, '$[*] ? (!exists(@.errors)), $[*].errors[*]')
    raise AssertionError(flaw)


def _link(*more: Any) -> ColumnElement[str]:
    return func.concat("/v1/imports/", *more)


_counts = func.json_build_object(
    "rows",
    Import.row_count,
    "created",
    Import.created_count,
    "updated",
    Import.updated_count,
    "unchanged",
    Import.unchanged_count,
    "absent",
    Import.absent_count,
    "refused",
    Import.refused_count,
)
