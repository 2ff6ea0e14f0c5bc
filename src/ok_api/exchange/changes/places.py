"""Where a change stands in the log, and how a caller names that."""

import re
from dataclasses import dataclass
from typing import ClassVar

CURSOR = "0-0|[1-9][0-9]{0,17}-[1-9][0-9]{0,17}"


@dataclass(frozen=True, order=True)
class Place:
    """A commit, and a record of it: whatever is committed later has a higher place, always."""

    commit: int
    record: int
    START: ClassVar["Place"]

    @property
    def cursor(self) -> str:
        """What callers keep: the same for ever, whatever else changes."""
        return f"{self.commit}-{self.record}"


Place.START = Place(0, 0)


def place_of(cursor: str) -> Place | None:
    """The place that a cursor names, if it can be a cursor at all."""
    if not re.fullmatch(CURSOR, cursor):
        return None
    commit, record = map(int, cursor.split("-"))
    return Place(commit, record)
