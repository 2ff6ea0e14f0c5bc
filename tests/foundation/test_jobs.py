"""The job queue: asked for with the work, done once, again after a failure, and after a loss."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Database
from ok_api.foundation.identity import SYSTEM
from ok_api.foundation.jobs import Kind, ask
from ok_api.foundation.taking import Jobs

CONTEXT = RequestContext(request_id="", language="nl")


@pytest.fixture
def database(app: FastAPI, emptied: None) -> Database:
    database: Database = app.state.services.database
    return database


async def poll(ready: Callable[[], Awaitable[object]]) -> None:
    """Until it is so; a test that waits for nothing ends here."""
    async with asyncio.timeout(20):
        while not await ready():  # noqa: ASYNC110 - The database tells no event.
            await asyncio.sleep(0.02)


class Doing:
    """Notes what is asked of it, and fails as often as it is told to."""

    def __init__(self, until: int = 1, failures: int = 0) -> None:
        self.until = until
        self.done: list[int] = []
        self.enough = asyncio.Event()
        self.failures = failures
        self.tried = 0

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        self.tried += 1
        if self.tried <= self.failures:
            raise ConnectionResetError("for the sake of the test")
        self.done.append(payload["number"])
        if len(self.done) >= self.until:
            self.enough.set()


async def _run(dsn: str, doing: Doing) -> None:
    stop = asyncio.Event()
    kind = Kind("test", doing, first_pause=timedelta(milliseconds=10))
    running = asyncio.create_task(Jobs(dsn, [kind]).run(stop))
    await asyncio.wait_for(doing.enough.wait(), 20)
    stop.set()
    await running


async def _ask(database: Database, *numbers: int, fail: bool = False) -> None:
    async with database.unit_of_work(SYSTEM, CONTEXT) as work:
        for number in numbers:
            await ask(work, "test", number=number)
        if fail:
            raise KeyError


async def test_a_job_of_work_that_was_undone_is_never_done(database: Database, dsn: str) -> None:
    with pytest.raises(KeyError):
        await _ask(database, 1, fail=True)
    await _ask(database, 2)
    doing = Doing()
    await _run(dsn, doing)
    assert doing.done == [2]


async def test_a_job_that_fails_is_done_again(database: Database, dsn: str) -> None:
    await _ask(database, 1)
    doing = Doing(failures=2)
    await _run(dsn, doing)
    assert (doing.done, doing.tried) == ([1], 3)


async def test_two_workers_share_the_jobs(database: Database, dsn: str) -> None:
    await _ask(database, *range(50))
    doing = Doing(until=50)
    await asyncio.gather(_run(dsn, doing), _run(dsn, doing))
    assert sorted(doing.done) == list(range(50))


async def test_a_worker_goes_on_after_its_connection_was_cut(
    database: Database, dsn: str, connection: asyncpg.Connection
) -> None:
    doing, stop = Doing(), asyncio.Event()
    running = asyncio.create_task(Jobs(dsn, [Kind("test", doing)]).run(stop))
    cut = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE application_name = 'ok-api worker' AND datname = current_database()"""

    async def cut_off() -> bool:
        """A transaction looks at who is there only once, unless it is told to forget."""
        await connection.execute("SELECT pg_stat_clear_snapshot()")
        return bool(await connection.fetchval(cut))

    await poll(cut_off)
    await _ask(database, 1)
    await asyncio.wait_for(doing.enough.wait(), 20)
    stop.set()
    await running
