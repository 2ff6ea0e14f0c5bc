"""XLSX: the first visible sheet, row by row; what would unpack beyond measure is refused."""

import re
import threading
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.strict import StrictWorkbook, is_strict
from ok_api.exchange.imports.reading.tables import (
    MOST_COLUMNS,
    Cells,
    Table,
    plain_ends,
    table_of,
    width,
)
from ok_api.exchange.register.blanks import Blanks
from ok_api.exchange.register.refusing import unreadable
from ok_api.foundation import clock
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.exports.cells import unquoted

MOST_UNPACKED = 1 << 30
MOST_BESIDE = 1 << 24
"""Of all but the sheets: the library holds the texts and styles in memory, many times as large."""
STYLES, MOST_STYLES = "xl/styles.xml", 1 << 21
MOST_TIMES, SMALL = 250, 1 << 22
"""What is not small and shrinks more than so many times holds one thing over and over."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MOST_ENTRIES = 1_000
MOST_SHEET_ROWS = 1_048_576
PROLOGUE = 4_096
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # Encrypted, or packed in an unknown way.
)
OPENING = threading.Lock()
"""The filters of warnings belong to the process; and one at a time takes less memory."""
MISMADE = (KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError)


def sheet_of(content: Content, known: Collection[str] = ()) -> Table:
    """Raises `InvalidInput` for what is no workbook, or one that unpacks to too much."""
    _check(content)
    return table_of(_sheet_rows(content), content, known)


def _check(content: Content) -> None:
    try:
        with zipfile.ZipFile(content.stream) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES or _unpacks_to_too_much(entries):
                raise _bomb()
            if any(_defines(packed, one) for one in entries):
                raise unreadable("xml_definitions", flaws.ENTITIES)
    except DAMAGED as error:
        raise unreadable("no_workbook", flaws.WORKBOOK) from error
    content.stream.seek(0)


def _unpacks_to_too_much(entries: Sequence[zipfile.ZipInfo]) -> bool:
    sheets = sum(one.file_size for one in entries if _is_sheet(one.filename))
    beside = sum(one.file_size for one in entries) - sheets
    if sheets > MOST_UNPACKED or beside > MOST_BESIDE:
        return True
    return any(
        (one.filename == STYLES and one.file_size > MOST_STYLES)
        or one.file_size > max(SMALL, MOST_TIMES * one.compress_size)
        for one in entries
    )


def _is_sheet(name: str) -> bool:
    return "/worksheets/" in name and not name.endswith(".rels")


def _bomb() -> InvalidInput:
    most, beside = MOST_UNPACKED >> 20, MOST_BESIDE >> 20
    return unreadable("zip_bomb", flaws.BOMB.format(most=most, beside=beside))


def _defines(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with packed.open(entry) as part:
        return b"<!DOCTYPE" in part.read(PROLOGUE).replace(b"\0", b"")


def _sheet_rows(content: Content) -> Iterator[Cells]:
    """The library fails in many ways on a broken file; whatever it says, the file is at fault."""
    try:
        with OPENING, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = _first_sheet(content)
        rows = sheet.iter_rows(min_row=1, max_col=MOST_COLUMNS + 1)
        blanks = Blanks()
        for line, cells in enumerate(rows, 1):
            if line > MOST_SHEET_ROWS:
                raise unreadable("too_many_rows", flaws.TOO_MANY.format(most=MOST_SHEET_ROWS))
            if all(cell.value is None for cell in cells):
                blanks.add(line)
                continue
            blanks.over()
            values = _values(cells)
            yield Cells(line, values[: width(values)])
    except InvalidInput as error:
        raise content.of_sheet(error) from error.__cause__
    except (*DAMAGED, *MISMADE) as error:
        raise content.of_sheet(unreadable("no_workbook", flaws.WORKBOOK)) from error


def _first_sheet(content: Content) -> Any:
    """The first that a person sees; the others are remarked on.

    What is read into memory may not pass for a sheet, which is read row by row.
    """
    from openpyxl.reader.excel import ExcelReader  # Late: only workbooks need it.
    from openpyxl.styles.stylesheet import apply_stylesheet

    reader = ExcelReader(content.stream, read_only=True, keep_links=False)
    if is_strict(reader.archive):
        reader.archive = StrictWorkbook(content.stream)
    reader.read_manifest()
    for part in reader.package.Override:
        if _is_sheet(part.PartName) and part.ContentType != SHEET:
            raise _bomb()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    reader.read_worksheets()
    sheet, *others = [one for one in reader.wb.worksheets if one.sheet_state == "visible"]
    content.read_sheet(sheet.title, [one.title for one in others])
    sheet.reset_dimensions()
    return sheet


def _values(cells: Sequence[Any]) -> list[Any]:
    return [_value(cell) for cell in cells]


def _value(cell: Any) -> Any:
    """Days and moments as JSON writes them; a moment without a zone is on the Dutch clock."""
    value = cell.value
    if value is None or isinstance(value, (bool, int)):
        return value
    if cell.data_type == "f":
        return Flaw("body", "", "formula", flaws.FORMULA)
    if cell.data_type == "e":
        said = flaws.ERROR_CELL.format(value=str(value)[:20])
        return Flaw("body", "", "error_value", said)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return _moment(value) if isinstance(value, (date, time)) else _text(cell)


def _text(cell: Any) -> str:
    """An apostrophe is the cell's own when it is marked as text, and else came from a CSV."""
    text = _unescaped(str(cell.value)).strip()
    return text if cell.style_array.quotePrefix else unquoted(text)


def _unescaped(text: str) -> str:
    """What XML cannot hold is written as `_x000D_` in a sheet (ECMA-376, ST_Xstring).

    Halves of a character are put together; one that is alone becomes U+FFFD, and a flaw.
    """
    if "_x" in text:
        text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain_ends(text)


def _moment(value: date | time) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.time() == time():
        return value.date().isoformat()
    return clock.placed(value).isoformat()
