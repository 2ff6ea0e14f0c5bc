"""Making a table of rows that come in batches, while its first part may already be under way."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from typing import IO, Any

from anyio import CancelScope, fail_after, to_thread
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from ok_api.foundation.exports.forms import Sheet
from ok_api.foundation.exports.spool import Spool

STALLED = 60.0
"""Seconds in which a caller must take one more part of a download."""


class Production:
    """Rows become a table as fast as the database tells them, however slowly it is fetched.

    So a slow reader costs a file and no connection, and a statement or an idle transaction never
    runs out of time on its account.
    """

    def __init__(
        self,
        make: Callable[[], Sheet],
        first: Sequence[str],
        batches: AsyncGenerator[Sequence[str]],
        read: Callable[[Sequence[str]], list[Any]],
    ) -> None:
        self._make = make
        self._first = first
        self._batches = batches
        self._read = read
        self._sheet: Sheet | None = None
        self._spool = Spool()
        self._task: asyncio.Task[None] | None = None

    @property
    def size(self) -> int:
        return self._spool.size

    async def run(self) -> None:
        """Make all of it."""
        self._sheet = sheet = await to_thread.run_sync(self._make)
        documents: Sequence[str] | None = self._first
        while documents is not None:
            self._spool.append(await to_thread.run_sync(self._write, sheet, documents))
            documents = await anext(self._batches, None)
        finished = await to_thread.run_sync(sheet.finish)
        if finished is not None:
            self._spool.adopt(finished)
        self._spool.end()

    async def file(self) -> IO[bytes]:
        """Make all of it, and leave the file to the caller."""
        try:
            await self.run()
            return self._spool.release()
        finally:
            await self.close()

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is made, while it is made. Raises what went wrong, after what went right."""
        if not self._spool.ended:
            self._task = asyncio.create_task(self._try())
        async for chunk in self._spool.chunks():
            yield chunk

    async def close(self) -> None:
        """Give everything back: the connection, the files, the thread's work."""
        with CancelScope(shield=True):
            if self._task is not None:
                self._task.cancel()
                await asyncio.wait([self._task])
            await self._batches.aclose()
            self._spool.close()
            if self._sheet is not None:
                await to_thread.run_sync(self._sheet.discard)

    def _write(self, sheet: Sheet, documents: Sequence[str]) -> bytes:
        return sheet.add(self._read(documents))

    async def _try(self) -> None:
        try:
            await self.run()
        except Exception as error:
            self._spool.end(error)


def in_time(send: Send) -> Send:
    """A caller that takes nothing for too long is cut off."""

    async def send_in_time(message: Message) -> None:
        with fail_after(STALLED):
            await send(message)

    return send_in_time


class Download(StreamingResponse):
    """Sends a table. One that breaks off raises, so that the server cuts the connection: a caller
    never takes the half of a list for the whole.
    """

    def __init__(self, production: Production, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(production.chunks(), 200, headers, media_type)
        self._production = production

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(in_time(send))
        finally:
            await self._production.close()
