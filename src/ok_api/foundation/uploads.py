"""A body too large to hold: it goes to disk while it comes in, and is counted and summed there."""

import hashlib
import tempfile
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from typing import IO

from starlette.requests import Request

from ok_api.foundation.packing import packed_by, unpacker

IN_MEMORY = 1 << 20
PART = 1 << 20


@dataclass(frozen=True)
class Upload:
    """The body of a request, whole and on disk, for as long as the request lasts.

    What was packed on its way (`Content-Encoding`) is here as it was before.
    """

    file: IO[bytes]
    size: int
    sha256: str
    media_type: str
    charset: str | None = None
    """As its sender declares it."""

    def parts(self) -> Iterator[bytes]:
        self.file.seek(0)
        while part := self.file.read(PART):
            yield part


class _Writing:
    """Takes the pieces of a body, unpacked and counted; slow enough for a thread of its own."""

    def __init__(self, file: IO[bytes], request: Request, limit: int) -> None:
        self._file = file
        self._unpack = unpacker(packed_by(request), limit)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        for part in self._unpack.feed(piece):
            self._digest.update(part)
            self.size += len(part)
            self._file.write(part)

    def finish(self) -> str:
        self._unpack.finish()
        return self._digest.hexdigest()


@asynccontextmanager
async def received(request: Request, limit: int) -> AsyncIterator[Upload]:
    """Reads the body to its end before anything else is begun, however slow the sender is.

    `limit` is how many bytes it may be once unpacked. Raises `TooLarge` beyond it, `InvalidInput`
    for what cannot be unpacked.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        writing = _Writing(file, request, limit)
        async for piece in request.stream():
            await to_thread(writing.write, piece)
        digest = writing.finish()
        yield Upload(file, writing.size, digest, *_stated_type(request))


def _stated_type(request: Request) -> tuple[str, str | None]:
    """The media type, and the charset that is declared with it."""
    stated = Message()
    stated["Content-Type"] = request.headers.get("content-type", "")
    charset = stated.get_content_charset()
    return request.headers.get("content-type", "").partition(";")[0].strip().lower(), charset
