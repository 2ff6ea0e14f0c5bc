"""The way to the database: a session for writes, a raw pool for reads, and the only commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from ok_api.foundation import clock, json
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import Actor
from ok_api.foundation.settings import Settings

AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a connection of asyncpg's own raises when the database is away, or says no."""
LONG_READS_SHARE = 4
"""One in so many read connections may serve a long read at the same time."""
LONGEST_WAIT = 20.0
"""Seconds in which a long read must get its turn."""


@dataclass
class Work:
    """One unit of work: what is done in it is committed together, or not at all."""

    session: AsyncSession
    actor: Actor
    context: RequestContext
    today: date = field(default_factory=clock.today)


class Database:
    """Both ways in share one address; the read pool never changes anything."""

    def __init__(self, dsn: str, settings: Settings) -> None:
        self._dsn = dsn
        self._settings = settings
        self.engine: AsyncEngine = create_async_engine(
            make_url(dsn).set(drivername="postgresql+asyncpg"),
            pool_size=settings.write_pool_size,
            max_overflow=settings.write_pool_size,
            pool_timeout=5,
            hide_parameters=True,
            json_serializer=json.encode_text,
            json_deserializer=json.decode,
            connect_args={"server_settings": self._server_settings("off")},
        )
        self.reads: asyncpg.Pool
        self._long_reads = asyncio.Semaphore(max(1, settings.read_pool_size // LONG_READS_SHARE))

    async def open(self) -> None:
        self.reads = await asyncpg.create_pool(
            self._dsn,
            min_size=1,
            max_size=self._settings.read_pool_size,
            server_settings=self._server_settings("on"),
            reset=_nothing_to_reset,
            max_cacheable_statement_size=0,  # However long: planning the dossier costs 8 ms.
        )

    async def close(self) -> None:
        await self.reads.close()
        await self.engine.dispose()

    def _server_settings(self, read_only: str) -> dict[str, str]:
        return {
            "application_name": "ok-api",
            "timezone": "UTC",
            "statement_timeout": str(self._settings.statement_timeout_ms),
            "idle_in_transaction_session_timeout": "60000",
            "lock_timeout": "5000",
            "default_transaction_read_only": read_only,
            "jit": "off",
            "pg_trgm.word_similarity_threshold": "0.45",
        }

    @asynccontextmanager
    async def long_read(self) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        """A connection that sees one moment however long it reads, of the few kept for that.

        Others wait for their turn, so that exports never keep pages from the pool. Raises
        `TimeoutError` when that takes too long.
        """
        async with asyncio.timeout(LONGEST_WAIT):
            await self._long_reads.acquire()
        try:
            async with (
                self.reads.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield connection
        finally:
            self._long_reads.release()

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor, context: RequestContext) -> AsyncIterator[Work]:
        """Returning commits, raising rolls back: for requests, workers and the command line."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            work = Work(session, actor, context)
            session.info["work"] = work
            yield work
            await session.commit()


@asynccontextmanager
async def bulk(dsn: str, *, keep: bool = True) -> AsyncIterator[asyncpg.Connection]:
    """A raw connection in one transaction, for COPY: returning commits, raising rolls back.

    Without `keep` it always rolls back, to have a look at what would change.
    """
    connection = await asyncpg.connect(dsn, server_settings={"timezone": "UTC"})
    transaction = connection.transaction()
    try:
        await transaction.start()
        yield connection
        await (transaction.commit() if keep else transaction.rollback())
    finally:
        await connection.close()


async def _nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """Reads leave no state behind, so the round trip that would reset it is saved."""
