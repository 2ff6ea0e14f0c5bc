"""CSV: comma, semicolon or tab, in UTF-8 or windows-1252."""

from collections.abc import Iterator

from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.tables import Cells, Table, plain_ends
from ok_api.exchange.register.blanks import Blanks
from ok_api.exchange.register.reading import LONGEST_LINE, Lines, Record, Records
from ok_api.foundation.errors import Flaw
from ok_api.foundation.exports.cells import restored

SEPARATORS = ";,\t"


def separated(content: Content) -> Table:
    separator = separator_of(content)
    records = iter(Records(Lines(content.stream), separator))
    header = next(records, Record(1, [])).cells
    return Table(header, _rows(records), content)


def separator_of(content: Content) -> str:
    """The one that stands most in the header, outside quotes."""
    content.stream.seek(0)
    first = content.stream.readline(LONGEST_LINE).decode("utf-8", "replace")
    content.stream.seek(0)
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _rows(records: Iterator[Record]) -> Iterator[Cells]:
    blanks = Blanks()
    for record in records:
        cells = [_cell(cell.strip()) for cell in record.cells]
        if not (record.flaw or any(cells)):
            blanks.add(record.line)
            continue
        blanks.over()
        flaws = (Flaw("body", "", "quotes", record.flaw),) if record.flaw else ()
        yield Cells(record.line, cells, flaws)


def _cell(written: str) -> str:
    """As it was before a table was made of it: no protection against formulas, and plain ends."""
    return plain_ends(restored(written) if "'" in written else written)
