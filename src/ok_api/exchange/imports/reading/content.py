"""The bytes of a file, how they are to be read, and how much of them has been."""

from collections.abc import Sequence
from io import SEEK_END
from typing import BinaryIO

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.register.refusing import printable, some
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.exchange_words import UnknownColumns
from ok_api.tables import Import

LONGEST_TITLE = 100


class Content:
    """`share` is how far the reading is, from 0 to 1; `charset` what the sender declared.

    What is found to be known of the file as a whole is noted here: the `sheet` that is read, and
    `remarks`.
    """

    def __init__(
        self, stream: BinaryIO, charset: str | None = None, *, ignoring: bool = False
    ) -> None:
        self.stream = stream
        self.charset = charset
        self._ignoring = ignoring
        self.sheet: str | None = None
        self.remarks: list[Flaw] = []
        self.size = stream.seek(0, SEEK_END)
        stream.seek(0)

    @classmethod
    def of(cls, imported: Import, stream: BinaryIO) -> "Content":
        """As its sender wants it to be read."""
        ignoring = imported.unknown_columns is UnknownColumns.IGNORE
        return cls(stream, imported.charset, ignoring=ignoring)

    def ignores(self, columns: Sequence[str]) -> bool:
        """Whether columns that are not known are passed over; then each of them is told of."""
        if self._ignoring:
            self.remarks += [
                Flaw("body", f"/{name}", "ignored_column", flaws.IGNORED.format(name=name))
                for name in columns
            ]
        return self._ignoring

    def read_sheet(self, title: str, others: Sequence[str]) -> None:
        """Which sheet of a workbook it is, and which others a person sees beside it."""
        self.sheet = printable(title[:LONGEST_TITLE])
        if others:
            message = flaws.OTHER_SHEETS.format(sheet=self.sheet, others=some(others))
            self.remarks.append(Flaw("body", "", "other_sheets", message))

    def of_sheet(self, error: InvalidInput) -> InvalidInput:
        """What is wrong with the file, naming the sheet that it is about."""
        if self.sheet is not None and "sheet" not in error.members:
            error.members = {**error.members, "sheet": self.sheet}
            error.detail = flaws.ON_SHEET.format(sheet=self.sheet, said=error.detail)
        return error

    @property
    def share(self) -> float:
        return min(1.0, self.stream.tell() / self.size) if self.size else 1.0
