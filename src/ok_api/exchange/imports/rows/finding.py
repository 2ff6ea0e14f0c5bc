"""What a row names in words, looked up among what its sender may see."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import DeclarativeBase

from ok_api.access.scope import Scope
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Body
from ok_api.rules.text import Text
from ok_api.tables.base import Identified

ID = "id"


class RowKey(Body):
    """What a row may name itself by, instead of by its other names."""

    id: UUID | None = Field(None, description="By its own id, as an export gives it.")


_Table = TypeVar("_Table", bound=Identified)


async def by_id(
    acting: Acting, reading: Reading, table: type[_Table], scope: Scope, key: type[RowKey]
) -> _Table | None:
    """What `id` names. A flaw when that is nothing, and of each other name of `key` that is not its
    own; titles and the like are not looked at, since they may have changed after the export.
    """
    sent = reading.part(key)
    if sent is None:
        return None
    actor = acting.work.actor
    wanted = select(table).where(scope.condition(actor), table.id == sent.id)
    found = await acting.work.session.scalar(wanted, actor_values(actor))
    if found is None:
        reading.refuse(ID, "unknown", _UNKNOWN)
        return None
    for name, value in sent:
        if value is not None and value != getattr(found, name):
            reading.refuse(str(key.model_fields[name].alias), "other_id", _OTHER_ID)
    return found


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
_OTHER_ID = Text(
    "Het kenmerk van deze rij hoort bij iets anders.",
    "The id of this row belongs to something else.",
)
_AMBIGUOUS = Text(
    "Er is er meer dan één die zo heet; noem het kenmerk.",
    "There is more than one of that name; give the id.",
)
