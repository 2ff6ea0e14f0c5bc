"""A table as CSV (RFC 4180), for programs."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from ok_api.foundation.exports.cells import csv_cells
from ok_api.foundation.exports.columns import Columns


class CommaSeparated:
    """UTF-8 without a byte order mark: a script that reads plain UTF-8 would find the mark in the
    name of the first column, and whoever opens tables by a double click is better off with XLSX.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._out = StringIO()
        self._writer = csv.writer(self._out, lineterminator="\r\n")
        self._writer.writerow(columns.names)

    def add(self, items: Iterable[Any]) -> bytes:
        """The bytes of these rows; before the first come those of the header."""
        row = self._columns.row
        self._writer.writerows(csv_cells(row(item)) for item in items)
        told = self._out.getvalue().encode()
        self._out.seek(0)
        self._out.truncate()
        return told

    def finish(self) -> None:
        """Whatever was added has been told."""

    def discard(self) -> None:
        self._out.close()
