"""Problems were kept in two languages, and are told in the reader's; PostgreSQL does it."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, case, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

_language: Any = bindparam("language", type_=Text)
"""Of the reader; every read and every answer binds it."""


def problem_told(problem: Any) -> ColumnElement[Any]:
    """One problem, as a request would have been told it."""
    told = problem.op("||")(_said(problem, "title")).op("||")(_said(problem, "detail"))
    errors = problem.op("->")("errors")
    with_errors = told.op("||")(func.jsonb_build_object("errors", flaws_told(errors)))
    return case((errors.is_not(None), with_errors), (problem.is_not(None), told))


def problems_told(problems: Any, table: Any) -> ColumnElement[Any]:
    """A list of them, in a column of that table."""
    each = _each(problems, "problem")
    told = select(func.jsonb_agg(problem_told(each.c.value))).select_from(each)
    return told.correlate(table).scalar_subquery()


def flaws_told(flaws: Any) -> ColumnElement[Any]:
    each = _each(flaws, "flaw")
    said = each.c.value.op("||")(_said(each.c.value, "message"))
    return select(func.jsonb_agg(said)).correlate_except(each).scalar_subquery()


def explained(problems: Any, table: Any) -> ColumnElement[Any]:
    """All of them in words: the flaws with their places, or else what happened."""
    problem = _each(problems, "problem")
    errors = func.coalesce(problem.c.value.op("->")("errors"), cast("[{}]", JSONB))
    flaw = func.jsonb_array_elements(errors, type_=JSONB).table_valued("value").lateral("flaw")
    value = cast(flaw.c.value, JSONB)
    said = func.coalesce(_text(value, "message"), _text(problem.c.value, "detail"))
    place = func.nullif(value.op("->>")("pointer"), "")
    words = func.string_agg(func.concat_ws(": ", place, said), " ")
    told = select(words).select_from(problem.join(flaw, _always()))
    return told.correlate(table).scalar_subquery()


def _always() -> ColumnElement[bool]:
    return cast("true", JSONB).is_not(None)


def _each(values: Any, name: str) -> FromClause:
    elements = func.jsonb_array_elements(values, type_=JSONB)
    rows = elements.table_valued("value").alias(f"{name}_row")
    return select(cast(rows.c.value, JSONB).label("value")).select_from(rows).lateral(name)


def _text(value: Any, name: str) -> ColumnElement[Any]:
    both: ColumnElement[Any] = value.op("->")(name).op("->>")(_language)
    return both


def _said(value: Any, name: str) -> ColumnElement[Any]:
    return func.jsonb_build_object(name, _text(value, name))
