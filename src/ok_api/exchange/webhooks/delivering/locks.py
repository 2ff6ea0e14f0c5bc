"""Which courier carries a subscription: a lock of its session, free at once when it dies."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from ok_api.foundation.database import AWAY


class Locks:
    """All locks of one courier, on one connection. Once that is `lost`, so are they."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.lost = asyncio.Event()
        self._connection = connection
        self._turn = asyncio.Lock()
        connection.add_termination_listener(lambda _: self.lost.set())

    async def take(self, subscription_id: UUID) -> bool:
        """Whether it is ours now; another courier may have it."""
        async with self._turn:
            taken: bool = await self._connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", _number(subscription_id)
            )
        return taken

    async def release(self, subscription_id: UUID) -> None:
        """What cannot be given back is lost with all the others."""
        if self.lost.is_set():
            return
        try:
            async with self._turn:
                await self._connection.execute(
                    "SELECT pg_advisory_unlock($1)", _number(subscription_id)
                )
        except AWAY:
            self.lost.set()


@asynccontextmanager
async def locks(dsn: str) -> AsyncIterator[Locks]:
    connection = await asyncpg.connect(
        dsn, timeout=10, command_timeout=10, server_settings={"application_name": "ok-api courier"}
    )
    try:
        yield Locks(connection)
    finally:
        await connection.close(timeout=2)


def _number(subscription_id: UUID) -> int:
    digest = hashlib.blake2b(b"webhooks" + subscription_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
