"""Files that would keep a worker busy, or fill its memory, with next to nothing."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ok_api.exchange.imports.reading import Content, workbook
from ok_api.exchange.register import blanks
from ok_api.exchange.register.load import duo_list
from ok_api.foundation.errors import InvalidInput
from tests.exchange.imports.reading.test_reading import CSV, JSONL, packed, read, refused
from tests.exchange.imports.sending import XLSX, sheet

MOST = blanks.MOST_IN_A_ROW
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@pytest.mark.parametrize(
    ("kind", "first", "blank", "last"),
    [
        (CSV, b"name\nA\n", b"\n", b"B\n"),
        (CSV, b"name,city\nA,B\n", b" ,\n", b"B,C\n"),
        (CSV, b"name,city\nA,B\n", b"\n" * 50 + b",\n", b"B,C\n"),
        (JSONL, b'{"a": 1}\n\n', b" \n", b'{"a": 2}\n'),
    ],
    ids=["lines", "cells", "both", "json"],
)
def test_a_flood_of_blank_lines_is_refused(
    tmp_path: Path, kind: str, first: bytes, blank: bytes, last: bytes
) -> None:
    lines = blank.count(b"\n")
    fitting = first + blank * ((MOST - 100) // lines) + last
    assert len(read(tmp_path, fitting, kind)) == 2
    path = tmp_path / "flood"
    path.write_bytes(first + blank * (MOST // lines + 100) + last)
    with pytest.raises(InvalidInput) as error:
        read(tmp_path, path.read_bytes(), kind)
    assert error.value.flaws[0].code == "blank_rows"
    assert "10,000 blank rows in a row from line" in error.value.flaws[0].message.en


def test_a_published_list_is_no_exception() -> None:
    with pytest.raises(InvalidInput, match="10,000 blank rows in a row from line 1;"):
        duo_list(BytesIO(b"\n" * (MOST + 2)))


def rewritten(book: bytes, part: str, found: str, put: str) -> bytes:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    assert re.search(found, text)
    parts[part] = re.sub(found, put, text).encode()
    return packed(parts)


def test_one_gap_in_a_sheet_is_a_flood(tmp_path: Path) -> None:
    book = sheet([["name"], ["A"], ["B"]])
    gap = rewritten(book, "xl/worksheets/sheet1.xml", 'row r="3"', 'row r="1048570"')
    assert refused(tmp_path, gap, XLSX) == "blank_rows"
    small = rewritten(book, "xl/worksheets/sheet1.xml", 'row r="3"', 'row r="9000"')
    assert [row.line for row in read(tmp_path, small, XLSX)] == [2, 9000]


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ("xl/styles.xml", workbook.MOST_STYLES + 1),
        ("xl/worksheets/sheet1.xml", workbook.SMALL + 1),
    ],
    ids=["styles", "more of the same"],
)
def test_a_part_that_unpacks_beyond_measure_is_refused(
    tmp_path: Path, part: str, size: int
) -> None:
    assert refused(tmp_path, packed({part: b"0" * size}), XLSX) == "zip_bomb"


def test_texts_do_not_pass_for_a_sheet(tmp_path: Path) -> None:
    hidden = f'<Override PartName="/xl/worksheets/texts.xml" ContentType="{STRINGS}"/></Types>'
    book = rewritten(sheet([["name"]]), "[Content_Types].xml", "</Types>", hidden)
    assert refused(tmp_path, book, XLSX) == "zip_bomb"


def test_an_ordinary_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book"
    path.write_bytes(sheet([["name"], *([f"School {number}"] for number in range(3_000))]))
    with path.open("rb") as stream:
        assert len(list(workbook.sheet_of(Content(stream)).rows)) == 3_000
