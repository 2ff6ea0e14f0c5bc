"""What people's programs make of a table: other encodings, lines above the header, loose ends."""

from pathlib import Path
from unittest import mock

import pytest

from ok_api.exchange.imports.reading import Content, charsets, declared_encoding, opened
from ok_api.exchange.imports.reading.separated import separated
from ok_api.exchange.imports.sent import SentRow
from ok_api.foundation.errors import InvalidInput, UnsupportedMediaType
from tests.exchange.imports.sending import XLSX, sheet

CSV, JSONL = "text/csv", "application/jsonl"
KNOWN = frozenset({"rowId", "code", "name", "city"})
TEXT = "code;name\r\n1;Tést ’n 💥\r\n2;B\r\n"


def read(
    folder: Path, content: bytes, media_type: str = CSV, charset: str | None = None
) -> tuple[list[SentRow], list[str]]:
    """The rows, and the codes of what is remarked of the file."""
    path = folder / "file"
    path.write_bytes(content)
    with opened(path, media_type, KNOWN, charset) as file:
        rows = list(file.rows)
        return rows, [flaw.code for flaw in file.content.remarks]


def values(rows: list[SentRow]) -> list[dict[str, object]]:
    assert not any(row.flaws for row in rows), [row.flaws for row in rows]
    return [dict(row.values) for row in rows]


@pytest.mark.parametrize("chunk", [5, 7, 1 << 16])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_is_believed(tmp_path: Path, encoding: str, chunk: int) -> None:
    """Also where a character falls between two reads."""
    marked = ("\ufeff" + TEXT.replace(";", "\t")).encode(encoding)
    json = '\ufeff{"code": "1", "name": "Tést ’n 💥"}\r\n{"code": "2", "name": "B"}'.encode(
        encoding
    )
    with mock.patch("ok_api.exchange.register.lines.CHUNK", chunk):
        table, lines = read(tmp_path, marked)[0], read(tmp_path, json, JSONL)[0]
    expected = [{"code": "1", "name": "Tést ’n 💥"}, {"code": "2", "name": "B"}]
    assert values(table) == values(lines) == expected
    assert [row.line for row in table] == [2, 3]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("us-ascii", "ascii"),
        ("windows-1252", "windows-1252"),
        ("iso-8859-1", "windows-1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("macintosh", "mac-roman"),
        ("utf-16", "utf-16-le"),
        ("UTF-16LE", "utf-16-le"),
        ("utf-16be", "utf-16-be"),
    ],
)
def test_a_charset_that_is_declared_is_obeyed(tmp_path: Path, declared: str, encoding: str) -> None:
    found = declared_encoding(CSV, declared)
    assert found == encoding
    word = "Cafe" if encoding == "ascii" else "Café Ÿ"
    rows, _ = read(tmp_path, f"code;name\r\n1;{word}\r\n".encode(encoding), charset=found)
    assert values(rows) == [{"code": "1", "name": word}]


def test_what_is_not_in_the_declared_charset_is_a_flaw_and_no_guess(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, "code;name\r\n1;Fryslân\r\n".encode("windows-1252"), charset="utf-8")
    assert [flaw.code for flaw in rows[0].flaws] == ["unreadable"]


