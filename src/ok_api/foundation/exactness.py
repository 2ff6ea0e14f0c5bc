"""JSON says itself what a number, a truth and a text are: none of them is taken for another.

A validator alone would take `"6"` and `true` for numbers, `1` for a truth, and the digits of a day
for seconds since 1970.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic_core import PydanticKnownError

MOST_DIGITS = 30
"""No number of ours is longer; a longer exponent would only cost its reader time."""
_NUMBERS = frozenset({int, Decimal, float})
_DAYS: Mapping[type, str] = MappingProxyType(
    {
        date: "date_from_datetime_parsing",
        datetime: "datetime_parsing",
        AwareDatetime: "datetime_parsing",
    }
)
_WRITTEN_OUT = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}")


@cache
def kinds(model: type[BaseModel], name: str) -> frozenset[type]:
    """The types that a member may have, without what surrounds them."""
    return frozenset(_leaves(model.model_fields[name].annotation))


def _leaves(annotation: Any) -> set[type]:
    if get_origin(annotation) is Annotated:
        return _leaves(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return {leaf for part in get_args(annotation) for leaf in _leaves(part)}
    return {annotation} if isinstance(annotation, type) else set()


def exact(wanted: frozenset[type], value: Any) -> Any:
    """The value, a whole number as one. Raises the error of who wanted something else."""
    if isinstance(value, bool):
        _refuse(wanted & (_NUMBERS | _DAYS.keys()))
    elif isinstance(value, (int, Decimal, float)):
        _refuse(wanted & ({bool} | _DAYS.keys()))
        return _number(wanted, value)
    elif isinstance(value, str):
        _refuse(wanted & (_NUMBERS | {bool}))
        return written_out(wanted, value)
    return value


def written_out(wanted: frozenset[type], value: Any) -> Any:
    """Days and moments begin with year, month and day; digits alone would be seconds since 1970."""
    if isinstance(value, str) and not _WRITTEN_OUT.match(value):
        _refuse(wanted & _DAYS.keys())
    return value


def _number(wanted: frozenset[type], value: int | Decimal | float) -> int | Decimal | float:
    if int in wanted and isinstance(value, Decimal) and Decimal not in wanted:
        whole = value.adjusted() <= MOST_DIGITS and value == value.to_integral_value()
        if not whole:
            raise PydanticKnownError("int_from_float")
        return int(value)
    return Decimal(repr(value)) if Decimal in wanted and isinstance(value, float) else value


def _refuse(wanted: frozenset[type]) -> None:
    for kind in sorted(wanted, key=lambda one: one.__name__):
        if kind in _DAYS:
            raise PydanticKnownError(_DAYS[kind], {"error": ""})  # type: ignore[arg-type]
        raise PydanticKnownError({bool: "bool_type", int: "int_type"}.get(kind, "decimal_type"))  # type: ignore[arg-type]
