"""Documents told before, told again while their version stands.

Making JSON of a wide row costs PostgreSQL more than finding it. An ETag names a document to the
byte, and its moment says that it is that version and no other of the same number. So a page asks
for keys and stamps, and only then for the documents not known yet.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg
from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, cast, func, select

from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import Compiled

LIMIT = 20_000


class Fetching(Protocol):
    """The pool, or one connection of it."""

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]: ...


class Memory:
    """The documents of one projection by key, each with its stamp; emptied when there are too many.

    For rows that everyone sees alike: with private members the ETag would not name the document.
    """

    def __init__(self, projection: Projection) -> None:
        if projection.private or len(projection.keys) != 1:
            raise TypeError(f"{projection.model.__name__} cannot be remembered")
        self._projection = projection
        self._documents: dict[str, tuple[str, str]] = {}
        self._compiled = Compiled()

    async def tell(
        self, pool: Fetching, actor: Actor, asked: Sequence[tuple[str, str]]
    ) -> list[str]:
        """The documents of these keys and stamps, in order; one that went away is left out."""
        remembered = {key: self._documents.get(key, ("", "")) for key, _ in asked}
        known = {key: remembered[key][1] for key, stamp in asked if remembered[key][0] == stamp}
        unknown = [key for key, _ in asked if key not in known]
        if unknown:
            known |= await self._learn(pool, actor, unknown)
        return [known[key] for key, _ in asked if key in known]

    async def _learn(self, pool: Fetching, actor: Actor, keys: list[str]) -> dict[str, str]:
        query = self._compiled.get(actor.roles, lambda: self._select(actor))
        values = {**actor_values(actor), "unknown": keys}
        rows = await pool.fetch(query.sql, *query.arguments(values))
        if len(self._documents) + len(keys) > LIMIT:
            self._documents.clear()
        self._documents.update((row["key"], (row["stamp"], row["document"])) for row in rows)
        return {row["key"]: row["document"] for row in rows}

    def _select(self, actor: Actor) -> Select[Any]:
        projection, key = self._projection, self._projection.keys[0]
        unknown = cast(bindparam("unknown", type_=ARRAY(Text)), ARRAY(key.type))
        columns: list[ColumnElement[Any]] = [
            cast(key, Text).label("key"),
            projection.stamp.label("stamp"),
            projection.document(projection.scope.persons(actor)).label("document"),
        ]
        found = select(*columns).select_from(projection.source)
        return found.where(projection.scope.condition(actor), key == func.any(unknown))
