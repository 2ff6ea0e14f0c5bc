"""Cells hold what the JSON says, and no program calculates them."""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.foundation.exports.cells import csv_cell, csv_cells, defused, restored
from ok_api.foundation.exports.columns import Columns, Kind
from ok_api.foundation.exports.comma import CommaSeparated
from ok_api.foundation.schema import Answer, Shape

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−")

INVISIBLE = (
    " \xa0\xad\u034f\u115f\u180e\u200b\u200e\u2028\u202e\u2060\u3164\ufe0f\ufeff\uffa0\x07\x1b"
)
pieces = ["a", "B", "7", "é", "'", "-", "+", "=", "@", "(", ")", "|", "!", ";", "\t", "\r", "\n"]
mixed = st.lists(st.sampled_from([*pieces, *DANGEROUS, *INVISIBLE]), max_size=12).map("".join)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.builds(
    "".join, st.tuples(st.sampled_from(["", " ", "\ufeff", "\u00a0"]), st.sampled_from(DANGEROUS))
)
numbers = st.integers(-(10**12), 10**12) | st.decimals(
    -1_000_000, 1_000_000, allow_nan=False, places=3
)
scalars = st.none() | st.booleans() | numbers | texts
values = scalars | st.lists(scalars, max_size=4) | st.dictionaries(texts, scalars, max_size=3)


class Place(Shape):
    city: str | None
    built: date | None


class Thing(Answer):
    name: str
    place: Place | None
    seen_at: datetime
    sectors: list[str]
    places: list[Place]
    score: Decimal | None
    count: int
    open: bool
    free: dict[str, Any]
    anything: Any


def rows(told: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(told.decode(), newline=""), strict=True))


@given(values)
def test_no_cell_is_a_formula_unless_it_is_a_number(value: Any) -> None:
    cell = csv_cell(value)
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    assert number or not cell.lstrip(" \ufeff\u00a0").startswith(DANGEROUS)
    if number:
        assert Decimal(cell) == value


@given(st.lists(st.fixed_dictionaries({"self": texts, "name": texts, "anything": scalars})))
def test_what_is_written_is_read_back(items: list[dict[str, Any]]) -> None:
    header, *told = rows(CommaSeparated(Columns(Thing)).add(items))
    assert len(told) == len(items)
    for item, row in zip(items, told, strict=True):
        cells = dict(zip(header, row, strict=True))
        assert restored(cells["name"]) == item["name"]
        assert cells["anything"] == csv_cell(item["anything"])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1", "'＝1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "'-5"),
        ("+31201234567", "'+31201234567"),
        ("\tx", "'\tx"),
        ("'t Prisma", "'t Prisma"),
        ("00TK", "00TK"),
        ("", ""),
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (Decimal("-0.40"), "-0.40"),
        (Decimal("1E+3"), "1000"),
        ([], ""),
        (["PO", "VO"], "PO|VO"),
        (["=1", "2"], "'=1|2"),
        (["a|b", "c"], '["a|b","c"]'),
        (["a", None], '["a",null]'),
        (["[1]"], '["[1]"]'),
        ([""], '[""]'),
        ([{"a": 1}], '[{"a":1}]'),
        ({"a": [1]}, '{"a":[1]}'),
    ],
)
def test_each_kind_of_value(value: Any, cell: str) -> None:
    assert csv_cell(value) == cell


def test_the_columns_are_those_of_the_schema() -> None:
    assert [(column.name, column.kind) for column in Columns(Thing).all] == [
        ("name", Kind.TEXT),
        ("place.city", Kind.TEXT),
        ("place.built", Kind.DAY),
        ("seenAt", Kind.MOMENT),
        ("sectors", Kind.OTHER),
        ("places", Kind.OTHER),
        ("score", Kind.NUMBER),
        ("count", Kind.NUMBER),
        ("open", Kind.BOOLEAN),
        ("free", Kind.OTHER),
        ("anything", Kind.OTHER),
        ("self", Kind.TEXT),
    ]


