"""A file that is read while it is still written, so that who writes never waits for who reads."""

import asyncio
import os
from collections.abc import AsyncIterator
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY = 1_048_576
CHUNK = 65_536


class Spool:
    """In memory while it is small, on disk from then on. For one event loop: it has no locks."""

    def __init__(self) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - `close`.
        self._grown = asyncio.Event()
        self.ended = False
        self._error: BaseException | None = None
        self.size = 0

    def append(self, chunk: bytes) -> None:
        self._file.seek(0, os.SEEK_END)
        self.size += self._file.write(chunk)
        self._grown.set()

    def adopt(self, file: IO[bytes]) -> None:
        """Another file instead of what was appended."""
        self._file.close()
        self._file = file
        self.size = file.seek(0, os.SEEK_END)

    def end(self, error: BaseException | None = None) -> None:
        """No more will come; an error is raised to the reader where the bytes end."""
        self._error = error
        self.ended = True
        self._grown.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """All of it, from the beginning, as far and as soon as it is there."""
        told = 0
        while True:
            self._grown.clear()
            while told < self.size:
                self._file.seek(told)
                chunk = self._file.read(CHUNK)
                told += len(chunk)
                yield chunk
            if self.ended:
                break
            await self._grown.wait()
        if self._error is not None:
            raise self._error

    def release(self) -> IO[bytes]:
        """The file, from now on somebody else's to close."""
        file, self._file = self._file, BytesIO()
        return file

    def close(self) -> None:
        self._file.close()
