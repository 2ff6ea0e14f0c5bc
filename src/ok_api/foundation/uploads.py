"""A body too large to hold: it goes to disk while it comes in, and is counted and summed there."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

from starlette.requests import Request

IN_MEMORY = 1 << 20
PART = 1 << 20


@dataclass(frozen=True)
class Upload:
    """The body of a request, whole and on disk, for as long as the request lasts."""

    file: IO[bytes]
    size: int
    sha256: str
    media_type: str

    def parts(self) -> Iterator[bytes]:
        self.file.seek(0)
        while part := self.file.read(PART):
            yield part


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Reads the body to its end before anything else is begun, however slow the sender is."""
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        async for piece in request.stream():
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        yield Upload(file, size, digest.hexdigest(), given)
