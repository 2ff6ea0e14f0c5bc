"""What a body was packed with on its way (`Content-Encoding`), and unpacking it within a limit."""

import zlib
from collections.abc import Collection, Iterator
from typing import Protocol

from starlette.requests import Request

from ok_api.foundation.errors import Flaw, InvalidInput, TooLarge, UnsupportedMediaType
from ok_api.rules.text import Text

GZIP = "gzip"
NAMES = {"x-gzip": GZIP, "identity": ""}
PART = 1 << 20
WITH_A_GZIP_HEAD = 16 + zlib.MAX_WBITS


class Unpacker(Protocol):
    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The next of what was packed, in parts of a bearable size."""
        ...

    def finish(self) -> None:
        """Raises `InvalidInput` for what ended too soon."""
        ...


def packed_by(request: Request) -> str:
    """How the body was packed; empty when it was not."""
    said = ", ".join(request.headers.getlist("content-encoding")).strip().lower()
    return NAMES.get(said, said)


def check_packing(request: Request, taken: Collection[str]) -> None:
    """Raises `UnsupportedMediaType` before the body is read."""
    said = packed_by(request)
    if said and said not in taken:
        ways = " / ".join(taken)
        nl = f"met Content-Encoding {ways} of zonder" if taken else "zonder Content-Encoding"
        en = f"with Content-Encoding {ways} or without" if taken else "without Content-Encoding"
        raise UnsupportedMediaType(
            Text(f"Stuur de inhoud {nl}, niet met {said}.", f"Send the body {en}, not with {said}.")
        )


def unpacker(packing: str, limit: int) -> Unpacker:
    return _Gzip(limit) if packing == GZIP else _AsItIs()


class _AsItIs:
    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def finish(self) -> None:
        """Its length has been counted already."""


class _Gzip:
    """One member after another (RFC 1952). No more than the limit is ever unpacked."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._unpacked = 0
        self._member = zlib.decompressobj(WITH_A_GZIP_HEAD)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        full = False
        while piece or full:
            if self._member.eof:
                piece, full = piece.lstrip(b"\0"), False  # Tapes, and who thinks of one, pad.
                self._member = zlib.decompressobj(WITH_A_GZIP_HEAD) if piece else self._member
                continue
            part = self._next(piece)
            full = len(part) == PART  # Then more may come of what has been taken in.
            piece = self._member.unconsumed_tail or self._member.unused_data
            if part:
                yield part

    def _next(self, piece: bytes) -> bytes:
        try:
            part = self._member.decompress(piece, PART)
        except zlib.error as error:
            raise _damaged() from error
        self._unpacked += len(part)
        if self._unpacked > self._limit:
            raise TooLarge(_TOO_LARGE.format(most=self._limit), maxBytes=self._limit)
        return part

    def finish(self) -> None:
        if not self._member.eof:
            raise _damaged()


def _damaged() -> InvalidInput:
    return InvalidInput(Flaw("body", "", "gzip_invalid", _DAMAGED))


_DAMAGED = Text(
    "De inhoud is geen geldige gzip, of niet compleet.",
    "The body is not valid gzip, or not complete.",
)
_TOO_LARGE = Text(
    "Uitgepakt is de inhoud groter dan {most} bytes.", "Unpacked the body is over {most} bytes."
)
