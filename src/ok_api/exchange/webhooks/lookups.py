"""Looking names up: on threads of their own, few at a time, and fewer for each account.

The system's resolver takes as long as a name server likes and cannot be stopped. So it is never
asked on the threads that others share, and a place is free again when its thread is, not when
whoever asked has given up: one account's slow names never use up those of the others.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from weakref import WeakValueDictionary

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Every address of a host. Raises `OSError` or `UnicodeError` when it has none."""

MOST = 32
EACH = 2
WITHIN = 3.0


class Busy(Exception):
    """There was no place to look a name up in time."""


class Lookups:
    """Of one event loop."""

    def __init__(self, *, most: int = MOST, each: int = EACH, within: float = WITHIN) -> None:
        self._each, self._within = each, within
        self._together = asyncio.Semaphore(most)
        self._of_account: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, account: str) -> Resolve:
        return partial(self.resolve, account)

    async def resolve(self, account: str, host: str, port: int) -> list[str]:
        """Raises `Busy` without a place, `OSError` (also in time) or `UnicodeError` otherwise."""
        places = self._of_account.setdefault(account, asyncio.Semaphore(self._each))
        looking: asyncio.Future[list[str]] | None = None
        try:
            async with asyncio.timeout(self._within):
                await self._take(places)
                looking = asyncio.get_running_loop().create_future()
                looking.add_done_callback(partial(self._give_back, places))
                _look_up(host, port, looking)
                return await asyncio.shield(looking)
        except TimeoutError as error:
            raise (Busy() if looking is None else error) from None

    async def _take(self, places: asyncio.Semaphore) -> None:
        await places.acquire()
        try:
            await self._together.acquire()
        except BaseException:
            places.release()
            raise

    def _give_back(self, places: asyncio.Semaphore, looking: asyncio.Future[list[str]]) -> None:
        self._together.release()
        places.release()
        if not looking.cancelled():
            looking.exception()  # Whoever asked may be gone; then nobody else looks at it.


def _look_up(host: str, port: int, looking: asyncio.Future[list[str]]) -> None:
    """On a thread that nobody waits for at the end: a name server must not hold up a restart."""
    loop = looking.get_loop()

    def settle(found: list[str] | Exception) -> None:
        if isinstance(found, Exception):
            looking.set_exception(found)
        else:
            looking.set_result(found)

    def look() -> None:
        try:
            found: list[str] | Exception = addresses(host, port)
        except Exception as error:
            found = error
        with suppress(RuntimeError):  # The loop has ended meanwhile.
            loop.call_soon_threadsafe(settle, found)

    try:
        threading.Thread(target=look, name="lookup", daemon=True).start()
    except RuntimeError as error:
        looking.set_exception(OSError(str(error)))


def addresses(host: str, port: int) -> list[str]:
    """Every address of a name, as this machine finds it; blocks."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
