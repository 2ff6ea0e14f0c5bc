"""A workbook opens with typed cells, and what does not fit into it is not lost unseen."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from ok_api.foundation.exports import workbook
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.workbook import LONGEST_TEXT, Workbook
from tests.foundation.exports.test_cells import Thing


def made(*batches: list[dict[str, Any]]) -> Any:
    book = Workbook(Columns(Thing), "things")
    try:
        for batch in batches:
            assert book.add(batch) == b""
        with book.finish() as file:
            return openpyxl.load_workbook(BytesIO(file.read()))
    finally:
        book.discard()


def only(item: dict[str, Any]) -> dict[str, Any]:
    sheet = made([item]).active
    return {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}


def test_cells_have_types() -> None:
    cells = only(
        {
            "self": "/v1/things/1",
            "name": "00123",
            "place": {"city": None, "built": "1998-03-01"},
            "seenAt": "2026-07-01T22:30:00+00:00",
            "sectors": ["PO", "VO"],
            "score": Decimal("-0.4"),
            "count": 7,
            "open": False,
            "free": {"a": 1},
        }
    )
    assert cells["name"].value == "00123"
    assert cells["place.city"].value is None
    assert cells["place.built"].value.isoformat() == "1998-03-01T00:00:00"
    assert cells["place.built"].number_format == "yyyy-mm-dd"
    assert cells["seenAt"].value.isoformat() == "2026-07-02T00:30:00", "on the Dutch clock"
    assert cells["sectors"].value == "PO|VO"
    assert cells["score"].value == -0.4
    assert (cells["count"].value, cells["count"].data_type) == (7, "n")
    assert (cells["open"].value, cells["open"].data_type) == (False, "b")
    assert cells["free"].value == '{"a":1}'
    assert cells["anything"].value is None
    assert cells["self"].hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", "+31", "-5", "@A1", "{=1}", "http://x.example", "\tx"])
def test_text_is_never_a_formula_nor_a_link(text: str) -> None:
    cell = only({"name": text})["name"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize(("text", "quoted"), [("=1+1", True), ("school", False)])
def test_a_formula_stays_text_when_its_cell_is_edited(text: str, quoted: bool) -> None:
    assert bool(only({"name": text})["name"].quotePrefix) is quoted


@pytest.mark.parametrize("text", ["_x0041_", "_x000D_", " a ", "<&>\n", "\ud7ff\ue000💥"])
def test_odd_characters_open_too(text: str) -> None:
    cell = only({"name": text})["name"].value
    assert unescape(cell) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("een\r\ntwee\rdrie\nvier", "een\ntwee\ndrie\nvier"),
        ("a\ufffeb\uffff", "ab"),
        ("a\x08b\x1f\x00c", "abc"),
    ],
)
def test_no_cell_has_an_escape_in_place_of_a_character(text: str, shown: str) -> None:
    assert only({"name": text})["name"].value == shown


def test_the_header_is_bold_stays_in_sight_and_filters() -> None:
    sheet = made([{"name": "a"}], [{"name": "b"}]).active
    assert sheet.title == "things"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L3"


def test_an_empty_table_has_its_header() -> None:
    sheet = made([]).active
    assert sheet.max_row == 1
    assert sheet["L1"].value == "self"


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    fits, long = "x" * LONGEST_TEXT, "💥" * LONGEST_TEXT
    assert only({"name": fits})["name"].value == fits
    cut = only({"name": long})["name"].value
    assert cut.startswith("💥" * 16_000)
    assert cut.endswith(workbook.CUT)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_what_a_spreadsheet_cannot_hold_as_a_number_or_day_is_text() -> None:
    cells = only(
        {
            "count": 12345678901234567890,
            "place": {"built": "1850-01-31"},
            "seenAt": "0001-01-01T00:00:00+00:00",
        }
    )
    assert cells["count"].value == "12345678901234567890"
    assert cells["place.built"].value == "1850-01-31"
    assert cells["seenAt"].value == "0001-01-01T00:00:00+00:00"


def test_more_rows_than_a_sheet_has_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    book = made([{"name": str(number)} for number in range(4)], [{"name": "4"}])
    assert book.sheetnames == ["things", "things (2)"]
    names = [[row[0].value for row in sheet.iter_rows()] for sheet in book]
    assert names == [["name", "0", "1", "2"], ["name", "3", "4"]]
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:L4", "A1:L3"]


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    book = Workbook(Columns(Thing), "things")
    book.add([{"name": "a"}])
    assert list(tmp_path.iterdir())
    book.discard()
    assert not list(tmp_path.iterdir())
