"""What the tests of the feed share: a raw way in, and an application of which all is on record."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.tables import Application
from tests.conftest import clone, drop
from tests.exchange.changes.following import on_record
from tests.factories import make_application, make_expertise, make_school


@pytest.fixture
async def pool(dsn: str, emptied: None) -> AsyncIterator[asyncpg.Pool]:
    """Connections of one's own, which really commit."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=20) as pool:
        yield pool


@pytest.fixture
async def unplanned(server: str, worker_id: str) -> AsyncIterator[asyncpg.Pool]:
    """A database of which the planner knows nothing until the test says so."""
    name = f"ok_unplanned_{worker_id}"
    await drop(server, name)
    async with asyncpg.create_pool(await clone(server, name), min_size=1, max_size=2) as pool:
        for table in ("audit_records", "log_commits"):
            await pool.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        yield pool
    await drop(server, name)


@pytest.fixture
async def application(session: AsyncSession) -> Application:
    """An application of school 99ZZ01, with the trail of its making."""
    school = await make_school(on_record(session), establishment_code="99ZZ01")
    made = await make_application(session, await make_expertise(session, school))
    await session.commit()
    return made
