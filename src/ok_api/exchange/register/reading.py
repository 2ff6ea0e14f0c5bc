"""From bytes to records, streaming: the encoding, the quotes and the line numbers."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ok_api.exchange.register.blanks import Blanks
from ok_api.exchange.register.lines import RawLines
from ok_api.exchange.register.refusing import thousands
from ok_api.rules.text import Text

BOM, MARK = b"\xef\xbb\xbf", "\ufeff"
LONGEST_RECORD = 131_072
"""In characters, line ends included. It is also what the csv reader takes in one cell."""
LONGEST_LINE = 4 * LONGEST_RECORD
"""In bytes: a character is four at the most, so that no row that fits is refused for its line."""

QUOTES = Text(
    nl="De aanhalingstekens kloppen niet: een veld opent of sluit niet zoals het hoort.",
    en="The quotes do not match: a field does not open or close as it should.",
)


LONG = Text(
    nl="De rij is langer dan {most} tekens. Een cel mag meerdere regels hebben; is misschien een "
    "aanhalingsteken niet gesloten?",
    en="The row is longer than {most} characters. A cell may have several lines; is perhaps a "
    "quote not closed?",
).format(most=thousands(LONGEST_RECORD))


class _TooLong(csv.Error):
    """As if the csv reader had seen it."""


@dataclass(frozen=True)
class Record:
    """The cells of one row and the line of the file on which it begins, the header being line 1.

    When the row cannot be split (`split`), `flaw` says why and the cells are its first line cut at
    each separator: not good enough to store, but good enough to see which school the row is about.
    """

    line: int
    cells: list[str]
    flaw: Text | None = None
    split: bool = True


class Lines:
    """The physical lines of a file as text.

    A byte order mark says what it is, or else the charset that its sender declares. Without either
    the first line that is not plain ASCII decides: Dutch text in windows-1252 is never by accident
    valid UTF-8. Bytes that then do not fit become U+FFFD, which the cleaning of the cell refuses.
    """

    def __init__(self, source: BinaryIO, charset: str | None = None) -> None:
        self._raw = RawLines(source, LONGEST_LINE, charset)
        self.encoding = charset

    @property
    def bytes_read(self) -> int:
        return self._raw.bytes_read

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._decode(next(self._raw))

    def _decode(self, raw: bytes) -> str:
        if self._raw.wide:
            self.encoding = self._raw.wide
            return raw.decode().removeprefix(MARK if self._raw.number == 1 else "")
        if self._raw.number == 1 and raw.startswith(BOM):
            self.encoding = "utf-8"
            raw = raw.removeprefix(BOM)
        if self.encoding is None:
            if raw.isascii():
                return raw.decode("ascii")
            self.encoding = "utf-8" if _is_utf8(raw) else "windows-1252"
        return raw.decode(self.encoding, errors="replace")


class Records:
    """The records of a file, each with the line it begins on.

    A quote that is never closed would swallow the rows after it, and their schools would look
    absent. So a record that goes wrong costs its first line only, and reading resumes at the next.
    """

    def __init__(self, lines: Iterable[str], separator: str = ";", *, prose: bool = True) -> None:
        """In `prose` a cell of several lines may hold separators; elsewhere it is two rows in one,
        of which the first opens a quote and the second closes it.
        """
        self._feed = _Feed(lines)
        self._separator = separator
        self._prose = prose

    def __iter__(self) -> Iterator[Record]:
        rows = csv.reader(self._feed, delimiter=self._separator, strict=True)
        blanks = Blanks()
        while True:
            line = self._feed.begin_record()
            try:
                cells = next(rows)
                if self._holds_a_row(cells):
                    raise csv.Error  # noqa: TRY301 - As if the reader had seen it.
            except StopIteration:
                return
            except csv.Error as error:
                flaw = LONG if isinstance(error, _TooLong) else QUOTES
                first = self._feed.keep_first_line().rstrip("\r\n")
                yield Record(line, first.split(self._separator), flaw, split=False)
                blanks.over()
                continue
            if not cells:
                blanks.add(line)
                continue
            blanks.over()
            yield Record(line, cells)

    def _holds_a_row(self, cells: list[str]) -> bool:
        if self._prose or self._feed.lines_taken < 2:
            return False
        several = (cell for cell in cells if "\n" in cell or "\r" in cell)
        return any(self._separator in cell for cell in several)


class _Feed:
    """Hands lines to the csv reader, and takes back those of a record that went wrong."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._done = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self._taken.append(line)
        self._size += len(line)
        if self._size > LONGEST_RECORD:
            raise _TooLong
        return line

    @property
    def lines_taken(self) -> int:
        return len(self._taken)

    def begin_record(self) -> int:
        self._done += len(self._taken)
        self._taken.clear()
        self._size = 0
        return self._done + 1

    def keep_first_line(self) -> str:
        first, *others = self._taken
        self._returned.extendleft(reversed(others))
        self._taken = [first]
        return first


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
