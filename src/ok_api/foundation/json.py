"""One way to JSON and back: a `Decimal` leaves as an exact number, and is read as one."""

from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: Any) -> bytes:
    """UTF-8 JSON of plain values, dataclasses, dates, UUIDs and enums; refuses unknown types."""
    return _encoder.encode(value)


def encode_text(value: Any) -> str:
    """The same as text, as the database driver wants it."""
    return encode(value).decode()


def encode_safely(value: Any) -> bytes:
    """For what quotes the caller: characters that are no Unicode text are left out."""
    try:
        return encode(value)
    except UnicodeEncodeError:
        return encode(_printable(value))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_printable(key): _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def decode(raw: bytes | str) -> Any:
    return _decoder.decode(raw)
