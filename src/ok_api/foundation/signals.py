"""What the database calls out to this process: LISTEN on one connection, for all who wait."""

import asyncio
import contextlib
from collections.abc import Callable

import asyncpg
import structlog

from ok_api.foundation.database import AWAY

CHANNELS = ("ok_log", "ok_imports")
AGAIN_AFTER = 1.0
"""Seconds between attempts to hear the database again."""

log = structlog.get_logger(__name__)


class Signals:
    """Wakes whoever waits on a channel. A signal says only: look again.

    Take a ticket, look, and then wait on the ticket: what is called out in between is not missed.
    While the database cannot be heard, waiting ends by its timeout and looking goes on.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._tickets = {channel: asyncio.Event() for channel in CHANNELS}
        self._listening: asyncio.Task[None] | None = None
        self.ending = False
        """Whether this process is to stop: nobody is to begin or go on waiting."""

    def open(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    def end(self) -> None:
        """Wakes whoever waits, who then sees that this process is ending."""
        self.ending = True
        self._wake_all()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        self.end()

    def ticket(self, channel: str) -> asyncio.Event:
        return self._tickets[channel]

    async def wait(self, ticket: asyncio.Event, seconds: float) -> bool:
        """Whether there was a signal since the ticket was taken, within so many seconds."""
        try:
            await asyncio.wait_for(ticket.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _wake(self, channel: str) -> None:
        self._tickets[channel].set()
        self._tickets[channel] = asyncio.Event()

    def _wake_all(self) -> None:
        for channel in CHANNELS:
            self._wake(channel)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except AWAY as error:
                log.warning("the database is not heard", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    async def _listen_once(self) -> None:
        """Until the connection is lost. Whoever waits looks again, since signals may be missed."""
        gone = asyncio.Event()
        connection = await asyncpg.connect(
            self._dsn, server_settings={"application_name": "ok-api signals"}
        )
        try:
            connection.add_termination_listener(lambda _: gone.set())
            for channel in CHANNELS:
                await connection.add_listener(channel, self._heard())
            self._wake_all()
            await gone.wait()
        finally:
            await connection.close(timeout=2)

    def _heard(self) -> Callable[..., None]:
        def heard(_connection: object, _process: int, channel: str, _payload: object) -> None:
            self._wake(channel)

        return heard
