"""Waiting for what is still to come, by page or as a stream, without holding a connection."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.queries import Stretch, read_changes
from ok_api.exchange.listeners import LISTENERS, LONGEST
from ok_api.foundation.database import AWAY
from ok_api.foundation.identity import Actor
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.signals import Signals

CHANNEL = "ok_log"
LOOK_AGAIN = 5.0
"""Seconds after which is looked without a signal, in case the database is not heard."""
BREATH = 0.2
"""Seconds between looks that find nothing, so that a busy log does not keep everyone busy."""
TELL_PLACE = 30.0
"""Seconds after which a stream tells how far it is, also when it has nothing to tell."""


log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Listener:
    """Who listens, to what, and by which way to the database."""

    reads: ReadPool
    signals: Signals
    actor: Actor
    resources: frozenset[str] | None
    limit: int

    async def awaited(
        self, after: Place, seconds: float, gone: Callable[[], Awaitable[bool]]
    ) -> Stretch:
        """The first stretch that holds something; an empty one when time is up or nobody waits."""
        now = asyncio.get_running_loop().time
        ends, heard = now() + seconds, False
        while True:
            ticket = self.signals.ticket(CHANNEL)
            stretch = await read_changes(self.reads, self.actor, after, self.limit, self.resources)
            left, after = ends - now(), stretch.until
            if stretch.changes or left <= 0 or self.signals.ending or await gone():
                return stretch
            if stretch.at_end:
                await asyncio.sleep(min(BREATH, left) if heard else 0)
                heard = await self.signals.wait(ticket, min(LOOK_AGAIN, left))

    async def follow(self, after: Place) -> AsyncGenerator[Stretch]:
        """What comes, as it comes, for so long. It ends when the database is lost."""
        now = asyncio.get_running_loop().time
        ends = now() + LONGEST
        with LISTENERS.place(self.actor), _ending():
            while (left := ends - now()) > 0 and not self.signals.ending:
                stretch = await self.awaited(after, min(left, TELL_PLACE), _stays)
                if stretch.until != after:
                    yield stretch
                after = stretch.until


async def _stays() -> bool:
    """A stream is ended by whoever sends it."""
    return False


@contextmanager
def _ending() -> Iterator[None]:
    try:
        yield
    except AWAY as error:
        log.warning("a stream of changes ended", error=repr(error))
