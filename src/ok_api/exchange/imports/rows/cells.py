"""What people write in a cell, as the API writes it: Dutch numbers, days and times, joined lists.

A spreadsheet knows no time zones, takes a code for a number, and says ja. Whatever cannot be
understood is passed on as it stands, so that the validator says what it should have been.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args

from ok_api.foundation import clock, json
from ok_api.foundation.exports.cells import SEPARATOR
from ok_api.foundation.exports.columns import Columns, Kind
from ok_api.foundation.schema import Body
from ok_api.rules.words import Term
from ok_api.rules.writing import line

TRUTHS = {
    **dict.fromkeys(("ja", "j", "waar", "true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("nee", "n", "onwaar", "false", "f", "no", "off", "0"), False),
}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?|[0-9]*[.,][0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})*\.000")
"""Both a thousand and a one to three decimals: nobody but the sender knows which."""
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})(.*)", re.DOTALL)
_HOURS_AND_MINUTES = re.compile(r"(.*[ T])([0-9])(:.*)", re.DOTALL)


@cache
def kinds_of(shape: type[Body]) -> Mapping[str, Kind]:
    """What stands in each column of a body."""
    return {column.name: column.kind for column in Columns(shape).all}


@cache
def _labels_of(shape: type[Body]) -> Mapping[str, Mapping[str, str]]:
    """Of each column with words of a closed list: the word by its label, in either language."""
    found = {
        str(info.alias or name): _lists_in(info.annotation)
        for name, info in shape.model_fields.items()
    }
    return {
        column: {
            label.casefold(): word.value
            for kind in kinds
            for word in kind
            for label in (word.label.nl, word.label.en)
        }
        for column, kinds in found.items()
        if kinds
    }


def _lists_in(annotation: Any) -> list[type[Term]]:
    if isinstance(annotation, type) and issubclass(annotation, Term):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _lists_in(part)]


def called(shape: type[Body], column: str, value: Any) -> Any:
    """A word that is written as its label, which is how refusals name it."""
    labels = _labels_of(shape).get(column, {})
    if isinstance(value, list):
        return [called(shape, column, one) for one in value]
    return labels.get(value.casefold(), value) if isinstance(value, str) else value


def meant(kind: Kind, value: Any) -> Any:
    """The value as the API would be sent it."""
    if isinstance(value, str):
        value = value.strip() if kind in (Kind.TEXT, Kind.OTHER) else line(value)
    return READERS[kind](value)


def _text(value: Any) -> Any:
    """A code of digits alone comes out of a spreadsheet as a number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return str(value)
    return value


def _number(value: Any) -> Any:
    """An exact number of what a cell holds as text."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or _THOUSANDS.fullmatch(value):
        return value
    return Decimal(value.replace(",", "."))


def _boolean(value: Any) -> Any:
    """A sheet has its own truths, and some take numbers for them."""
    said = _text(value)
    return TRUTHS.get(said.lower(), value) if isinstance(said, str) else value


def _day(value: Any) -> Any:
    return _iso(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    """A time without a zone is Dutch time."""
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(_two_digits(_iso(value)))
    return clock.placed(value) if isinstance(value, datetime) else value


def _iso(value: str) -> str:
    """1-10-2025 as 2025-10-01."""
    dutch = _DUTCH_DAY.fullmatch(value)
    if dutch is None:
        return value
    day, month, year, rest = dutch.groups()
    return f"{year}-{month:0>2}-{day:0>2}{rest}"


def _two_digits(value: str) -> str:
    """9:00 as 09:00."""
    return _HOURS_AND_MINUTES.sub(r"\g<1>0\2\3", value)


def _other(value: Any) -> Any:
    """A list in one cell is written as the exports write it."""
    if not isinstance(value, str):
        return value
    if value.startswith("["):
        with suppress(ValueError):
            return json.read(value)
    return [part.strip() for part in value.split(SEPARATOR)]


READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.OTHER: _other,
}
