"""The physical lines of a file as bytes, whatever ends them: CR, LF or both, mixed too."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from ok_api.exchange.register.refusing import thousands, unreadable
from ok_api.rules.text import Text

CHUNK = 1 << 16
TOO_LONG = Text(
    nl="Regel {line} is langer dan {most} bytes; zo lang is geen enkele rij.",
    en="Line {line} is longer than {most} bytes; no row is that long.",
)


class RawLines:
    """Each with its end, so that together they are the file.

    Raises `InvalidInput` for a line that is longer than `longest` bytes before it fills the memory.
    """

    def __init__(self, source: BinaryIO, longest: int) -> None:
        self._source = source
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
        self.bytes_read += len(chunk)
        pieces = (self._rest + chunk).splitlines(keepends=True)
        ended = self._over or not pieces or pieces[-1].endswith(b"\n")
        self._rest = b"" if ended else pieces.pop()
        self._ready.extend(pieces)
        if len(self._rest) > self._longest:
            raise self._too_long(self.number + len(pieces) + 1)

    def _too_long(self, line: int) -> Exception:
        said = TOO_LONG.format(line=line, most=thousands(self._longest))
        return unreadable("line_too_long", said)
