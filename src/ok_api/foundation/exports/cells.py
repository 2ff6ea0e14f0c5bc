"""What a value looks like in a cell, such that no program takes it for a formula."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ok_api.foundation import json

SEPARATOR = "|"
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[\t\r\n=+\-@＝＋－＠﹦﹢﹣﹫−]")
"""How a formula may begin, also in the full-width characters that some programs fold."""


_HIDDEN_FORMULA = re.compile(r"([;\t\r\n][ ]*)(?=[=@＝＠]|[+\-＋－−]\S)")
"""Where a program that splits at other signs than ours would see a cell begin with a formula.

A dash with a blank behind it is a list in somebody's prose.
"""


def is_risky(text: str) -> bool:
    """Whether a spreadsheet that opens this text may take it for a formula."""
    return _FORMULA.match(text) is not None


def defused(text: str) -> str:
    """The text, with an apostrophe where a spreadsheet would else calculate."""
    shown = _HIDDEN_FORMULA.sub(r"\1'", text)
    return f"'{shown}" if is_risky(text) else shown


def simple(value: Any) -> Any:
    """A text, number, truth or nothing: lists of those joined, all else as compact JSON.

    A list is told as JSON too when one of its texts contains the separator.
    """
    if isinstance(value, list):
        return _joined(value)
    return json.encode_text(value) if isinstance(value, dict) else value


def _joined(values: Iterable[Any]) -> str:
    texts = [_text(value) for value in values]
    if any(text is None or SEPARATOR in text for text in texts):
        return json.encode_text(values)
    return SEPARATOR.join(text for text in texts if text is not None)


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, (dict, list)) else written(value)


def written(value: Any) -> str:
    """As it stands in JSON, but a text without its quotes and nothing as an empty cell."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def csv_cell(value: Any) -> str:
    """Numbers as they are; a text that could be a formula is defused."""
    value = simple(value)
    return defused(value) if isinstance(value, str) else written(value)


def csv_cells(values: Iterable[Any]) -> list[Any]:
    """What a writer of CSV makes the same cells of.

    Most cells are nothing, a whole number, or a text that begins with a letter or digit and so is
    harmless; looking at no more than that makes an export twice as fast.
    """
    return [
        value
        if value is None
        or (kind := value.__class__) is int
        or (kind is str and value[:1].isalnum())
        else csv_cell(value)
        for value in values
    ]
