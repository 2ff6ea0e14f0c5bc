"""A row as it was sent: what reading a file gives, and what taking it over begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ok_api.foundation.errors import Flaw


@dataclass(frozen=True)
class SentRow:
    line: int
    """The line in a text file, the row in a sheet, counted from 1 with the header."""
    values: Mapping[str, Any]
    """By the names of the API's members; a blank cell is absent. Text in CSV, typed elsewhere."""
    row_id: str | None = None
    """The sender's own name for the row, from a column `rowId`."""
    flaws: tuple[Flaw, ...] = ()
    """What could not be read: cells too many, broken JSON, unknown columns."""
