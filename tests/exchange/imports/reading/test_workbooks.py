"""Which sheet of a workbook is read, and workbooks in the strict form of the standard."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ok_api.exchange.imports.reading import opened, strict
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.workbook import sheet_of
from ok_api.foundation.errors import InvalidInput
from tests.exchange.imports.reading.test_reading import packed, read, refused
from tests.exchange.imports.sending import XLSX, sheet

Rows = list[list[Any]]
NUMBER = re.compile(r'(<c r="C2"[^>]*?)(?: t="n")?><v>46236</v>')
STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/main": "drawingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": (
        "officeDocument/extendedProperties"
    ),
}


def book(sheets: dict[str, tuple[str, Rows]]) -> bytes:
    """By title: how it is seen, and its rows."""
    made = openpyxl.Workbook()
    del made["Sheet"]
    for title, (state, rows) in sheets.items():
        page = made.create_sheet(title)
        page.sheet_state = state
        for row in rows:
            page.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def in_strict_form(content: bytes) -> bytes:
    """As Excel saves a „Strict Open XML-werkmap”: other names, and days as text in ISO 8601."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in parts.items():
        for one, other in STRICT.items():
            text = text.replace(one, f"http://purl.oclc.org/ooxml/{other}")
        text = text.replace("<workbook ", '<workbook conformance="strict" ', 1)
        text = text.replace("<workbookPr ", '<workbookPr dateCompatibility="0" ', 1)
        parts[name] = NUMBER.sub(r'\1 t="d"><v>2026-08-02</v>', text)
    return packed({name: text.encode() for name, text in parts.items()})


TWO: dict[str, tuple[str, Rows]] = {
    "Verborgen": ("hidden", [["name"], ["Niet deze"]]),
    "Diep": ("veryHidden", [["name"], ["Ook niet"]]),
    "Scholen ’26": ("visible", [["name"], ["Deze"]]),
    "Los": ("visible", [["x"], ["y"]]),
}


def test_the_first_sheet_that_a_person_sees_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(book(TWO))
    with opened(path, XLSX) as file:
        assert [dict(row.values) for row in file.rows] == [{"name": "Deze"}]
        assert file.content.sheet == "Scholen ’26"
        (remark,) = file.content.remarks
    assert remark.code == "other_sheets"
    assert remark.message.nl == "Alleen het blad ‘Scholen ’26’ is gelezen; niet gelezen: Los."


def test_a_workbook_of_one_sheet_needs_no_remark(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(book({"Blad1": TWO["Scholen ’26"], "Oud": TWO["Verborgen"]}))
    with opened(path, XLSX) as file:
        assert (file.content.sheet, file.content.remarks) == ("Blad1", [])


def test_what_is_wrong_with_its_rows_names_the_sheet(tmp_path: Path) -> None:
    rows: Rows = [["name"], ["A"], *([[None]] * 10_500), ["B"]]
    with pytest.raises(InvalidInput) as error:
        read(tmp_path, book({"Lang": ("visible", rows)}), XLSX)
    assert error.value.members["sheet"] == "Lang"
    assert error.value.detail.nl.startswith("Blad ‘Lang’: Het bestand heeft 10.000 lege rijen")


ROWS: Rows = [
    ["name", "text", "day", "truth", "number"],
    ["Fryslân & co", "een\ntwee", 46236, True, 2.5],
    ["B", "http://purl.oclc.org/ooxml", None, False, 3],
]


def test_a_strict_workbook_is_read_as_any_other(tmp_path: Path) -> None:
    plain = book({"Blad": ("visible", ROWS)})
    made = in_strict_form(plain)
    assert b"http://schemas.openxmlformats.org/spreadsheetml/2006" not in _all_parts(made)
    first, second = read(tmp_path, made, XLSX)
    assert (first.flaws, second.flaws) == ((), ())
    assert dict(first.values) == {
        "name": "Fryslân & co",
        "text": "een\ntwee",
        "day": "2026-08-02",
        "truth": True,
        "number": 2.5,
    }
    assert second.values["text"] == "http://purl.oclc.org/ooxml"


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 14, -1])
def test_names_are_changed_wherever_a_read_ends(tmp_path: Path, size: int) -> None:
    path = tmp_path / "strict.xlsx"
    path.write_bytes(in_strict_form(sheet(ROWS)))
    with strict.StrictWorkbook(path) as archive:
        for name in archive.namelist():
            whole = archive.read(name)
            with archive.open(name) as part:
                assert b"".join(iter(lambda: part.read(size), b"")) == whole
            assert strict.MARK + b"spreadsheetml/" not in whole


def test_a_strict_workbook_that_is_broken_is_refused(tmp_path: Path) -> None:
    broken = packed({"_rels/.rels": strict.MARK, "[Content_Types].xml": b"<Types/>"})
    assert refused(tmp_path, broken, XLSX) == "no_workbook"


def test_a_strict_workbook_of_some_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "strict.xlsx"
    path.write_bytes(in_strict_form(sheet([["name"], *([f"School {n}"] for n in range(5_000))])))
    with path.open("rb") as stream:
        assert len(list(sheet_of(Content(stream)).rows)) == 5_000


def _all_parts(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"".join(map(archive.read, archive.namelist()))
