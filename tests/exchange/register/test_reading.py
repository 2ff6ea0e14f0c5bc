"""Bytes become records: encodings, quotes, and the lines a person would see in an editor."""

import csv
import io
import itertools
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.exchange.register.reading import (
    LONGEST_LINE,
    LONGEST_RECORD,
    Lines,
    Record,
    Records,
)
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


def test_an_open_quote_in_a_long_file_is_given_up_in_time() -> None:
    count = LONGEST_RECORD // 4
    rows = b"".join(b"%d;x\r\n" % number for number in range(count))
    records = read(b'a;b\r\n0;"open\r\n' + rows)
    assert len(records) == 2 + count
    (flawed,) = (record for record in records if record.flaw)
    assert flawed.flaw
    assert (flawed.line, flawed.split) == (2, False)
    assert "longer than 131,072 characters" in flawed.flaw.en


@pytest.mark.parametrize("lines", [21, 500, 5_000])
def test_a_cell_has_as_many_lines_as_fit(lines: int) -> None:
    cell = "\r\n".join(f"week {number}; lezen" for number in range(lines))
    records = read(f'a;b\r\n1;"{cell}"\r\n2;x\r\n'.encode())
    assert [(record.line, record.flaw) for record in records] == [
        (1, None),
        (2, None),
        (2 + lines, None),
    ]
    assert records[1].cells == ["1", cell]


@pytest.mark.parametrize("sign", ["x", "é", "💥"])
def test_the_limit_is_in_characters_and_to_the_letter(sign: str) -> None:
    """Whatever they take in bytes, and in one line or in several."""
    fits = '1;"' + "\n" + sign * (LONGEST_RECORD - 6) + '"\n'
    assert len(fits) == LONGEST_RECORD
    kept, after = read(f"{fits}2;x\n".encode())
    assert (kept.flaw, after.cells) == (None, ["2", "x"])
    first, *others = read(f"{fits.replace(sign, sign * 2, 1)}2;x\n".encode())
    assert first.flaw
    assert not first.split
    assert others[-1].cells == ["2", "x"]
    one_line, after = read(b"1;" + b"x" * LONGEST_RECORD + b"\n2;x\n")
    assert one_line.flaw == first.flaw
    assert after.cells == ["2", "x"]


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(InvalidInput, match="longer than"):
        read(b"x" * (LONGEST_LINE + 1))


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=12))
def test_what_is_well_written_is_read_back_with_its_line(rows: list[list[str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    expected = []
    for row in rows:
        expected.append((1 + len(written.getvalue().encode().splitlines()), row))
        writer.writerow(row)
    records = read(b"\xef\xbb\xbf" + written.getvalue().encode())
    assert [(record.line, record.cells) for record in records] == expected


@given(st.binary(max_size=400))
def test_no_bytes_make_it_crash(raw: bytes) -> None:
    lines = [record.line for record in read(raw)]
    assert lines == sorted(set(lines))
    assert all(1 <= line <= len(raw.splitlines()) for line in lines)


ENDS = ("\r", "\n", "\r\n")
plain = st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n";'), min_size=1)


@given(
    st.lists(st.tuples(plain, st.sampled_from(ENDS)), min_size=1, max_size=20), st.integers(1, 9)
)
def test_every_line_is_a_row_whatever_ends_it(rows: list[tuple[str, str]], chunk: int) -> None:
    """Also where a line end falls between two reads."""
    raw = "".join(f"x;{cell}{end}" for cell, end in rows).encode()
    with mock.patch("ok_api.exchange.register.lines.CHUNK", chunk):
        records = read(b"\xef\xbb\xbf" + raw)
    assert [record.cells for record in records] == [["x", cell] for cell, _ in rows]
    assert [record.line for record in records] == list(range(1, len(rows) + 1))


@given(st.lists(st.sampled_from(["a", ";", '"', "\r", "\n", "x;y\r\n", '"q";z\n'])))
def test_no_line_is_lost_between_two_rows(parts: list[str]) -> None:
    """What one row does not take is the next one's, or blank."""
    raw = "".join(parts).encode()
    lines, records = raw.splitlines(), read(raw)
    begin = [record.line for record in records]
    assert not any(lines[: begin[0] - 1] if begin else lines)
    for record, after in itertools.zip_longest(records, begin[1:], fillvalue=len(lines) + 1):
        assert isinstance(record, Record)
        assert isinstance(after, int)
        first, *others = lines[record.line - 1 : after - 1]
        assert first
        assert not (record.flaw and b"".join(others).strip())


@pytest.mark.parametrize("end", ENDS)
def test_a_quote_that_closes_in_the_next_row_costs_both_where_no_cell_is_prose(end: str) -> None:
    raw = f'code;naam;plaats{end}1;"De Brug;A{end}2;Boog";B{end}3;C;"D{end}E"{end}'.encode()
    assert [record.line for record in read(raw)] == [1, 2, 4]
    lines = Lines(io.BytesIO(raw))
    records = list(Records(lines, prose=False))
    assert [(record.line, record.cells[0], record.split) for record in records] == [
        (1, "code", True),
        (2, "1", False),
        (3, "2", True),
        (4, "3", True),
    ]
