"""One import under way: how far it is, and whether it may go on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from ok_api.exchange.imports import steps
from ok_api.exchange.tools import Tools
from ok_api.foundation.jobs import Interrupted

AT_MOST_EVERY = 0.3
"""Seconds between two looks at the database."""
LOOKS_UP_WITHIN = 3.0
"""Seconds after which a worker that stops cuts off what waits for a lock, or for a long query."""
Tell = Callable[[float], Awaitable[None]]
"""Stores the progress (0 to 1) outside the import's own transaction.

It raises `CancelledByCaller` when that was asked for in the meantime, and `Interrupted` when the
worker is to stop. Cheap to call often: it looks at the database at most a few times a second.
"""


class CancelledByCaller(Exception):
    """Somebody asked to stop: what is not committed yet is undone."""


def course_of(tools: Tools, import_id: UUID) -> Tell:
    last = float("-inf")

    async def tell(share: float) -> None:
        nonlocal last
        if tools.stop.is_set():
            raise Interrupted
        now = asyncio.get_running_loop().time()
        if now - last < AT_MOST_EVERY:
            return
        if await steps.note_progress(tools, import_id, share):
            raise CancelledByCaller
        last = asyncio.get_running_loop().time()

    return tell


@asynccontextmanager
async def until_stopped(stop: asyncio.Event) -> AsyncIterator[None]:
    """Raises `Interrupted` in what does not look up by itself once the worker is to stop."""
    limit = asyncio.timeout(None)
    try:
        async with limit:
            watching = asyncio.create_task(_limit(limit, stop))
            try:
                yield
            finally:
                watching.cancel()
    except TimeoutError as error:
        if limit.expired():
            raise Interrupted from error
        raise


async def _limit(limit: asyncio.Timeout, stop: asyncio.Event) -> None:
    await stop.wait()
    limit.reschedule(asyncio.get_running_loop().time() + LOOKS_UP_WITHIN)
