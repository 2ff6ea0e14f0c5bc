"""The connections for reading, behind a bulkhead: asyncpg's own line is endless, and nobody's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from ok_api.foundation.bulkhead import Bulkhead


class ReadPool:
    """What of asyncpg's pool is used here. The bulkhead has as many places as the pool has."""

    def __init__(self, pool: asyncpg.Pool, bulkhead: Bulkhead) -> None:
        self._pool = pool
        self._bulkhead = bulkhead

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        await self._bulkhead.enter()
        try:
            return await self._pool.fetch(query, *args)
        finally:
            self._bulkhead.leave()

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        await self._bulkhead.enter()
        try:
            return await self._pool.fetchrow(query, *args)
        finally:
            self._bulkhead.leave()

    async def fetchval(self, query: str, *args: Any) -> Any:
        await self._bulkhead.enter()
        try:
            return await self._pool.fetchval(query, *args)
        finally:
            self._bulkhead.leave()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        async with self._bulkhead.place(), self._pool.acquire() as connection:
            yield connection

    async def close(self) -> None:
        await self._pool.close()
