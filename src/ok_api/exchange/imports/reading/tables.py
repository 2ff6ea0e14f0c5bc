"""Rows of cells under a header, from a text file or a sheet, and the rows they were sent as."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.sent import SentRow
from ok_api.exchange.register.reading import Lines
from ok_api.exchange.register.refusing import thousands, unreadable
from ok_api.foundation.errors import Flaw

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_NAME = 300
LONGEST_CELL = 20_000
LONGEST_ROW_ID = 200
ROW_ID = "rowId"
TITLE_ROWS = 10
"""Among so many the header is looked for."""


@dataclass(frozen=True)
class SentFile:
    rows: Iterator[SentRow]
    content: Content
    header: Sequence[str] | None = None
    """The columns, in a form that names them once for all rows."""


@dataclass(frozen=True)
class Cells:
    """One row as it stands; `flaws` are what is wrong before any cell is looked at."""

    line: int
    values: Sequence[Any]
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True)
class Table:
    """A header and the rows under it. Blank rows are left out, and do not count."""

    header: list[str]
    rows: Iterator[Cells]
    content: Content
    blank_ends: int = 0
    """Cells of the header after its last name."""
    lines: Lines | None = None
    """Of a text, which tell its encoding."""

    def with_rows(self, change: Callable[[Iterator[Cells]], Iterator[Cells]]) -> "Table":
        return replace(self, rows=change(self.rows))

    def sent(self) -> SentFile:
        """As rows with the API's members. Raises `InvalidInput` for a header that cannot be."""
        columns = Columns(self.header)
        return SentFile(counted(map(columns.row, self.rows)), self.content, columns.names)


def table_of(
    rows: Iterator[Cells], content: Content, known: Collection[str], lines: Lines | None = None
) -> Table:
    """What stands above the header, such as a title, is told of in the remarks."""
    first = list(islice(rows, TITLE_ROWS))
    at = _header_among(first, known)
    content.remarks += [_title(row.line) for row in first[:at]]
    cells = first[at].values if first else []
    header = [_name(value) for value in cells[: width(cells)]]
    below = chain(first[at + 1 :], rows)
    return Table(header, below, content, len(cells) - len(header), lines)


def _header_among(rows: Sequence[Cells], known: Collection[str]) -> int:
    """The row with most known names, if it has two or nothing else; without any the first."""

    def likeness(at: int) -> int:
        names = [name for name in map(_name, rows[at].values) if name]
        found = named(names, known)
        return found if found > 1 or found == len(names) else 0

    return max(range(len(rows)), key=likeness, default=0)


def named(names: Iterable[str], known: Collection[str]) -> int:
    """How many of them are known."""
    return sum(name in known for name in names)


def _name(value: Any) -> str:
    return "" if value is None or isinstance(value, Flaw) else " ".join(str(value).split())


def _title(line: int) -> Flaw:
    return Flaw("body", "", "above_header", flaws.ABOVE_HEADER.format(line=line))


@dataclass
class Columns:
    """Where each member stands."""

    header: Sequence[str]
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = list(self.header)
        _check(self.names)

    def row(self, cells: Cells) -> SentRow:
        found = list(cells.flaws)
        if not found and len(cells.values) > len(self.names):
            message = flaws.CELLS.format(found=len(cells.values), expected=len(self.names))
            found.append(Flaw("body", "", "cells", message))
        values: dict[str, Any] = {}
        for name, value in zip(self.names, cells.values, strict=False):
            if isinstance(value, Flaw):
                found.append(Flaw(value.where, f"/{name}", value.code, value.message))
            elif value is not None and value != "":
                found += text_flaws(f"/{name}", value) if isinstance(value, str) else ()
                values[name] = value.replace("\0", "") if isinstance(value, str) else value
        row_id, wrong = row_id_of(values)
        return SentRow(cells.line, values, row_id, (*found, *wrong))


def counted(rows: Iterator[SentRow]) -> Iterator[SentRow]:
    """Raises `InvalidInput` beyond the most rows that one file may have."""
    for count, row in enumerate(rows):
        if count == MOST_ROWS:
            raise unreadable("too_many_rows", flaws.TOO_MANY.format(most=MOST_ROWS))
        yield row


def row_id_of(values: dict[str, Any]) -> tuple[str | None, tuple[Flaw, ...]]:
    """The sender's own name for the row, taken out of its values."""
    given = values.pop(ROW_ID, None)
    if given is None:
        return None, ()
    said = str(given).strip()
    fits = isinstance(given, (str, int)) and len(said) <= LONGEST_ROW_ID and said.isprintable()
    if fits and not isinstance(given, bool):
        return said or None, ()
    message = flaws.ROW_ID.format(most=LONGEST_ROW_ID)
    return None, (Flaw("body", f"/{ROW_ID}", "row_id", message),)


def text_flaws(pointer: str, text: str) -> Iterator[Flaw]:
    if len(text) > LONGEST_CELL:
        message = flaws.LONG_CELL.format(most=thousands(LONGEST_CELL))
        yield Flaw("body", pointer, "too_long", message)
    if "\ufffd" in text:
        yield Flaw("body", pointer, "unreadable", flaws.UNREADABLE)


def plain_ends(text: str) -> str:
    """A text of several lines is kept with LF between them, whatever there was."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def width(values: Sequence[Any]) -> int:
    """Up to the last cell with something in it."""
    width = len(values)
    while width and values[width - 1] in (None, ""):
        width -= 1
    return width


def _check(names: Sequence[str]) -> None:
    if not any(names):
        raise unreadable("no_header", flaws.EMPTY)
    if len(names) > MOST_COLUMNS:
        raise unreadable("too_wide", flaws.TOO_WIDE.format(most=MOST_COLUMNS))
    seen: set[str] = set()
    for column, name in enumerate(names, 1):
        if not name:
            raise unreadable("unnamed_column", flaws.UNNAMED.format(column=column))
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise unreadable("column_name", flaws.NAME.format(column=column, most=LONGEST_NAME))
        if name in seen:
            raise unreadable("column_twice", flaws.TWICE.format(name=name[:60]))
        seen.add(name)
