"""Selects that are compiled once and run on the raw pool, with the conditions lists filter by."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import Select

Filter = Callable[[str], ColumnElement[bool]]
"""Makes the condition of one query key; the key is also the name of the bound value."""

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Query:
    """SQL text with the names of its arguments, in order."""

    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[name] if name in values else self.constants[name] for name in self.names]


class Compiled:
    """Selects compiled once per variant. Callers choose variants, so the oldest are forgotten."""

    def __init__(self, limit: int = 500) -> None:
        self._limit = limit
        self._queries: dict[Hashable, Query] = {}

    def get(self, variant: Hashable, make: Callable[[], Select[Any]]) -> Query:
        known = self._queries.get(variant)
        if known is None:
            if len(self._queries) >= self._limit:
                del self._queries[next(iter(self._queries))]
            known = self._queries[variant] = compile_query(make())
        return known


def compile_query(select: Select[Any]) -> Query:
    compiled = select.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    positions = compiled.positiontup or ()
    return Query(str(compiled), tuple(positions), dict(compiled.params))


def utc(moment: ColumnElement[Any] | Any) -> ColumnElement[Any]:
    """A moment as it is written in JSON: `2026-09-01T07:30:00Z`.

    PostgreSQL would write the offset of the session's zone; many clients take only the `Z`.
    """
    bare = func.to_json(func.timezone("UTC", moment))
    return bare.op("#>>")(literal_column("'{}'::text[]")).op("||")(literal_column("'Z'"))


def among(column: ColumnElement[Any] | Any) -> Filter:
    """The value is one of those asked for (the key may be repeated)."""
    return lambda name: type_coerce(column, Text) == func.any(bindparam(name, type_=ARRAY(Text)))


def overlapping(column: Any) -> Filter:
    """The row's own list shares a value with those asked for."""
    return lambda name: column.bool_op("&&")(bindparam(name, type_=ARRAY(Text)))


def identical(column: Any) -> Filter:
    return lambda name: column == bindparam(name, type_=column.type)


def flagged(condition: ColumnElement[bool] | Any) -> Filter:
    return lambda name: condition == bindparam(name, type_=Boolean)


def from_day(column: Any) -> Filter:
    """From the first moment of that day, which for a time is a day in the Netherlands."""
    return lambda name: column >= _start(column, name)


def until_day(column: Any) -> Filter:
    """Until the last moment of that day; the column stands bare, so that an index serves it."""
    return lambda name: column < _start(column, name, days_later=1)


def _start(column: Any, name: str, days_later: int = 0) -> ColumnElement[Any]:
    day = bindparam(name, type_=Date) + days_later
    if isinstance(column.type, Date):
        return cast(day, Date)
    return func.timezone("Europe/Amsterdam", cast(day, DateTime(timezone=False)))


def searched(table: Any) -> Filter:
    """Dutch words by their stem, or anything much like it: accents folded, typos forgiven."""

    def condition(name: str) -> ColumnElement[bool]:
        asked = func.ok_fold(bindparam(name, type_=Text))
        words = func.websearch_to_tsquery("dutch", asked)
        like = asked.bool_op("<%")(table.search_text)
        return or_(table.search_vector.bool_op("@@")(words), like)

    return condition
