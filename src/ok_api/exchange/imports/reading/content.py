"""The bytes of a file, with how much of them has been read."""

from io import SEEK_END
from typing import BinaryIO


class Content:
    """`share` is how far the reading is, from 0 to 1."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = stream.seek(0, SEEK_END)
        stream.seek(0)

    @property
    def share(self) -> float:
        return min(1.0, self.stream.tell() / self.size) if self.size else 1.0