def test_an_object_that_is_null_leaves_its_cells_empty() -> None:
    item = {"name": "x", "place": None, "places": [{"city": "Delft"}]}
    header, row = rows(CommaSeparated(Columns(Thing)).add([item]))
    cells = dict(zip(header, row, strict=True))
    assert (cells["place.city"], cells["place.built"]) == ("", "")
    assert json.loads(cells["places"]) == [{"city": "Delft"}]


def test_an_empty_table_has_a_header_and_there_is_only_one() -> None:
    table = CommaSeparated(Columns(Thing))
    assert len(rows(table.add([]))) == 1
    assert table.add([]) == b""
    assert len(rows(table.add([{}, {}]))) == 2


def test_a_row_ends_as_the_standard_says_and_no_mark_goes_before() -> None:
    told = CommaSeparated(Columns(Thing)).add([{"name": 'één "b", c\nd'}])
    assert told.startswith(b"name,place.city,")
    assert told.count(b"\r\n") == 2
    assert 'één ""b"", c\nd'.encode() in told


@given(mixed | texts)
def test_what_was_defused_is_restored(text: str) -> None:
    assert restored(defused(text)) == text


@given(st.lists(mixed | values, max_size=6))
def test_the_fast_way_writes_what_the_slow_one_does(row: list[Any]) -> None:
    out = [StringIO(), StringIO()]
    for to, cells in zip(out, (csv_cells(row), [csv_cell(one) for one in row]), strict=True):
        csv.writer(to).writerow(cells)
    assert out[0].getvalue() == out[1].getvalue()


@pytest.mark.parametrize("unseen", INVISIBLE, ids=ascii)
def test_an_invisible_sign_hides_no_formula(unseen: str) -> None:
    """A program may drop it, and see what comes after it."""
    assert csv_cells([f"{unseen}=1+1"]) == [f"'{unseen}=1+1"]
    assert csv_cells([f"x;{unseen}=1+1"]) == [f"x;{unseen}'=1+1"]


@pytest.mark.parametrize(
    "prose",
    [
        "Doel:\n- lezen; en schrijven",
        "Doel:\n-lezen (groep 3)\n-schrijven\n+ rekenen",
        "Bel de school;+31-6-12345678",
        "School: kom je ook?\n@bestuur: ja ;-)",
        "Leerling(en)\n-leerkracht(en) + ouders",
        "'t Prisma",
        "ab'=c",
    ],
)
def test_prose_is_left_as_it_is(prose: str) -> None:
    assert csv_cells([prose]) == [prose]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x;@SUM(A1:A9)", "x;'@SUM(A1:A9)"),
        ("x; +cmd|' /C calc'!A0", "x; '+cmd|' /C calc'!A0"),
        ("x\n- cmd|' /C calc'!A0", "x\n'- cmd|' /C calc'!A0"),
        ("x;'=1", "x;''=1"),
        ("'=Laan", "''=Laan"),
        ("-1;=2", "'-1;'=2"),
    ],
)
def test_what_computes_is_not_hidden_by_what_stands_before_it(text: str, shown: str) -> None:
    assert csv_cells([text]) == [shown]


def test_any_protected_cell_loses_its_apostrophe() -> None:
    """Other programs protect their cells in the same way."""
    assert [
        restored(cell) for cell in ("'@Work", "'+31 513 123456", "'-", "''=1", "'s-Gravenhage")
    ] == [
        "@Work",
        "+31 513 123456",
        "-",
        "'=1",
        "'s-Gravenhage",
    ]


@pytest.mark.parametrize("sign", [";", "\n", "\t", ";  "])
def test_a_formula_is_not_hidden_behind_another_programs_separator(sign: str) -> None:
    """Dutch Excel splits at semicolons, also inside what is one quoted cell here."""
    assert csv_cell(f"x{sign}=1+1") == f"x{sign}'=1+1"
    if sign != "\n":
        assert csv_cell(f"x{sign}-2+3") == f"x{sign}'-2+3"
    assert csv_cell("Doel:\n- lezen; en schrijven") == "Doel:\n- lezen; en schrijven"
