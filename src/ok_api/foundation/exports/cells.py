"""What a value looks like in a cell, such that no program takes it for a formula, and back."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ok_api.foundation import json

SEPARATOR = "|"
_UNSEEN = (
    r" \x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5"
    r"\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Blanks, control characters, and what Unicode calls ignorable: some programs drop them."""
_EQUALS, _SIGN = "[=＝﹦]", r"[+\-@＋－＠﹢﹣﹫−]"
"""How a formula may begin, also in the full-width characters that some programs fold."""
_FORMULA = re.compile(rf"'*[{_UNSEEN}]*(?:[\t\r\n]|{_EQUALS}|{_SIGN})")
_PIECE = r"[^;\t\r\n{}]*"
_REACHES = rf"{_SIGN}{_PIECE.format('|')}\|{_PIECE.format('!')}!"
_COMPUTES = rf"{_SIGN}(?=[^\s)]){_PIECE.format('(+')}[(+]"
_ANYWHERE = rf"[;\t\r\n][{_UNSEEN}]*", rf"(?='*(?:{_EQUALS}|{_REACHES}))"
_WITHIN_A_LINE = rf"[;\t][{_UNSEEN}]*", rf"(?='*{_COMPUTES})"
_HIDDEN = re.compile("|".join(before + after for before, after in (_ANYWHERE, _WITHIN_A_LINE)))
_DEFUSED = re.compile(
    "|".join(f"{before}'{after}" for before, after in (_ANYWHERE, _WITHIN_A_LINE))
)
_PLAIN = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ][^;\t\r\n]*").fullmatch
"""A text in which no formula may begin or hide, as most texts are."""


def is_risky(text: str) -> bool:
    """Whether a spreadsheet that opens this text may take it for a formula.

    So is one with apostrophes before it, to which another one is added: else it would lose its own.
    """
    return _FORMULA.match(text) is not None


def defused(text: str) -> str:
    """The text, with an apostrophe where a spreadsheet would else calculate.

    Also within it, where a program that splits at other signs than ours would see a cell begin:
    Dutch Excel splits at semicolons, in quotes too. What may be prose is left as it is there: a
    dash, a telephone number or a name with an @, unless it computes something.
    """
    shown = _HIDDEN.sub(r"\g<0>'", text)
    return f"'{shown}" if is_risky(shown) else shown


def restored(text: str) -> str:
    """What `defused` was given; any other text that begins so loses one apostrophe too."""
    return _DEFUSED.sub(lambda found: found[0][:-1], unquoted(text))


def unquoted(text: str) -> str:
    """The text without the apostrophe that protects it as a whole."""
    return text[1:] if text.startswith("'") and is_risky(text) else text


def simple(value: Any) -> Any:
    """A text, number, truth or nothing: lists of those joined, all else as compact JSON.

    A list is told as JSON too when one of its texts would else be read as something else.
    """
    if isinstance(value, list):
        return _joined(value)
    return json.encode_text(value) if isinstance(value, dict) else value


def _joined(values: Iterable[Any]) -> str:
    texts = [_text(value) for value in values]
    if any(not text or SEPARATOR in text or text.startswith("[") for text in texts):
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

    Most cells are nothing, a whole number or a plain text; knowing those at a glance makes an
    export twice as fast.
    """
    return [
        value
        if value is None or (kind := value.__class__) is int or (kind is str and _PLAIN(value))
        else csv_cell(value)
        for value in values
    ]
