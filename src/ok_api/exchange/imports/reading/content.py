"""The bytes of a file, how they are to be read, and how much of them has been."""

from io import SEEK_END
from typing import BinaryIO

from ok_api.foundation.errors import Flaw
from ok_api.tables import Import


class Content:
    """`share` is how far the reading is, from 0 to 1; `charset` what the sender declared.

    What is found to be known of the file as a whole is noted here: the `sheet` that is read, and
    `remarks`.
    """

    def __init__(self, stream: BinaryIO, charset: str | None = None) -> None:
        self.stream = stream
        self.charset = charset
        self.sheet: str | None = None
        self.remarks: list[Flaw] = []
        self.size = stream.seek(0, SEEK_END)
        stream.seek(0)

    @classmethod
    def of(cls, imported: Import, stream: BinaryIO) -> "Content":
        """As its sender wants it to be read."""
        return cls(stream, imported.charset)

    @property
    def share(self) -> float:
        return min(1.0, self.stream.tell() / self.size) if self.size else 1.0
