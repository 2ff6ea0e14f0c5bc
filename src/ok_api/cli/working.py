"""Running a worker: as a process of its own, or beside the server in a thread."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Iterator

from ok_api.cli.revision import behind
from ok_api.foundation import logging, migrations
from ok_api.foundation.address import database_address
from ok_api.foundation.running import WORKER, Note, noted
from ok_api.foundation.settings import Settings

SHOWS_EVERY = 5.0
"""Seconds between signs of life."""
AGAIN_AFTER = 1.0
"""Seconds before a worker that stopped is started again."""


def run_worker(settings: Settings) -> None:
    """Work until interrupted. Raises `ValueError` for a stated database that is behind."""
    logging.configure(settings)
    with noted(WORKER) as note, database_address(settings) as address:
        wrong = asyncio.run(behind(address.dsn))
        if wrong and address.own:
            migrations.migrate(address.dsn)
        elif wrong:
            raise ValueError(wrong)
        sentences = f"Database: {address.place}\nWorking; stop with Ctrl-C."
        logging.tell(settings, sentences, "working", database=str(address.place))
        asyncio.run(_until_interrupted(settings, address.dsn, note))


async def _until_interrupted(settings: Settings, dsn: str, note: Note) -> None:
    from ok_api.exchange.worker import work

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with _showing_life(note):
        await work(settings, dsn, stop)


@contextlib.asynccontextmanager
async def _showing_life(note: Note) -> AsyncIterator[None]:
    """For as long as the event loop turns: that the database is away is no fault of a worker."""

    async def show() -> None:
        while True:
            with logging.log_failure("no sign of life could be left"):
                note.renew()
            await asyncio.sleep(SHOWS_EVERY)

    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        showing.cancel()


async def _beside(settings: Settings, dsn: str, stop: asyncio.Event) -> None:
    with noted(WORKER) as note:
        async with _showing_life(note):
            await _until_stopped(settings, dsn, stop)


async def _until_stopped(settings: Settings, dsn: str, stop: asyncio.Event) -> None:
    """Again and again: a defect in one job must not leave the server without a worker."""
    from ok_api.exchange.worker import work  # Late: the server is not to wait for it.

    while not stop.is_set():
        with logging.log_failure("the worker beside the server stopped"):
            await work(settings, dsn, stop)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN_AFTER)


@contextlib.contextmanager
def beside(settings: Settings, dsn: str) -> Iterator[None]:
    """A worker in a thread with an event loop of its own, so that requests never wait for it."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(_beside(settings, dsn, stop))

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=15)
