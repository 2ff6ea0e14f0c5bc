"""Where the one lives that a new one collides with: the database says that there is one."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Constraint,
    Index,
    Table,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import ColumnCollectionConstraint

from ok_api.exchange.changes.followed import FOLLOWED, Followed
from ok_api.foundation.database import Database
from ok_api.foundation.errors import DomainError
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.logging import log_failure
from ok_api.foundation.queries import compile_query
from ok_api.foundation.refusals import Collision, collision_in, from_database
from ok_api.tables.participation import ENDED

_PERIODS: Mapping[str, str] = {
    "one_expert_per_role": "daterange(from_on, until_on, '[]')",
    "one_participation_per_approach": f"daterange(started_on, {ENDED}, '[)')",
}
"""What may not overlap, as its constraint has it: the last of the values is such a period."""


async def linked(database: Database, actor: Actor, error: Exception) -> Exception:
    """The refusal with the link in it, when this caller may see the one that is there."""
    refusal = from_database(error) if isinstance(error, DBAPIError) else None
    collision = collision_in(error) if isinstance(error, DBAPIError) else None
    if refusal is None or collision is None:
        return error
    with log_failure("existing one not found"):
        return await _with_link(database, actor, refusal, collision)
    return refusal


async def _with_link(
    database: Database, actor: Actor, refusal: DomainError, collision: Collision
) -> DomainError:
    followed = FOLLOWED.get(collision.table.replace("_", "-"))
    reader = None if followed is None else followed.acting(actor)
    if followed is not None and reader is not None:
        query = compile_query(_select(followed, reader, collision))
        arguments = query.arguments(actor_values(reader))
        link = await database.reads.fetchval(query.sql, *arguments)
        refusal.members = {**refusal.members, **({"existing": link} if link else {})}
    return refusal


def _select(followed: Followed, reader: Actor, collision: Collision) -> Any:
    table = followed.table.__table__
    assert isinstance(table, Table)
    (key,) = followed.keys
    same = select(key).select_from(table).where(*_same(table, collision)).limit(1).correlate(None)
    mine = followed.scope.condition(reader)
    found = select(followed.link).select_from(followed.source)
    return found.where(mine, key == same.scalar_subquery())


def _same(table: Table, collision: Collision) -> Iterator[ColumnElement[bool]]:
    """The conditions on a row to be the one that is there.

    A text may hold what stands between two values; then the values are compared as one.
    """
    guard, values = _guard(table, collision.constraint), list(collision.values)
    columns = list(guard.columns)
    if collision.constraint in _PERIODS:
        met = cast(cast(literal(values.pop()), Text), DATERANGE)
        yield literal_column(_PERIODS[collision.constraint]).bool_op("&&")(met)
    if isinstance(guard, Index) and guard.dialect_options["postgresql"]["where"] is not None:
        yield guard.dialect_options["postgresql"]["where"]
    if len(columns) == len(values):
        yield from map(_equal, columns, values)
    else:
        texts = [func.coalesce(cast(column, Text), "null") for column in columns]
        yield func.concat_ws(", ", *texts) == ", ".join(values)


def _equal(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """As an index serves it, where the value is one that it keeps."""
    if value == "null":
        return column.is_(None)
    if column.type.python_type is UUID:
        return column == UUID(value)
    return cast(column, Text) == value


def _guard(table: Table, name: str) -> Index | ColumnCollectionConstraint:
    guards: list[Index | Constraint] = [*table.indexes, *table.constraints]
    found = next(one for one in guards if one.name == name)
    assert isinstance(found, (Index, ColumnCollectionConstraint))
    return found
