"""CSV: comma, semicolon or tab, in UTF-8, UTF-16 or windows-1252, or as its sender declares."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.tables import (
    TITLE_ROWS,
    Cells,
    Table,
    named,
    plain_ends,
    table_of,
    width,
)
from ok_api.exchange.register.blanks import Blanks
from ok_api.exchange.register.reading import Lines, Record, Records
from ok_api.exchange.register.refusing import unreadable
from ok_api.foundation.errors import Flaw
from ok_api.foundation.exports.cells import restored

SEPARATORS = ";,\t"
STATED = re.compile(r'"?sep=([^\w"])"?[;,\t]*\s*', re.IGNORECASE)
"""A line for spreadsheets that says which separator follows; it is no row."""


def separated(content: Content, known: Collection[str] = (), *, prose: bool = True) -> Table:
    """`known` are the names that a header may have: so it is found below a title."""
    content.stream.seek(0)
    lines = Lines(content.stream, content.charset)
    first = list(islice(lines, TITLE_ROWS))
    _check_width(first)
    stated = STATED.fullmatch(first[0]) if first else None
    separator = stated[1] if stated else _separator(first, known)
    records = Records(chain(first, lines), separator, prose=prose)
    cells = _cells(islice(records, 1 if stated else 0, None))
    table = table_of(cells, content, known, lines)
    return table.with_rows(lambda rows: _split_alike(rows, table))


def _separator(lines: Sequence[str], known: Collection[str]) -> str:
    """The one that splits a line into most names that are known; else the one that stands most in
    the first line, outside quotes.
    """

    def names(separator: str) -> int:
        split = ([cell.strip(' "\r\n') for cell in line.split(separator)] for line in lines)
        return max((named(cells, known) for cells in split), default=0)

    outside = "".join("".join(lines[:1]).split('"')[::2])
    return max(SEPARATORS, key=lambda separator: (names(separator), outside.count(separator)))


def _check_width(lines: Sequence[str]) -> None:
    """Raises `InvalidInput` for UTF-16 that nothing says to be so: half of it is NUL."""
    start = "".join(lines)[:1_000]
    if len(start) >= 8 and start.count("\0") * 3 >= len(start):
        raise unreadable("wide_text", flaws.WIDE)


def _cells(records: Iterable[Record]) -> Iterator[Cells]:
    """As they were before a table was made of them: unprotected, and with plain line ends."""
    blanks = Blanks()
    for record in records:
        cells = [cell.strip() for cell in record.cells]
        together = "".join(cells)
        if "'" in together:
            cells = [restored(cell) if "'" in cell else cell for cell in cells]
        if "\r" in together:
            cells = list(map(plain_ends, cells))
        if not (record.flaw or together):
            blanks.add(record.line)
            continue
        blanks.over()
        found = (Flaw("body", "", "quotes", record.flaw),) if record.flaw else ()
        yield Cells(record.line, cells, found)


def _split_alike(rows: Iterator[Cells], table: Table) -> Iterator[Cells]:
    """Some programs end each row with separators that separate nothing; these go.

    Only where the header does so too, or all of the first rows do: in one row alone there may be a
    separator too many somewhere else, and its cells are not those of their columns.
    """
    first = list(islice(rows, TITLE_ROWS))
    names = len(table.header)
    more = table.blank_ends or min((len(row.values) - names for row in first), default=0)
    for row in chain(first, rows):
        ends = len(row.values) - names
        blank = 0 < ends == more and width(row.values) <= names
        yield Cells(row.line, row.values[:names], row.flaws) if blank else row