def test_a_byte_order_mark_wins_from_what_is_declared(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        rows, _ = read(tmp_path, TEXT.encode(encoding), charset="windows-1252")
        assert values(rows)[0]["name"] == "Tést ’n 💥"


@pytest.mark.parametrize(
    ("media_type", "charset"),
    [
        (CSV, "utf-7"),
        (CSV, "ebcdic-cp-us"),
        (CSV, "no such thing"),
        (CSV, "rot13"),
        (CSV, "x\0y"),
        (JSONL, "windows-1252"),
        (JSONL, "utf-16"),
    ],
)
def test_another_charset_is_refused_with_those_that_are_read(media_type: str, charset: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="utf-8"):
        declared_encoding(media_type, charset)


def test_every_charset_is_told_of() -> None:
    for name in charsets.TOLD.split(", "):
        assert charsets.encoding_of(name, charsets.CHARSETS)
    assert declared_encoding(XLSX, "utf-8") is None
    assert declared_encoding(CSV, None) is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_what_to_do(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(InvalidInput, match="charset=utf-16"):
        read(tmp_path, TEXT.encode(encoding))


@pytest.mark.parametrize(
    ("stated", "separator"),
    [
        ("sep=;", ";"),
        ("sep=,", ","),
        ("SEP=;", ";"),
        ('"sep=;"', ";"),
        ("sep=\t", "\t"),
        ("sep=|", "|"),
        ("sep=;;;;", ";"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_line_that_states_the_separator_is_no_row(
    tmp_path: Path, stated: str, separator: str, encoding: str
) -> None:
    """The other signs then are part of the cells."""
    cell = "a,b" if separator != "," else "a;b"
    lines = [stated, f"code{separator}name", f"1{separator}{cell}"]
    rows, remarks = read(tmp_path, "\r\n".join(lines).encode(encoding))
    assert values(rows) == [{"code": "1", "name": cell}]
    assert ([row.line for row in rows], remarks) == ([3], [])


@pytest.mark.parametrize(
    "above",
    [
        ["Lijst van scholen"],
        ["Lijst van scholen;;"],
        ["Lijst, met komma's, van 1-8-2026", "", "Gemaakt door;het kantoor"],
        ["name: de lijst"],
        ["sep=;", "Lijst van scholen"],
    ],
    ids=range(5),
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_title_above_the_header_is_passed_over_and_told(
    tmp_path: Path, above: list[str], form: str
) -> None:
    told = len([line for line in above if line and not line.startswith("sep=")])
    if form == "csv":
        content = "\r\n".join([*above, "code;name;city", "1;A;", "2;B;X"]).encode()
    else:
        titles = [line.split(";") if line else [None] for line in above if "sep=" not in line]
        content = sheet([*titles, ["code", "name", "city"], [1, "A", None], [2, "B", "X"]])
    rows, remarks = read(tmp_path, content, CSV if form == "csv" else XLSX)
    assert [dict(row.values)["name"] for row in rows] == ["A", "B"]
    assert rows[1].values["city"] == "X"
    assert remarks == ["above_header"] * told


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a;b\r\n1;code\r\n", ["a", "b"]),
        (b"a;b\r\ncode;x\r\n", ["a", "b"]),
        (b"code\r\nname\r\n", ["code"]),
        (b"code;x;y\r\n1;code;2\r\n", ["code", "x", "y"]),
    ],
)
def test_a_row_with_a_known_word_in_it_is_no_header(
    tmp_path: Path, content: bytes, names: list[str]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as stream:
        assert separated(Content(stream), KNOWN).header == names


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("code;name;", ["1;A;", "2;B;"]),
        ("code;name;;;", ["1;A;;;", "2;B;;;"]),
        ("code;name;", ["1;A", "2;B"]),
        ("code;name", ["1;A;", "2;B;"]),
        ("code;name;", ["1;A;", "2;B"]),
    ],
)
def test_loose_ends_of_every_row_are_cut_off(tmp_path: Path, header: str, rows: list[str]) -> None:
    found, _ = read(tmp_path, "\r\n".join([header, *rows]).encode())
    assert values(found) == [{"code": "1", "name": "A"}, {"code": "2", "name": "B"}]


@pytest.mark.parametrize(
    ("header", "rows", "torn"),
    [
        ("code;name;city", ["1;A;X", "2;B;b;", "3;C;Y"], [3]),
        ("code;name;city;", ["1;A;X;", "2;B;b;Y;"], [3]),
        ("code;name;city", ["1;A;X;", "2;B;Y;", "3;C;c;Z;"], [4]),
    ],
)
def test_a_loose_end_of_one_row_is_a_separator_too_many(
    tmp_path: Path, header: str, rows: list[str], torn: list[int]
) -> None:
    """Its cells may not be those of their columns."""
    found, _ = read(tmp_path, "\r\n".join([header, *rows]).encode())
    assert [row.line for row in found if row.flaws] == torn
    assert len(found) == len(rows)
