"""Which list of schools a file is, and its rows: in every media type the same lists."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from ok_api.exchange.imports.reading import JSON_LINES, XLSX, Content
from ok_api.exchange.imports.reading.json_lines import json_lines
from ok_api.exchange.imports.reading.separated import separated, separator_of
from ok_api.exchange.imports.reading.tables import Cells, SentFile, Table
from ok_api.exchange.imports.reading.workbook import sheet_of
from ok_api.exchange.imports.schools.own import OWN, check_own, is_own, own_rows
from ok_api.exchange.register.load import SentList, duo_list, listed
from ok_api.exchange.register.reading import Record


def school_list(content: Content, media_type: str) -> SentList:
    """Raises `InvalidInput` for a header that is neither a known list nor of our own columns."""
    if media_type in JSON_LINES:
        return _own(json_lines(content))
    table = sheet_of(content) if media_type == XLSX else separated(content)
    if is_own(table.header):
        return _own(table.sent())
    if media_type == XLSX:
        return listed(table.header, _records(table))
    return duo_list(content.stream, separator_of(content))


def _own(file: SentFile) -> SentList:
    check_own(file.header)
    return SentList(OWN, lambda _regions: own_rows(file.rows))


def _records(table: Table) -> Iterator[Record]:
    """A sheet leaves out its last cells when they are blank."""
    width = len(table.header)
    return (_record(cells, width) for cells in table.rows)


def _record(cells: Cells, width: int) -> Record:
    texts = [_text(value) for value in cells.values]
    while len(texts) > width and not texts[-1]:
        texts.pop()
    texts += [""] * (width - len(texts))
    flaw = next(chain(cells.flaws, (v for v in cells.values if hasattr(v, "message"))), None)
    return Record(cells.line, texts, flaw.message if flaw else None)


def _text(value: Any) -> str:
    if value is None or hasattr(value, "message"):
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
