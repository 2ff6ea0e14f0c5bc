"""Workbooks in the strict form of ISO/IEC 29500: the same parts, under other names."""

import re
import zipfile
from types import TracebackType
from typing import IO, Any

MARK = b"http://purl.oclc.org/ooxml/"
NAME = re.compile(MARK.replace(b".", rb"\.") + rb"([A-Za-z]+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
RELATIONS = "_rels/.rels"
LONGEST = 1 << 20
"""Bytes without a tag that are held back for the one that may follow."""


def is_strict(packed: zipfile.ZipFile) -> bool:
    return RELATIONS in packed.namelist() and MARK in packed.read(RELATIONS)


class StrictWorkbook(zipfile.ZipFile):
    """Read as if it were transitional, which is what the library knows."""

    def open(self, *given: Any, **named: Any) -> Any:
        return _Renamed(super().open(*given, **named))


class _Renamed:
    """A part, with the names changed while it is read, a tag at a time."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._rest = b""

    def read(self, size: int | None = -1) -> bytes:
        """About so much: a name may become longer. Nothing at the end only."""
        if size is None or size < 0:
            return NAME.sub(TRANSITIONAL, self._rest + self._part.read())
        while chunk := self._part.read(size):
            found = self._rest + chunk
            cut = found.rfind(b"<") if len(found) < LONGEST else len(found)
            self._rest = found[max(cut, 0) :]
            if cut > 0:
                return NAME.sub(TRANSITIONAL, found[:cut])
        last, self._rest = self._rest, b""
        return NAME.sub(TRANSITIONAL, last)

    def close(self) -> None:
        self._part.close()

    def __enter__(self) -> "_Renamed":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
