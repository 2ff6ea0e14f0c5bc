"""Which list of schools a file is, and its rows: in every media type the same lists."""

from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from ok_api.exchange.imports.reading import JSON_LINES, XLSX, Content
from ok_api.exchange.imports.reading.json_lines import json_lines
from ok_api.exchange.imports.reading.separated import separated
from ok_api.exchange.imports.reading.tables import Cells, SentFile, Table
from ok_api.exchange.imports.reading.workbook import sheet_of
from ok_api.exchange.imports.schools.own import KNOWN as OWN_NAMES
from ok_api.exchange.imports.schools.own import OWN, check_own, is_own, own_rows
from ok_api.exchange.register.headers import COLUMNS
from ok_api.exchange.register.load import SentList, listed
from ok_api.exchange.register.reading import Record
from ok_api.foundation.errors import Flaw

KNOWN = COLUMNS.union(OWN_NAMES)


def school_list(content: Content, media_type: str) -> SentList:
    """Raises `InvalidInput` for a header that is neither a known list nor of our own columns."""
    if media_type in JSON_LINES:
        return _own(json_lines(content))
    table = sheet_of(content, KNOWN) if media_type == XLSX else separated(content, KNOWN)
    if is_own(table.header):
        return _own(table.sent())
    if media_type != XLSX:
        content.remarks.clear()  # It is read anew, in another way.
        table = separated(content, KNOWN, prose=False)
    return _duo(table)


def _own(file: SentFile) -> SentList:
    check_own(file)
    ignoring = file.content.ignores([])
    return SentList(OWN, lambda _regions: own_rows(file.rows, ignoring=ignoring))


def _duo(table: Table) -> SentList:
    width = len(table.header)
    records = (_record(cells, width, padded=table.lines is None) for cells in table.rows)
    sent = listed(table.header, records, table.content.ignores)
    return replace(sent, lines=table.lines)


def _record(cells: Cells, width: int, *, padded: bool) -> Record:
    """A sheet leaves out its last cells when they are blank; in a text they are lacking."""
    texts = [_text(value) for value in cells.values]
    if padded:
        texts += [""] * (width - len(texts))
    flaw = next(chain(cells.flaws, (v for v in cells.values if isinstance(v, Flaw))), None)
    return Record(cells.line, texts, flaw.message if flaw else None, split=not cells.flaws)


def _text(value: Any) -> str:
    if value is None or isinstance(value, Flaw):
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
