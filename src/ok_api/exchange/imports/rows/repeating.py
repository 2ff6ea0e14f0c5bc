"""What a file names twice: which of the two was meant is for its sender to say."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ok_api.exchange.imports.rows.finding import ID
from ok_api.exchange.imports.rows.taking import RowKind
from ok_api.exchange.imports.sent import SentRow
from ok_api.foundation.errors import Flaw
from ok_api.rules.text import Text

TWICE = Text(
    "Dit staat al op regel {first}; die rij geldt.",
    "This is already on line {first}; that row counts.",
)


def once_each(kind: RowKind, rows: Iterable[SentRow]) -> Iterator[SentRow]:
    """All rows, with a flaw on those that name what an earlier one names.

    Of each row no more than two numbers are kept.
    """
    lines: dict[int, int] = {}
    for row in rows:
        named = tuple(str(row.values.get(column) or "") for column in _names(kind, row))
        first = lines.setdefault(hash(named), row.line) if any(named) else row.line
        yield row if first == row.line else _again(kind, row, first)


def _names(kind: RowKind, row: SentRow) -> tuple[str, ...]:
    """By its id one thing has one name; two that were called alike in turn are not one."""
    return (ID,) if kind.named_by and row.values.get(ID) else kind.named_by


def _again(kind: RowKind, row: SentRow, first: int) -> SentRow:
    column = next(name for name in reversed(_names(kind, row)) if row.values.get(name))
    flaw = Flaw("body", f"/{column}", "twice", TWICE.format(first=first))
    return replace(row, flaws=(*row.flaws, flaw))
