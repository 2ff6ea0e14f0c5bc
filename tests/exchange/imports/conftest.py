"""An import that is held up: the register is somebody else's for a moment."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from fastapi import FastAPI

from ok_api.exchange.tools import Tools
from ok_api.foundation.settings import Settings


class Register:
    """Its lock, held by the test until it lets go."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        await self._connection.execute("SELECT pg_advisory_lock(hashtext('ok_api.register'))")

    async def let_go(self) -> None:
        await self._connection.execute("SELECT pg_advisory_unlock_all()")

    async def cut_off_who_waits(self) -> int:
        """As if their connections were lost; answers how many there were."""
        cut: int = await self._connection.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event = 'advisory'"
        )
        return cut


@pytest.fixture
async def register(dsn: str, emptied: None) -> AsyncIterator[Register]:
    connection = await asyncpg.connect(dsn)
    held = Register(connection)
    await held.hold()
    yield held
    await connection.close()


@pytest.fixture
def tools(app: FastAPI, settings: Settings, dsn: str, emptied: None) -> Tools:
    services = app.state.services
    return Tools(settings, dsn, services.database, services.signals)
