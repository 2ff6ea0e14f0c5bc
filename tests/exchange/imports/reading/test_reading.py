"""From a file to rows: values, lines, own names and flaws, whatever it is written in."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ok_api.exchange.imports.reading import opened, tables, workbook
from ok_api.exchange.imports.sent import SentRow
from ok_api.foundation.errors import InvalidInput
from tests.exchange.imports.sending import XLSX, lines, sheet

CSV, JSONL = "text/csv", "application/jsonl"


def read(folder: Path, content: bytes, media_type: str = CSV) -> list[SentRow]:
    path = folder / "file"
    path.write_bytes(content)
    with opened(path, media_type) as file:
        return list(file.rows)


def refused(folder: Path, content: bytes, media_type: str = CSV) -> str:
    with pytest.raises(InvalidInput) as error:
        read(folder, content, media_type)
    return error.value.flaws[0].code


def codes(row: SentRow) -> list[tuple[str, str]]:
    return [(flaw.name, flaw.code) for flaw in row.flaws]


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_cells_become_values_under_their_names(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    told = [["rowId", "name", "a.b"], ["x1", ' "Café" ', ""], ["", "", ""], ["x2", "Twee", "3"]]
    content = "\r\n".join(separator.join(line) for line in told)
    rows = read(tmp_path, content.replace('"', "").encode(encoding))
    assert [(row.line, row.row_id, dict(row.values)) for row in rows] == [
        (2, "x1", {"name": "Café"}),
        (4, "x2", {"name": "Twee", "a.b": "3"}),
    ]


def test_the_separator_is_the_one_outside_quotes(tmp_path: Path) -> None:
    (row,) = read(tmp_path, b'"a,b,c";d\r\n1;2\r\n')
    assert row.values == {"a,b,c": "1", "d": "2"}


def test_broken_lines_are_rows_with_flaws(tmp_path: Path) -> None:
    content = b'name,city\n"open,x\nNul\x00,y\nA,B,C\nD,\n' + "\ufffd,z\n".encode()
    rows = read(tmp_path, content)
    assert [(row.line, codes(row)) for row in rows] == [
        (2, [("", "quotes")]),
        (3, []),
        (4, [("", "cells")]),
        (5, []),
        (6, [("/name", "unreadable")]),
    ]


def test_what_is_too_long_is_a_flaw_of_its_cell(tmp_path: Path) -> None:
    (row,) = read(tmp_path, b"name\n" + b"x" * (tables.LONGEST_CELL + 1))
    assert codes(row) == [("/name", "too_long")]


@pytest.mark.parametrize("given", ["x" * 201, {"a": 1}, True, "a\nb"], ids=repr)
def test_an_own_name_is_a_short_text(tmp_path: Path, given: Any) -> None:
    row = read(tmp_path, lines({"rowId": given}), JSONL)[0]
    assert row.row_id is None
    assert codes(row) == [("/rowId", "row_id")]


def test_objects_become_values_by_dotted_names(tmp_path: Path) -> None:
    content = lines({"rowId": 7, "a": {"b": 1, "c": None}, "d": [{"e": 2}]}) + b"\n\n"
    (row,) = read(tmp_path, content, JSONL)
    assert (row.line, row.row_id, row.values) == (
        1,
        "7",
        {"a.b": 1, "a.c": None, "d": [{"e": 2}]},
    )


def test_broken_json_costs_one_line(tmp_path: Path) -> None:
    content = b'{"a": 1}\n{"a": \n"text"\n{"a\\u0000": 1}\n{"a": ["\\u0000"]}\n{"a": NaN}\n' + (
        b"[" * 90_000 + b'\n{"a": 2}\n\xff\n'
    )
    rows = read(tmp_path, content, JSONL)
    assert [[code for _, code in codes(row)] for row in rows] == [
        [],
        ["json_invalid"],
        ["not_an_object"],
        ["control_character"],
        [],
        ["json_invalid"],
        ["json_invalid"],
        [],
        ["json_invalid"],
    ]
    assert all("\0" not in f"{row.values}{row.flaws}" for row in rows)


@pytest.mark.parametrize("kind", [CSV, JSONL])
def test_lines_end_in_any_way_and_in_several(tmp_path: Path, kind: str) -> None:
    told = [f'{{"a": {n}}}' if kind == JSONL else str(n) for n in range(6)]
    told = told if kind == JSONL else ["a", *told]
    ends = ["\r", "\n", "\r\n"]
    content = "".join(line + ends[place % 3] for place, line in enumerate(told))
    rows = read(tmp_path, content.encode(), kind)
    assert [str(row.values["a"]) for row in rows] == ["0", "1", "2", "3", "4", "5"]
    assert not any(row.flaws for row in rows)


def test_a_sheet_has_types(tmp_path: Path) -> None:
    moment = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001
    content = sheet(
        [
            ["rowId", "text", "whole", "broken", "day", "moment", "truth"],
            [12, " a ", 3.0, 2.5, date(2026, 1, 2), moment, True],
            [None] * 7,
            ["x"],
        ]
    )
    rows = read(tmp_path, content, XLSX)
    assert [(row.line, row.row_id, dict(row.values)) for row in rows] == [
        (
            2,
            "12",
            {
                "text": "a",
                "whole": 3,
                "broken": 2.5,
                "day": "2026-01-02",
                "moment": "2026-07-01T09:30:00+02:00",
                "truth": True,
            },
        ),
        (4, "x", {}),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("een_x000D_\ntwee", "een\ntwee"),
        ("een_x000D__x000A_twee_x000D_drie", "een\ntwee\ndrie"),
        ("een_x000a_twee_x0009_", "een\ntwee"),
        ("_x005F_x000D_ is geen regeleinde", "_x000D_ is geen regeleinde"),
        ("_xD83D__xDCA5_", "💥"),
        ("_x00E9_n _x2019_t", "én ’t"),
        ("map_x12_y _x_ _xZZZZ_", "map_x12_y _x_ _xZZZZ_"),
    ],
)
def test_the_escapes_of_a_sheet_are_undone(tmp_path: Path, written: str, meant: str) -> None:
    rows = read(tmp_path, sheet([["na_x006D_e"], [written]]), XLSX)
    assert [(dict(row.values), row.flaws) for row in rows] == [({"name": meant}, ())]


def test_an_escape_of_half_a_character_is_a_flaw(tmp_path: Path) -> None:
    (row,) = read(tmp_path, sheet([["name"], ["half _xD83D_"]]), XLSX)
    assert codes(row) == [("/name", "unreadable")]


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_a_text_of_several_lines_is_kept_with_lf(tmp_path: Path, kind: str) -> None:
    text = "een\r\ntwee\rdrie\nvier"
    content = f'name,city\r\n"{text}",x\r\n'.encode()
    (row,) = read(tmp_path, content if kind == CSV else sheet([["name"], [text]]), kind)
    assert row.values["name"] == "een\ntwee\ndrie\nvier"


def test_a_formula_is_no_value(tmp_path: Path) -> None:
    (row,) = read(tmp_path, sheet([["name", "city"], ["=1+1", "#N/A"]]), XLSX)
    assert codes(row) == [("/name", "formula"), ("/city", "error_value")]


def packed(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_unpacks_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = packed({"xl/sharedStrings.xml": b"0" * (workbook.MOST_BESIDE + 1)})
    assert len(bomb) < 100_000
    assert refused(tmp_path, bomb, XLSX) == "zip_bomb"
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000)
    assert refused(tmp_path, sheet([["name"]] * 100), XLSX) == "zip_bomb"


def test_xml_that_defines_things_is_refused(tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><x>&lol;</x>'
    assert refused(tmp_path, packed({"xl/workbook.xml": laughs}), XLSX) == "xml_definitions"


@pytest.mark.parametrize(
    "entries",
    [{}, {"xl/workbook.xml": b"<x/>"}, {"[Content_Types].xml": b"<Types/>"}],
    ids=["nothing", "no types", "no parts"],
)
def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path, entries: dict[str, bytes]) -> None:
    assert refused(tmp_path, packed(entries), XLSX) == "no_workbook"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    whole = bytearray(sheet([["name"], *([f"School {n}"] for n in range(500))]))
    middle = whole.index(b"xl/worksheets/sheet1.xml") + 60
    whole[middle : middle + 200] = b"\xff" * 200
    assert refused(tmp_path, bytes(whole), XLSX) == "no_workbook"


@pytest.mark.parametrize("kind", [CSV, JSONL])
def test_too_many_rows_are_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    content = b"name\na\nb\nc\n" if kind == CSV else lines({"a": 1}, {"a": 2}, {"a": 3})
    assert refused(tmp_path, content, kind) == "too_many_rows"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(tables.MOST_COLUMNS + 1))
    assert refused(tmp_path, header.encode()) == "too_wide"


@pytest.mark.parametrize("content", [b"", b"\r\n", b",,,\r\n"], ids=repr)
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == "no_header"
