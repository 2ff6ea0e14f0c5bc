"""A worker takes jobs from the queue and does them, through whatever happens to the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import asyncpg
import structlog
from pgqueuer import PgQueuer, RetryRequested
from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job as Queued
from pgqueuer.models import Schedule

from ok_api.foundation import json
from ok_api.foundation.jobs import Interrupted, Kind, Regular
from ok_api.foundation.refusals import is_passing

SILENT_FOR = timedelta(seconds=6)
"""Another worker takes up the job of one that has shown no sign of life for so long."""
AGAIN_AFTER = 1.0
"""Seconds between attempts to reach the database again."""

log = structlog.get_logger(__name__)


class Jobs:
    """One worker: takes jobs and does them, until it is told to stop."""

    def __init__(self, dsn: str, kinds: Sequence[Kind], regular: Sequence[Regular] = ()) -> None:
        self._dsn = dsn
        self._kinds = kinds
        self._regular = regular

    async def run(self, stop: asyncio.Event) -> None:
        """Goes on through loss of the database; what was being done is then done again."""
        while not stop.is_set():
            try:
                await self._until_lost(stop)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("the worker lost the database", error=repr(error))
                await asyncio.sleep(AGAIN_AFTER)

    async def _until_lost(self, stop: asyncio.Event) -> None:
        connection = await asyncpg.connect(
            self._dsn, server_settings={"application_name": "ok-api worker", "timezone": "UTC"}
        )
        try:
            queue = self._queue(connection)
            stopping = asyncio.create_task(_pass_on(stop, queue.shutdown))
            try:
                await queue.run(
                    dequeue_timeout=timedelta(seconds=5),
                    heartbeat_timeout=SILENT_FOR,
                    shutdown_on_listener_failure=True,
                )
            finally:
                stopping.cancel()
        finally:
            await connection.close(timeout=2)

    def _queue(self, connection: asyncpg.Connection) -> PgQueuer:
        queue = PgQueuer.from_asyncpg_connection(connection)
        for kind in self._kinds:
            retrying = partial(
                DatabaseRetryEntrypointExecutor,
                max_attempts=kind.attempts,
                initial_delay=kind.first_pause,
            )
            declare = queue.entrypoint(
                kind.name, concurrency_limit=kind.at_once, executor_factory=retrying
            )
            declare(_taking(kind))
        for regular in self._regular:
            queue.schedule(regular.name, regular.cron)(_regularly(regular))
        return queue


def _taking(kind: Kind) -> Callable[[Queued], Awaitable[None]]:
    async def take(job: Queued) -> None:
        payload = json.decode(job.payload or b"{}")
        try:
            await kind.run(payload)
        except Interrupted as error:
            raise RetryRequested(timedelta(0), "the worker is to stop") from error
        except Exception:
            if kind.given_up is not None and job.attempts >= kind.attempts:
                await kind.given_up(payload)
            raise

    return take


def _regularly(regular: Regular) -> Callable[[Schedule], Awaitable[None]]:
    async def run(_schedule: Schedule) -> None:
        await regular.run()

    return run


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
