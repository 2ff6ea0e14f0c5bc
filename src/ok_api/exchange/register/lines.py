"""The physical lines of a file as bytes, whatever ends them: CR, LF or both, mixed too."""

from codecs import (
    BOM_UTF16_BE,
    BOM_UTF16_LE,
    BOM_UTF32_BE,
    BOM_UTF32_LE,
    IncrementalDecoder,
    getincrementaldecoder,
)
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from ok_api.exchange.register.refusing import thousands, unreadable
from ok_api.rules.text import Text

CHUNK = 1 << 16
WIDE = {
    BOM_UTF32_LE: "utf-32-le",
    BOM_UTF32_BE: "utf-32-be",
    BOM_UTF16_LE: "utf-16-le",
    BOM_UTF16_BE: "utf-16-be",
}
"""By the mark that a file begins with; the longer ones first, since one begins as another does."""
TOO_LONG = Text(
    nl="Regel {line} is langer dan {most} bytes; zo lang is geen enkele rij.",
    en="Line {line} is longer than {most} bytes; no row is that long.",
)


class RawLines:
    """Each with its end, so that together they are the file.

    Where a character takes two or four bytes, by its byte order mark or as its sender declares, the
    lines are those of the same text in UTF-8.

    Raises `InvalidInput` for a line that is longer than `longest` bytes before it fills the memory.
    """

    def __init__(self, source: BinaryIO, longest: int, charset: str | None = None) -> None:
        self._source = source
        self.wide = charset if charset in WIDE.values() else None
        self._decoder: IncrementalDecoder | None = None
        self._longest = longest
        self._ready: deque[bytes] = deque()
        self._rest = b""
        self._over = False
        self.number = 0
        self.bytes_read = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        while not self._ready and not self._over:
            self._read()
        if not self._ready:
            raise StopIteration
        self.number += 1
        line = self._ready.popleft()
        if len(line) > self._longest:
            raise self._too_long(self.number)
        return line

    def _read(self) -> None:
        """What ends in CR may go on with an LF, so it waits for what follows."""
        chunk = self._source.read(CHUNK)
        self._over = not chunk
        chunk = self._narrowed(chunk)
        pieces = (self._rest + chunk).splitlines(keepends=True)
        ended = self._over or not pieces or pieces[-1].endswith(b"\n")
        self._rest = b"" if ended else pieces.pop()
        self._ready.extend(pieces)
        if len(self._rest) > self._longest:
            raise self._too_long(self.number + len(pieces) + 1)

    def _narrowed(self, chunk: bytes) -> bytes:
        """In UTF-8, whatever is wide; what is no character becomes U+FFFD."""
        if not self.bytes_read:
            mark = next((mark for mark in WIDE if chunk.startswith(mark)), b"")
            self.wide = WIDE.get(mark, self.wide)
            if self.wide:
                self._decoder = getincrementaldecoder(self.wide)("replace")
        self.bytes_read += len(chunk)
        if self._decoder is None:
            return chunk
        text = self._decoder.decode(chunk, final=self._over)
        return text.encode("utf-8", "replace")

    def _too_long(self, line: int) -> Exception:
        said = TOO_LONG.format(line=line, most=thousands(self._longest))
        return unreadable("line_too_long", said)
