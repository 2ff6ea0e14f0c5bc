"""What a row names in words, looked up among what its sender may see."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import DeclarativeBase

from ok_api.access.scope import Scope
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.foundation.identity import actor_values
from ok_api.rules.text import Text


async def only_one(
    acting: Acting,
    reading: Reading,
    column: str,
    table: type[DeclarativeBase],
    scope: Scope,
    where: Callable[[], Iterable[ColumnElement[bool]]],
    named: Hashable,
) -> UUID | None:
    """The one row that is meant; a flaw of `column` when there is none, or more than one."""

    async def find() -> list[UUID]:
        wanted = select(table.id).where(scope.condition(acting.work.actor), *where()).limit(2)  # type: ignore[attr-defined]
        found = await acting.work.session.scalars(wanted, actor_values(acting.work.actor))
        return list(found)

    found = await acting.once((table.__tablename__, named), find)
    if len(found) == 1:
        return found[0]
    if found:
        reading.refuse(column, "ambiguous", _AMBIGUOUS)
    else:
        reading.refuse(column, "unknown", _UNKNOWN)
    return None


async def only_called(
    acting: Acting,
    reading: Reading,
    column: str,
    table: type[DeclarativeBase],
    scope: Scope,
    meant: Mapping[Any, Hashable | None],
) -> UUID | None:
    """The same by the values of its own columns, as far as the row gives them."""

    def where() -> list[ColumnElement[bool]]:
        return [column == value for column, value in meant.items() if value is not None]

    return await only_one(acting, reading, column, table, scope, where, tuple(meant.values()))


_UNKNOWN = Text(
    "Dit is niet gevonden, of het is niet voor u.", "This was not found, or it is not for you."
)
_AMBIGUOUS = Text(
    "Er is er meer dan één die zo heet; noem het id.",
    "There is more than one of that name; give the id.",
)
