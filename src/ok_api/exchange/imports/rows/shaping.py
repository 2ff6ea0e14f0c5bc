"""The columns that a row may have, read from the bodies that it is taken apart into."""

from collections.abc import Mapping
from typing import Any

from ok_api.exchange.imports.rows.cells import kinds_of
from ok_api.foundation.schema import Body


def columns_of(*shapes: type[Body], without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Each once, in order."""
    named = (column for shape in shapes for column in kinds_of(shape) if column not in without)
    return tuple(dict.fromkeys(named))


def differing(row: Any, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent and is not so already, by the API's names: only that needs a change."""
    return {name: value for name, value in sent.items() if getattr(row, name) != value}


def beyond(new: type[Body], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent and cannot be said of something new, so that it takes a change after it."""
    return {name: value for name, value in sent.items() if name not in new.model_fields and value}
