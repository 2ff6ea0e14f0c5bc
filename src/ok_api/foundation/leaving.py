"""Work for a caller that hung up is stopped: nobody waits for its answer."""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect, Request

LOOK_AFTER = 0.05
"""Seconds that work may take unwatched: most is done by then, and costs nothing more."""


class while_connected:  # noqa: N801 - it is used as a function, like `asyncio.timeout`.
    """Cancels what is done in it, down to the statement in the database, when the caller leaves,
    and raises `ClientDisconnect` then. The request's body must have been read.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._watch: asyncio.Task[None] | None = None
        self._gone = False

    async def __aenter__(self) -> None:
        loop, self._work = asyncio.get_running_loop(), asyncio.current_task()
        self._timer = loop.call_later(LOOK_AFTER, self._begin)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._gone and kind is asyncio.CancelledError:
            assert self._work is not None
            if self._work.uncancel() == 0:
                raise ClientDisconnect

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        assert self._work is not None
        self._gone = True
        self._work.cancel()
