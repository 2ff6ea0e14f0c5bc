"""One declaration per resource: the schema it promises and the select that keeps the promise.

PostgreSQL builds the JSON; the bytes are passed on. A member without an expression, or an
expression without a member, stops the program at import, so the two cannot drift apart.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    inspect,
    null,
    select,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import False_, True_

from ok_api.foundation.identity import Actor
from ok_api.foundation.queries import Compiled, Query, utc
from ok_api.foundation.retelling import Retelling
from ok_api.foundation.schema import Shape

WITHOUT_PERSONS = "anonymous"


class RowScope(Protocol):
    """Decides which rows an actor sees, and of which of them it may know the persons."""

    def condition(self, actor: Actor) -> ColumnElement[bool]: ...

    def persons(self, actor: Actor) -> ColumnElement[bool]: ...


class Projection:
    """What is told of the rows of one table.

    `source` joins tables to tell from; `private` members are null for who may not know persons;
    `versions` are further counters that the ETag follows, for members of joined rows; `retelling`
    makes the answer from the document where PostgreSQL cannot build it whole.
    """

    def __init__(
        self,
        model: type[Shape],
        table: type[DeclarativeBase],
        *,
        link: ColumnElement[str],
        scope: RowScope,
        source: FromClause | None = None,
        private: Sequence[str] = (),
        versions: Sequence[Any] = (),
        retelling: Retelling | None = None,
        **expressions: Any,
    ) -> None:
        self.model = model
        self.table = table
        self.scope = scope
        self.link = link
        self.source = table.__table__ if source is None else source
        self.private = frozenset(private)
        self.retelling = retelling
        self._versions = versions
        self._expressions = {"self_link": link, **expressions}
        self._members = self._resolve()

    @property
    def promised(self) -> type[Shape]:
        """The shape of the answer."""
        return self.retelling.model if self.retelling else self.model

    def told(self, document: str, etag: str) -> tuple[str, str]:
        """The answer and its ETag, from a row of `one`."""
        return self.retelling.one(document, etag) if self.retelling else (document, etag)

    def _resolve(self) -> dict[str, ColumnElement[Any]]:
        fields = self.model.model_fields
        unknown = {*self._expressions, *self.private} - set(fields)
        if unknown:
            raise TypeError(f"{self.model.__name__} has no members {sorted(unknown)}")
        ordered = sorted(fields, key=lambda name: name != "self_link")
        members = {str(fields[name].alias): self._expression(name) for name in ordered}
        for name, member in [*members.items(), *(("a version", one) for one in self._versions)]:
            self._refuse_uncorrelated(name, member)
        return members

    def _refuse_uncorrelated(self, name: str, member: Any) -> None:
        """A subquery must say that it means the row that is told, or it reads the table anew.

        Nothing else would: a document is nested too deep for SQLAlchemy to see it by itself.
        """
        own = _tables(self.source)
        for part in visitors.iterate(_clause(member)):
            if isinstance(part, Select) and (anew := _read_anew(part, own)):
                raise TypeError(f"{self.model.__name__}: {name} must correlate {anew}")

    def _expression(self, name: str) -> ColumnElement[Any]:
        if name in self._expressions:
            found: ColumnElement[Any] = self._expressions[name]
            return found
        columns = inspect(self.table).columns
        if name not in columns:
            raise TypeError(f"{self.model.__name__}.{name} is not told from any column")
        column: ColumnElement[Any] = columns[name]
        return column

    @cached_property
    def keys(self) -> tuple[ColumnElement[Any], ...]:
        return tuple(inspect(self.table).primary_key)

    @property
    def etag(self) -> ColumnElement[str]:
        """The row's own version first: a write compares that part only."""
        own: Any = self.table.__table__.c.get("version")
        parts = ([] if own is None else [own]) + list(self._versions)
        return func.concat_ws(".", *parts) if parts else func.concat("1")

    @property
    def stamp(self) -> ColumnElement[str]:
        """The ETag and the moment: a database put back may count to the same version again."""
        return func.concat_ws("@", self.etag, self.table.__table__.c.updated_at)

    def _told_etag(self, persons: ColumnElement[bool]) -> ColumnElement[str]:
        """Another one for who may not know the persons: an ETag names what was told, to the byte.

        The mark stands last, so that the version that a write compares is the same for both.
        """
        if not self.private or isinstance(persons, True_):
            return self.etag
        if isinstance(persons, False_):
            return func.concat_ws(".", self.etag, WITHOUT_PERSONS)
        return func.concat_ws(".", self.etag, case((persons, null()), else_=WITHOUT_PERSONS))

    def columns(self, persons: ColumnElement[bool]) -> list[ColumnElement[Any]]:
        private = {str(self.model.model_fields[name].alias) for name in self.private}
        return [
            _written(_if(persons, column) if name in private else column).label(name)
            for name, column in self._members.items()
        ]

    def document(self, persons: ColumnElement[bool]) -> ColumnElement[Any]:
        """The row as JSON, to be used inside a select from `source`."""
        members = select(*self.columns(persons)).correlate(*_tables(self.source))
        row = members.subquery("d")
        return select(func.row_to_json(row.table_valued())).scalar_subquery()

    def one(self, actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
        persons = self.scope.persons(actor)
        columns: list[ColumnElement[Any]] = [
            cast(self.document(persons), Text).label("document"),
            self._told_etag(persons).label("etag"),
            self.link.label("link"),
        ]
        return select(*columns).select_from(self.source).where(*conditions)


def _if(persons: ColumnElement[bool], column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(persons, True_):
        return column
    return null() if isinstance(persons, False_) else case((persons, column))


def _written(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return utc(column) if isinstance(column.type, DateTime) else column


def _clause(member: Any) -> Any:
    return member.__clause_element__() if hasattr(member, "__clause_element__") else member


def _read_anew(subquery: Select[Any], own: Sequence[FromClause]) -> list[str]:
    """The tables of `own` that it takes from the database instead of from the row around it."""
    # SQLAlchemy tells what a select correlates nowhere else.
    named, excepted = subquery._correlate, subquery._correlate_except  # noqa: SLF001
    read = {table for source in subquery.get_final_froms() for table in _tables(source)}
    anew = read.intersection(own).difference(named)
    return sorted(str(table) for table in (anew if excepted is None else anew & {*excepted}))


def _tables(source: FromClause) -> list[FromClause]:
    joined = [getattr(source, side) for side in ("left", "right") if hasattr(source, side)]
    return [table for side in joined for table in _tables(side)] if joined else [source]


class Reads:
    """The compiled selects of one projection by key, one per kind of caller."""

    def __init__(self, projection: Projection, by: Mapping[str, Any]) -> None:
        self.projection = projection
        self.by = by
        self._compiled = Compiled()

    def query(self, actor: Actor) -> Query:
        return self._compiled.get(actor.roles, lambda: self._select(actor))

    def _select(self, actor: Actor) -> Select[Any]:
        scope = self.projection.scope
        conditions = (scope.condition(actor), *path_conditions(self.by))
        return self.projection.one(actor, *conditions)


def path_conditions(by: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [column == bindparam(f"path_{name}", type_=column.type) for name, column in by.items()]
