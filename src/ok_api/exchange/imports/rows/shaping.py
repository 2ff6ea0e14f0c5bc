"""The columns that a row may have, read from the bodies that it is taken apart into."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ok_api.exchange.imports.reading.tables import plain_ends
from ok_api.exchange.imports.rows.cells import kinds_of
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.schema import Answer, Body

FINEST = timedelta(milliseconds=1)
"""A sheet keeps no less of a moment."""


def columns_of(*shapes: type[Body], without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Each once, in order."""
    named = (column for shape in shapes for column in kinds_of(shape) if column not in without)
    return tuple(dict.fromkeys(named))


def told_only(shape: type[Answer], columns: Collection[str]) -> tuple[str, ...]:
    """What stands in an export beside the columns that a row may have: links, counts, what follows
    from the rest.
    """
    return tuple(name for name in Columns(shape).names if name not in columns)


def differing(row: Any, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent and is not so already, by the API's names: only that needs a change."""
    return {name: value for name, value in sent.items() if not _same(getattr(row, name), value)}


def _same(now: Any, sent: Any) -> bool:
    """But for what a table cannot tell: less than a millisecond, and how a line ends."""
    if isinstance(now, datetime) and isinstance(sent, datetime):
        return abs(now - sent) < FINEST
    if isinstance(now, str) and isinstance(sent, str):
        return plain_ends(now) == plain_ends(sent)
    return bool(now == sent)


def told_otherwise(
    shape: type[Answer], told: Collection[str], row: Any, values: Mapping[str, Any]
) -> Iterator[str]:
    """The words that are told only, and say otherwise than is so: their sender meant something."""
    loaded = vars(row)
    for name, field in shape.model_fields.items():
        column = str(field.alias)
        sent, now = values.get(column), loaded.get(name, ...)
        if column not in told or not isinstance(sent, str):
            continue
        if isinstance(now, (str, UUID, type(None))) and sent.strip() != str(now or ""):
            yield column


def beyond(new: type[Body], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent and cannot be said of something new, so that it takes a change after it."""
    return {name: value for name, value in sent.items() if name not in new.model_fields and value}
