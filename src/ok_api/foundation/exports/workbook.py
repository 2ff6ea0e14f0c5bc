"""A table as XLSX, for people: typed cells, real dates, and a header that stays in sight."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from ok_api.foundation import clock
from ok_api.foundation.exports.cells import is_risky, simple, written
from ok_api.foundation.exports.columns import Column, Columns, Kind

MOST_ROWS = 1_048_576
"""As many as one sheet can have, its header included; a longer list goes on on the next."""
LONGEST_TEXT = 32_767
CUT = " … [afgekapt, de CSV is volledig / cut off, the CSV is complete]"
FIRST_DAY = "1901"
"""A spreadsheet knows no day before 1900 (and one too many in it): such a day is text."""
EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number; a longer one is written as text."""
_UNHELD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDTHS: Mapping[Kind, int] = {Kind.DAY: 12, Kind.MOMENT: 20, Kind.TEXT: 24, Kind.OTHER: 32}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbook:
    """Rows go to temporary files as they come; `finish` makes the workbook of them.

    Moments are shown on the Dutch clock, since a cell knows no time zone. Text that looks like a
    formula stays text, also when somebody edits its cell.
    """

    def __init__(self, columns: Columns, title: str) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # Late: only exports need it.

        self._columns = columns
        self._title = title
        self._folder = TemporaryDirectory(prefix="ok-export-")
        self._path = Path(self._folder.name) / "made.xlsx"
        self._book = xlsxwriter.Workbook(self._path, {**_OPTIONS, "tmpdir": self._folder.name})
        self._book.set_properties({"created": datetime.combine(clock.today(), time())})
        self._formats = self._make_formats()
        self._sheets = 0
        self._begin_sheet()

    def add(self, items: Iterable[Any]) -> bytes:
        for item in items:
            if self._row == MOST_ROWS:
                self._end_sheet()
                self._begin_sheet()
            for place, value in enumerate(self._columns.row(item)):
                if value is not None:
                    self._writers[place](place, value)
            self._row += 1
        return b""

    def finish(self) -> IO[bytes]:
        """The file that the whole workbook is in."""
        self._end_sheet()
        self._book.close()
        return self._path.open("rb")

    def discard(self) -> None:
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()
        self._folder.cleanup()

    def _make_formats(self) -> Mapping[str, Any]:
        make = self._book.add_format
        return {
            "header": make({"bold": True, "text_wrap": False}),
            "day": make({"num_format": "yyyy-mm-dd"}),
            "moment": make({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "risky": make({"quote_prefix": True}),
        }

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self._title[:25] + ("" if self._sheets == 1 else f" ({self._sheets})")
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        for place, column in enumerate(self._columns.all):
            width = max(_WIDTHS.get(column.kind, 10), len(column.name) + 4)
            self._sheet.set_column(place, place, width)
        for place, name in enumerate(self._columns.names):
            self._sheet.write_string(0, place, name, self._formats["header"])
        self._row = 1
        self._writers = [self._writer_of(column) for column in self._columns.all]

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, len(self._columns.all) - 1)

    def _writer_of(self, column: Column) -> Callable[[int, Any], None]:
        by_kind = {Kind.DAY: self._write_day, Kind.MOMENT: self._write_moment}
        return by_kind.get(column.kind, self._write)

    def _write(self, place: int, value: Any) -> None:
        value = simple(value)
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif isinstance(value, int | Decimal) and -EXACT < value < EXACT:
            self._sheet.write_number(self._row, place, value)
        else:
            self._write_text(place, written(value))

    def _write_text(self, place: int, text: str) -> None:
        style = self._formats["risky"] if is_risky(text) else None
        self._sheet.write_string(self._row, place, fitting(printed(text)), style)

    def _write_day(self, place: int, value: str) -> None:
        if value < FIRST_DAY:
            self._write_text(place, value)
        else:
            day = date.fromisoformat(value)
            self._sheet.write_datetime(self._row, place, day, self._formats["day"])

    def _write_moment(self, place: int, value: str) -> None:
        moment = datetime.fromisoformat(value)
        there = moment.astimezone(clock.AMSTERDAM).replace(tzinfo=None, fold=0)
        if value < FIRST_DAY or clock.placed(there) != moment:
            # In the hour that comes twice a year the clock alone does not say which one it is.
            self._write_text(place, value)
        else:
            self._sheet.write_datetime(self._row, place, there, self._formats["moment"])


def printed(text: str) -> str:
    """The text as a cell has it: lines end in LF, and what XML cannot hold is not there.

    The writer would else put `_x000D_` in its place, which most readers show to people.
    """
    if text.isprintable():
        return text
    return _UNHELD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fitting(text: str) -> str:
    """The text, cut off where a cell ends, and then saying so."""
    if len(text) * 2 <= LONGEST_TEXT or _units(text) <= LONGEST_TEXT:
        return text
    room = 2 * (LONGEST_TEXT - _units(CUT))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    """Characters as a spreadsheet counts them: one beyond the basic plane is two."""
    return len(text.encode("utf-16-le")) // 2
