"""Tables that everyone sees alike are made once for each position of the log, and then kept."""

import asyncio
import os
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from typing import IO, NamedTuple

from starlette.responses import StreamingResponse
from starlette.types import Send

from ok_api.foundation.exports.production import in_time
from ok_api.foundation.pool import ReadPool

MOST = 16
"""Tables kept at a time; the one that was asked for longest ago goes first."""
CHUNK = 65_536
_HEAD = """
SELECT h.position, c.committed_at FROM log_head h LEFT JOIN log_commits c ON c.position = h.position
"""


class Position(NamedTuple):
    """Where the log is; the moment too, since a database put back may come to the same number."""

    number: int
    moment: object


async def log_position(reads: ReadPool) -> Position:
    row = await reads.fetchrow(_HEAD)
    return Position(0, None) if row is None else Position(*row)


class KeptFile:
    """A finished table on disk, read by any number at once; closed when none of them is left."""

    def __init__(self, file: IO[bytes]) -> None:
        file.fileno()  # On disk, however small.
        self.size = file.seek(0, os.SEEK_END)
        file.flush()
        self._file = file
        weakref.finalize(self, file.close)

    async def chunks(self) -> AsyncIterator[bytes]:
        told, number = 0, self._file.fileno()
        while chunk := os.pread(number, CHUNK, told):
            told += len(chunk)
            yield chunk


class Kept:
    """The tables of the newest position that was asked for, and who is making one."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, asyncio.Task[KeptFile]] = OrderedDict()
        self._position: Position | None = None

    async def table(
        self, position: Position, name: Hashable, make: Callable[[], Awaitable[IO[bytes]]]
    ) -> KeptFile:
        """The kept one, or else a new one; who comes while it is made waits for it, and holds
        nothing. Whoever leaves does not undo it for the others.
        """
        if position != self._position:
            self._made.clear()
            self._position = position
        making = self._made.get(name)
        if making is None or (making.done() and (making.cancelled() or making.exception())):
            making = self._made[name] = asyncio.create_task(_keep(make))
            making.add_done_callback(_noted)
        self._made.move_to_end(name)
        if len(self._made) > MOST:
            self._made.popitem(last=False)
        return await asyncio.shield(making)


def _noted(making: asyncio.Task[KeptFile]) -> None:
    """Whoever waits is told what went wrong; when all have left, nobody need be."""
    if not making.cancelled():
        making.exception()


async def _keep(make: Callable[[], Awaitable[IO[bytes]]]) -> KeptFile:
    return KeptFile(await make())


class KeptDownload(StreamingResponse):
    def __init__(self, file: KeptFile, headers: dict[str, str], media_type: str) -> None:
        sized = {**headers, "Content-Length": str(file.size)}
        super().__init__(file.chunks(), 200, sized, media_type)

    async def stream_response(self, send: Send) -> None:
        await super().stream_response(in_time(send))
