"""The way to the database: a session for writes, a raw pool for reads, and the only commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from ok_api.foundation import clock, json
from ok_api.foundation.bulkhead import Bulkhead
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import Actor
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.settings import Settings

AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a connection of asyncpg's own raises when the database is away, or says no."""
LONG_READS_SHARE = 4
"""One in so many read connections may serve a long read at the same time."""
LONGEST_WAIT = 20.0
"""Seconds in which a long read must get its turn."""
IN_LINE = 16
"""So many may wait for each connection, so that none of them waits for long."""
PATIENCE = 5.0
"""Seconds in which a connection must be free."""
SEARCH_PATIENCE = 1.0
"""Seconds in which a search must get its turn: whoever types has asked again by then."""


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
            pool_timeout=PATIENCE,
            hide_parameters=True,
            json_serializer=json.encode_text,
            json_deserializer=json.decode,
            connect_args={"server_settings": self._server_settings("off")},
        )
        self.reads: ReadPool
        reads, writes = settings.read_pool_size, 2 * settings.write_pool_size
        few = max(1, reads // LONG_READS_SHARE)
        long = min(max(2, few), reads)
        self._reading = Bulkhead(reads, waiting=IN_LINE * reads, seconds=PATIENCE)
        self._writing = Bulkhead(writes, waiting=IN_LINE * writes, seconds=PATIENCE)
        self._long_reads = Bulkhead(
            long, waiting=IN_LINE * long, seconds=LONGEST_WAIT, kept=long // 2
        )
        self.searches = Bulkhead(few, waiting=IN_LINE * few, seconds=SEARCH_PATIENCE)
        """A search costs a processor for tenths of a second: it may not take them all."""

    async def open(self) -> None:
        pool = await asyncpg.create_pool(
            self._dsn,
            min_size=1,
            max_size=self._settings.read_pool_size,
            server_settings=self._server_settings("on"),
            reset=_nothing_to_reset,
            max_cacheable_statement_size=0,  # However long: planning the dossier costs 8 ms.
        )
        self.reads = ReadPool(pool, self._reading)

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

        Others wait for their turn, so that exports never keep pages from the pool, and nobody
        without a token keeps them from who has one. Raises `TimeoutError` when that takes too long.
        """
        async with (
            self._long_reads.place(),
            self.reads.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor, context: RequestContext) -> AsyncIterator[Work]:
        """Returning commits, raising rolls back: for requests, workers and the command line."""
        async with (
            self._writing.place(),
            AsyncSession(self.engine, expire_on_commit=False) as session,
        ):
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
