"""The forms that a table is told in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.comma import CommaSeparated
from ok_api.foundation.exports.workbook import Workbook


class Sheet(Protocol):
    """A table that is being written. Slow enough to be done in a thread of its own."""

    def add(self, items: Iterable[Any]) -> bytes:
        """As much as can be told already."""
        ...

    def finish(self) -> IO[bytes] | None:
        """The file that holds it all, where `add` could not tell."""
        ...

    def discard(self) -> None:
        """Leaves nothing behind, also of a table that was never finished."""
        ...


@dataclass(frozen=True)
class Form:
    name: str
    """Its media type in Accept and in the document."""
    media_type: str
    extension: str
    streams: bool
    """Whether the first rows can leave before the last have come."""
    sheet: Callable[[Columns, str], Sheet]


CSV = Form(
    "text/csv",
    "text/csv; charset=utf-8; header=present",
    "csv",
    streams=True,
    sheet=lambda columns, _: CommaSeparated(columns),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX = Form(_XLSX, _XLSX, "xlsx", streams=False, sheet=Workbook)
FORMS = (CSV, XLSX)
