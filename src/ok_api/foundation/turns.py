"""Equal requests one after another, so that those who wait hold no connection meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

LONGEST_WAIT = 20.0
"""Seconds in which it must be one's turn."""


class Turns:
    """The first gets its turn at once, the next when the first is done; of this process only.

    Between processes the database keeps the order, and gives up sooner.
    """

    def __init__(self) -> None:
        self._taken: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, name: Hashable) -> AsyncIterator[None]:
        """Raises `TimeoutError` when those before take too long."""
        turn = self._taken.setdefault(name, asyncio.Lock())
        async with asyncio.timeout(LONGEST_WAIT):
            await turn.acquire()
        try:
            yield
        finally:
            turn.release()
