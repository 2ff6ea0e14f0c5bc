"""One import under way: how far it is, and whether it may go on."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from ok_api.exchange.imports import steps
from ok_api.exchange.tools import Tools

AT_MOST_EVERY = 0.3
"""Seconds between two looks at the database."""
Tell = Callable[[float], Awaitable[None]]
"""Stores the progress (0 to 1) outside the import's own transaction.

It raises `CancelledByCaller` when that was asked for in the meantime. Cheap to call often: it looks
at the database at most a few times a second.
"""


class CancelledByCaller(Exception):
    """Somebody asked to stop: what is not committed yet is undone."""


def course_of(tools: Tools, import_id: UUID) -> Tell:
    last = float("-inf")

    async def tell(share: float) -> None:
        nonlocal last
        now = asyncio.get_running_loop().time()
        if now - last < AT_MOST_EVERY:
            return
        if await steps.note_progress(tools, import_id, share):
            raise CancelledByCaller
        last = asyncio.get_running_loop().time()

    return tell
