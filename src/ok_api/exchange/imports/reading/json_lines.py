"""JSON Lines: an object on each line."""

from collections.abc import Iterator
from typing import Any

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.tables import (
    LONGEST_NAME,
    SentFile,
    counted,
    row_id_of,
    text_flaws,
)
from ok_api.exchange.imports.sent import SentRow
from ok_api.exchange.register.blanks import Blanks
from ok_api.exchange.register.lines import RawLines
from ok_api.exchange.register.reading import BOM
from ok_api.foundation import json
from ok_api.foundation.errors import Flaw
from ok_api.foundation.json_bodies import REPEATED

LONGEST_LINE = 1 << 18


def json_lines(content: Content) -> SentFile:
    return SentFile(counted(_rows(content)), content)


def _rows(content: Content) -> Iterator[SentRow]:
    blanks = Blanks()
    for line, raw in enumerate(RawLines(content.stream, LONGEST_LINE, content.charset), 1):
        text = (raw.removeprefix(BOM) if line == 1 else raw).strip()
        if not text:
            blanks.add(line)
            continue
        blanks.over()
        yield _row(line, text)


def _row(line: int, text: bytes) -> SentRow:
    try:
        values = json.read(text)
        if not isinstance(values, dict):
            return SentRow(line, {}, None, (Flaw("body", "", "not_an_object", flaws.OBJECT),))
        row_id, wrong = row_id_of(values)
        found = (*wrong, *_text_flaws("", values))
        return SentRow(line, {} if found else dict(_flat("", values)), row_id, found)
    except json.Doubled as error:
        twice = (Flaw("body", pointer, "repeated", REPEATED) for pointer in error.pointers)
        return SentRow(line, {}, None, tuple(twice))
    except ValueError:
        return SentRow(line, {}, None, (Flaw("body", "", "json_invalid", flaws.JSON),))


def _flat(prefix: str, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of an object by dotted names, as a table has them."""
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _text_flaws(pointer: str, value: Any) -> Iterator[Flaw]:
    """Everywhere in the object, also in its names: no report keeps a NUL."""
    if isinstance(value, str):
        yield from text_flaws(pointer, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from text_flaws(pointer, key)
            if "\0" in key:
                yield Flaw("body", pointer, "control_character", flaws.CONTROL)
            yield from _text_flaws(f"{pointer}/{key[:LONGEST_NAME]}".replace("\0", ""), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _text_flaws(f"{pointer}/{place}", inner)
