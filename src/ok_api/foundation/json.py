"""One way to JSON and back: a `Decimal` leaves as an exact number, and is read as one."""

import json as plain
from collections.abc import Iterator
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
    """What we wrote ourselves, or a library did."""
    return _decoder.decode(raw)


class Doubled(ValueError):
    """An object names a member twice: no reader can know which of them is meant."""

    def __init__(self, pointers: list[str]) -> None:
        super().__init__(f"doubled members {pointers}")
        self.pointers = pointers


def read(raw: bytes | str) -> Any:
    """What others wrote, each member once and each number exact.

    Raises `Doubled`, or another `ValueError` for what is no JSON, or no reader can hold.
    """
    twice: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice[id(found)] = found, [name for name, _ in pairs]
        return found

    try:
        value = plain.loads(
            raw, object_pairs_hook=members, parse_float=Decimal, parse_constant=_no_number
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise ValueError("no JSON that can be read") from error
    if twice:
        names = {key: seen for key, (_, seen) in twice.items()}
        raise Doubled(list(_places(value, names)))
    return value


def _no_number(written: str) -> Any:
    raise ValueError(f"{written} is no number of JSON")


def _places(value: Any, twice: dict[int, list[str]]) -> Iterator[str]:
    """The JSON pointers of the members that stand twice."""
    waiting = [("", value)]
    while waiting:
        place, here = waiting.pop()
        if isinstance(here, dict):
            waiting += [(f"{place}/{_escaped(name)}", inner) for name, inner in here.items()]
            seen: set[str] = set()
            for name in twice.get(id(here), ()):
                if name in seen:
                    yield f"{place}/{_escaped(name)}"
                seen.add(name)
        elif isinstance(here, list):
            waiting += [(f"{place}/{number}", inner) for number, inner in enumerate(here)]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
