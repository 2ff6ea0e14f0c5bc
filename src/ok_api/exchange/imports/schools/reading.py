"""Which list of schools a file is, and its rows: in every media type the same lists."""

from dataclasses import replace
from decimal import Decimal
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
    if table.lines is None:
        records = (_sheet_record(cells, width) for cells in table.rows)
    else:
        records = (_text_record(cells) for cells in table.rows)
    sent = listed(table.header, records, table.content.ignores)
    return replace(sent, lines=table.lines)


def _text_record(cells: Cells) -> Record:
    flaw = cells.flaws[0].message if cells.flaws else None
    return Record(cells.line, list(cells.values), flaw, split=flaw is None)


def _sheet_record(cells: Cells, width: int) -> Record:
    """A sheet leaves out its last cells when they are blank."""
    texts = [_text(value) for value in cells.values]
    texts += [""] * (width - len(texts))
    flaw = next((value for value in cells.values if isinstance(value, Flaw)), None)
    return Record(cells.line, texts, flaw.message if flaw else None)


def _text(value: Any) -> str:
    if value is None or isinstance(value, Flaw):
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
