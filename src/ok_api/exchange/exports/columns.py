"""One declaration per file: its select, header, dictionary and schema all follow from it.

Only what is declared leaves: a column that a table gets later stays at home until somebody
declares it here, and a declaration can only be one of the kinds below. None of them is free text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, bindparam, cast, func, select, true

from ok_api.exchange.exports.pseudonyms import Kind, Pseudonyms, pattern
from ok_api.foundation.identity import Actor
from ok_api.foundation.projection import RowScope
from ok_api.rules.numbers import tidy
from ok_api.rules.text import Text as Bilingual
from ok_api.rules.words import Role, Term

RESEARCHER = Actor("programme export", frozenset({Role.RESEARCH.value}))
"""Whoever asks for it: the export holds what the research role may read, and nothing else."""
SCHOOL_YEAR = "^[0-9]{4}-[0-9]{4}$"
Words = Mapping[str, Bilingual]


@dataclass(frozen=True)
class Column:
    """One column of one file; `optional` is whether a cell may be empty."""

    name: str
    type: str
    expression: ColumnElement[Any]
    about: Bilingual
    tell: Callable[[Any], str] = str
    optional: bool = False
    unit: str | None = None
    rules: tuple[str, ...] = ()
    words: Words = field(default_factory=dict)
    pattern: str | None = None
    minimum: int | None = None
    kind: Kind | None = None
    refers_to: str | None = None

    def teller(self, pseudonyms: Pseudonyms) -> Callable[[Any], str]:
        """Makes a cell of a value; what is not there is an empty cell."""
        kind, tell = self.kind, self.tell
        if kind is not None:
            return lambda value: "" if value is None else pseudonyms.of(kind, value)
        return lambda value: "" if value is None else tell(value)


@dataclass(frozen=True)
class File:
    """One table of the export; `key` names the columns that tell its rows apart."""

    name: str
    title: Bilingual
    source: FromClause
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    where: ColumnElement[bool] = field(default_factory=true)
    scope: RowScope | None = None

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def select(self) -> Select[Any]:
        """In an order drawn from the key: identities and codes are in order of time and name."""
        keys = [cast(c.expression, Text) for c in self.columns if c.name in self.key]
        order = func.md5(func.concat_ws(" ", bindparam("shuffle", type_=Text), *keys))
        seen = true() if self.scope is None else self.scope.condition(RESEARCHER)
        return (
            select(*(column.expression.label(column.name) for column in self.columns))
            .select_from(self.source)
            .where(seen, self.where)
            .order_by(order)
        )


def pseudonym(name: str, kind: Kind, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    about = Bilingual(nl, en)
    return Column(name, "string", expression, about, kind=kind, pattern=pattern(kind), **rest)


def code(name: str, words: Words, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    """A word of a closed list."""
    return Column(name, "string", expression, Bilingual(nl, en), words=words, **rest)


def word(
    name: str, vocabulary: type[Term], expression: Any, nl: str, en: str, **rest: Any
) -> Column:
    return code(name, {term.value: term.meaning for term in vocabulary}, expression, nl, en, **rest)


def day(name: str, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    about = Bilingual(nl, en)
    return Column(name, "date", expression, about, tell=date.isoformat, **rest)


def month(name: str, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    told = func.to_char(expression, "YYYY-MM")
    return Column(name, "yearmonth", told, Bilingual(nl, en), **rest)


def school_year(expression: Any, nl: str, en: str, **rest: Any) -> Column:
    name, about = rest.pop("name", "school_year"), Bilingual(nl, en)
    return Column(name, "string", expression, about, pattern=SCHOOL_YEAR, **rest)


def flag(name: str, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    about = Bilingual(nl, en)
    return Column(name, "boolean", expression, about, tell=lambda yes: str(yes).lower(), **rest)


def count(name: str, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    return Column(name, "integer", expression, Bilingual(nl, en), minimum=0, **rest)


def number(name: str, expression: Any, nl: str, en: str, **rest: Any) -> Column:
    """An exact decimal; `tell` may still have to work it out."""
    tell = rest.pop("tell", exactly)
    return Column(name, "number", expression, Bilingual(nl, en), tell=tell, **rest)


def exactly(value: Decimal | int) -> str:
    return format(tidy(Decimal(value)), "f")
