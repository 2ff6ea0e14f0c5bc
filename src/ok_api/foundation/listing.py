"""Lists: filters, order and keyset pages over one projection, in one statement a page."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from ok_api.foundation.identity import Actor
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.projection import Projection, path_conditions
from ok_api.foundation.queries import Compiled, Filter
from ok_api.foundation.remembering import Fetching, Memory
from ok_api.foundation.schema import ListQuery

Meaning = Callable[[ReadPool, Any], Awaitable[None]]
"""Puts keys in the place of words in a query. Raises `InvalidInput` for what there is not."""


@dataclass(frozen=True)
class Page:
    items: str
    last_keys: list[str] | None
    """The sort keys to go on after, or `None` on the last page."""
    total: int | None


@dataclass(frozen=True)
class Variant:
    """Which variant of a list is asked for: each is compiled once."""

    roles: frozenset[str]
    filters: frozenset[str]
    sort: tuple[str, ...]
    follows: bool
    count: bool
    whole: bool


@dataclass
class Listing:
    """A list resource. `by` binds path values, `parent` must be visible or the list is not found.

    Every order ends in the primary key, so that pages neither skip nor repeat a row. `memory`
    tells documents again that it told before. `meaning` looks up what a query names in words.
    """

    projection: Projection
    query: type[ListQuery]
    sorts: Mapping[str, ColumnElement[Any] | Any]
    default_sort: tuple[str, ...]
    filters: Mapping[str, Filter] = field(default_factory=dict)
    by: Mapping[str, Any] = field(default_factory=dict)
    parent: Projection | None = None
    parent_by: Mapping[str, Any] = field(default_factory=dict)
    memory: Memory | None = None
    meaning: Meaning | None = None
    _compiled: Compiled = field(default_factory=Compiled)

    def __post_init__(self) -> None:
        declared = set(self.query.model_fields) - set(ListQuery.model_fields) - {"sort"}
        if declared != set(self.filters):
            raise TypeError(
                f"{self.query.__name__}: filters differ: {declared ^ set(self.filters)}"
            )
        unsorted = {key.removeprefix("-") for key in self.default_sort} - set(self.sorts)
        if unsorted:
            raise TypeError(f"{self.query.__name__} cannot sort by {unsorted}")

    async def fetch(
        self,
        pool: ReadPool,
        actor: Actor,
        values: Mapping[str, Any],
        query: ListQuery,
        after: Sequence[str] | None,
    ) -> Page | None:
        """One page, or `None` when the parent of a nested list is not there for this actor."""
        sql, arguments = self._ask(actor, values, query, after)
        rows = await pool.fetch(sql, *arguments)
        if self.parent is not None and not rows[0]["parent"]:
            return None
        documents = await self._documents(pool, actor, query, rows[: query.limit])
        return self._page(rows, documents, query)

    async def fetch_all(
        self,
        connection: asyncpg.pool.PoolConnectionProxy,
        actor: Actor,
        values: Mapping[str, Any],
        query: ListQuery,
        size: int,
    ) -> AsyncGenerator[list[str]]:
        """Every document, at most `size` at a time: the select of a page, only without its end.

        The first batch may be empty; there is none when the parent is not there for this actor.
        The connection must be in a transaction.
        """
        sql, arguments = self._ask(actor, values, query, None, whole=True)
        cursor = await connection.cursor(sql, *arguments)
        rows = await cursor.fetch(size)
        if self.parent is not None and not rows[0]["parent"]:
            return
        yield await self._documents(connection, actor, query, rows)
        while len(rows) == size:
            rows = await cursor.fetch(size)
            yield await self._documents(connection, actor, query, rows)

    def items(self, documents: Sequence[str]) -> str:
        """The JSON of these documents, as they are promised."""
        told, retelling = f"[{','.join(documents)}]", self.projection.retelling
        return retelling.page(told) if retelling else told

    def _ask(
        self,
        actor: Actor,
        values: Mapping[str, Any],
        query: ListQuery,
        after: Sequence[str] | None,
        *,
        whole: bool = False,
    ) -> tuple[str, list[Any]]:
        given = {name: getattr(query, name) for name in self.filters}
        used = {name: value for name, value in given.items() if value is not None}
        order, follows, count = self.order(query), after is not None, query.count and not whole
        asked = Variant(actor.roles, frozenset(used), order, follows, count, whole)
        compiled = self._compiled.get(asked, lambda: self._select(asked, actor))
        arguments = {**values, **used, "page_size": query.limit}
        arguments |= {f"after_{index}": key for index, key in enumerate(after or ())}
        return compiled.sql, compiled.arguments(arguments)

    def order(self, query: ListQuery) -> tuple[str, ...]:
        return getattr(query, "sort", None) or self.default_sort

    def _select(self, asked: Variant, actor: Actor) -> Select[Any]:
        """A row per item. What is told of the whole list rides along, even on an empty page."""
        matching = self._matching(asked, actor)
        rows = self._rows(asked, actor, matching)
        if self.parent is None and not asked.count:
            return rows
        page = rows.subquery("page")
        total = self._total(asked, matching).label("total")
        parent = self._parent_exists(actor).label("parent")
        always = select(literal_column("1")).subquery("always")
        return select(*page.columns, total, parent).select_from(
            always.outerjoin(page, literal_column("true"))
        )

    def _matching(self, asked: Variant, actor: Actor) -> list[ColumnElement[bool]]:
        chosen = [self.filters[name](name) for name in sorted(asked.filters)]
        return [self.projection.scope.condition(actor), *path_conditions(self.by), *chosen]

    def _rows(
        self, asked: Variant, actor: Actor, matching: Sequence[ColumnElement[bool]]
    ) -> Select[Any]:
        order = self._order_columns(asked.sort)
        keys = [cast(column, Text).label(f"key_{i}") for i, (column, _) in enumerate(order)]
        persons = self.projection.scope.persons(actor)
        document = self.projection.stamp if self.memory else self.projection.document(persons)
        rows = (
            select(document.label("document"), *keys)
            .select_from(self.projection.source)
            .where(*matching)
        )
        if asked.follows:
            rows = rows.where(_after(order))
        rows = rows.order_by(*(c.desc() if falling else c.asc() for c, falling in order))
        return rows if asked.whole else rows.limit(bindparam("page_size", type_=Integer) + 1)

    async def _documents(
        self, pool: Fetching, actor: Actor, query: ListQuery, rows: Sequence[asyncpg.Record]
    ) -> list[str]:
        there = [row for row in rows if row[0] is not None]
        if self.memory is None:
            return [row[0] for row in there]
        key = self._key_count(query)
        return await self.memory.tell(pool, actor, [(row[key], row[0]) for row in there])

    def _key_count(self, query: ListQuery) -> int:
        """A row is its document, or its stamp where documents are remembered, and then its keys."""
        return len(self.order(query)) + len(self.projection.keys)

    def _page(
        self, rows: Sequence[asyncpg.Record], documents: Sequence[str], query: ListQuery
    ) -> Page:
        last = rows[query.limit - 1] if len(rows) > query.limit else None
        return Page(
            self.items(documents),
            None if last is None else list(last[1 : 1 + self._key_count(query)]),
            rows[0]["total"] if query.count else None,
        )

    def _order_columns(self, sort: Sequence[str]) -> list[tuple[ColumnElement[Any], bool]]:
        chosen = [(self.sorts[key.removeprefix("-")], key.startswith("-")) for key in sort]
        falling = chosen[-1][1]
        return [*chosen, *((key, falling) for key in self.projection.keys)]

    def _total(self, asked: Variant, matching: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
        if not asked.count:
            return literal_column("NULL::bigint")
        counted = select(func.count()).select_from(self.projection.source).where(*matching)
        return counted.scalar_subquery()

    def _parent_exists(self, actor: Actor) -> ColumnElement[Any]:
        if self.parent is None:
            return true()
        visible = [self.parent.scope.condition(actor), *path_conditions(self.parent_by)]
        return exists(select(1).select_from(self.parent.source).where(*visible))


def _after(order: Sequence[tuple[ColumnElement[Any], bool]]) -> ColumnElement[bool]:
    """A row comparison when all keys go one way, so that an index serves it; else spelled out."""
    seen = [
        cast(bindparam(f"after_{index}", type_=Text), column.type)
        for index, (column, _) in enumerate(order)
    ]
    directions = {falling for _, falling in order}
    if len(directions) == 1:
        here, there = tuple_(*(column for column, _ in order)), tuple_(*seen)
        further: ColumnElement[bool] = here < there if directions == {True} else here > there
        return further
    return or_(false(), *(_beyond(order, seen, index) for index in range(len(order))))


def _beyond(
    order: Sequence[tuple[ColumnElement[Any], bool]], seen: Sequence[Any], index: int
) -> ColumnElement[bool]:
    column, falling = order[index]
    beyond: ColumnElement[bool] = column < seen[index] if falling else column > seen[index]
    for (equal, _), value in zip(order[:index], seen[:index], strict=True):
        beyond = and_(equal == value, beyond)
    return beyond
