"""One JSON encoder for what Python itself answers: a `Decimal` leaves as an exact number."""

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """UTF-8 JSON of plain values, dataclasses, dates, UUIDs and enums; refuses unknown types."""
    return _encoder.encode(value)


def decode(raw: bytes | str) -> Any:
    return msgspec.json.decode(raw)
