"""A worker: does the jobs that requests asked for, and delivers what others subscribed to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ok_api.exchange import housekeeping
from ok_api.exchange.imports import running as imports
from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.courier import deliver
from ok_api.foundation.database import Database
from ok_api.foundation.jobs import Kind, Regular
from ok_api.foundation.settings import Settings
from ok_api.foundation.signals import Signals
from ok_api.foundation.taking import Jobs
from ok_api.records import audit
from ok_api.tables import refusals


async def work(settings: Settings, dsn: str, stop: asyncio.Event) -> None:
    """Until told to stop; a long job then waits for the next worker. Several may work at once."""
    async with equipped(settings, dsn, stop) as tools, asyncio.TaskGroup() as group:
        group.create_task(Jobs(dsn, _kinds(tools), _regular(tools)).run(stop))
        group.create_task(deliver(tools, stop))


def _kinds(tools: Tools) -> list[Kind]:
    return [*imports.kinds(tools)]


def _regular(tools: Tools) -> list[Regular]:
    return [*housekeeping.regular(tools), *imports.regular(tools)]


@asynccontextmanager
async def equipped(settings: Settings, dsn: str, stop: asyncio.Event) -> AsyncIterator[Tools]:
    """The tools of a worker, for as long as it works."""
    refusals.install()
    audit.install()
    tools = Tools(settings, dsn, Database(dsn, settings), Signals(dsn), stop)
    await tools.database.open()
    tools.signals.open()
    try:
        yield tools
    finally:
        await tools.signals.close()
        await tools.database.close()
