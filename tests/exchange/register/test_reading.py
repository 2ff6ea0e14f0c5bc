"""Bytes become records: encodings, quotes, and the lines a person would see in an editor."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.exchange.register.reading import MOST_LINES_IN_A_RECORD, Lines, Record, Records
from ok_api.foundation.errors import InvalidInput


def read(raw: bytes) -> list[Record]:
    return list(Records(Lines(io.BytesIO(raw))))


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("plain;text\r\n".encode("ascii"), None),
        ("naam\r\n’t Fryslân\r\n".encode("windows-1252"), "windows-1252"),
        ("naam\r\n’t Fryslân\r\n".encode(), "utf-8"),
        ("naam\r\n’t Fryslân\r\n".encode("utf-8-sig"), "utf-8"),
    ],
)
def test_the_encoding_is_found_on_the_way(raw: bytes, encoding: str | None) -> None:
    lines = Lines(io.BytesIO(raw))
    records = list(Records(lines))
    assert lines.encoding == encoding
    if encoding:
        assert [record.cells for record in records] == [["naam"], ["’t Fryslân"]]


def test_bytes_that_do_not_fit_are_marked_not_lost() -> None:
    assert read(b"\xef\xbb\xbfnaam\r\nFrysl\xe2n\r\n")[1].cells == ["Frysl\ufffdn"]


def test_line_numbers_count_quoted_line_breaks_and_blank_lines() -> None:
    raw = b'a;b\r\n"een\r\ntwee";x\r\n\r\n"de ""Brug""";y\r\n'
    assert read(raw) == [
        Record(1, ["a", "b"]),
        Record(2, ["een\r\ntwee", "x"]),
        Record(5, ['de "Brug"', "y"]),
    ]


def test_an_open_quote_costs_one_row_and_not_those_after_it() -> None:
    raw = b'a;b\r\n1;"open\r\n2;x\r\n3;y\r\n'
    records = read(raw)
    assert [(record.line, record.flaw is None) for record in records] == [
        (1, True),
        (2, False),
        (3, True),
        (4, True),
    ]
    assert records[1].cells[0] == "1"


def test_an_open_quote_in_a_long_file_is_given_up_soon() -> None:
    rows = b"".join(b"%d;x\r\n" % number for number in range(3 * MOST_LINES_IN_A_RECORD))
    records = read(b'a;b\r\n0;"open\r\n' + rows)
    assert len(records) == 2 + 3 * MOST_LINES_IN_A_RECORD
    assert [record.line for record in records if record.flaw] == [2]


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(InvalidInput, match="longer than"):
        read(b"x" * 100_000)


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=12))
def test_what_is_well_written_is_read_back_with_its_line(rows: list[list[str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    expected = []
    for row in rows:
        expected.append((1 + written.getvalue().count("\n"), row))
        writer.writerow(row)
    lines_each = [sum(cell.count("\n") for cell in row) for row in rows]
    records = read(b"\xef\xbb\xbf" + written.getvalue().encode())
    if max(lines_each) < MOST_LINES_IN_A_RECORD:
        assert [(record.line, record.cells) for record in records] == expected


@given(st.binary(max_size=400))
def test_no_bytes_make_it_crash(raw: bytes) -> None:
    lines = [record.line for record in read(raw)]
    assert lines == sorted(set(lines))
    assert all(1 <= line <= raw.count(b"\n") + 1 for line in lines)
