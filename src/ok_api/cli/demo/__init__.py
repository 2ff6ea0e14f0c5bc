"""The demonstration: a server of its own, a story told through HTTP, and then just the server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread

import httpx
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ok_api.cli.demo.outcome import show
from ok_api.cli.demo.pointing import hints
from ok_api.cli.demo.preparing import alone
from ok_api.cli.demo.stage import Stage
from ok_api.cli.demo.story import Story
from ok_api.cli.serving import require_free, server
from ok_api.cli.working import beside
from ok_api.foundation import clock, logging, migrations
from ok_api.foundation.address import database_address
from ok_api.foundation.settings import Settings
from ok_api.rules.school_year import SchoolYear

console = Console()
PAUSE = 0.1
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


def run(settings: Settings, host: str, port: int, *, leave: bool) -> None:
    """Play the story on an empty database, then serve until interrupted unless `leave`."""
    settings = settings.model_copy(update={"log_level": "warning"})
    logging.configure(settings)
    require_free(host, port)
    here = f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"
    with database_address(settings, "demo") as address, alone(address):
        console.print(f"Database: {address.place}", highlight=False, soft_wrap=True)
        migrations.migrate(address.dsn)
        api = server(settings, address, host, port)
        with _quiet_end(), beside(settings, address.dsn), _running(api) as thread:
            _play(settings, here, first_year(clock.today()))
            if not leave:
                _say(hints(settings, here, own=address.own))
                _wait(thread)
    _say("The demonstration has stopped.")


def first_year(today: date) -> SchoolYear:
    """The story ends with the last school year that is over, so that nothing lies ahead of it."""
    return SchoolYear.of(today).previous.previous.previous


@contextmanager
def _quiet_end() -> Iterator[None]:
    """Ctrl-C is how a demonstration ends, at whatever moment."""
    try:
        yield
    except KeyboardInterrupt:
        _say("")


@contextmanager
def _running(api: uvicorn.Server) -> Iterator[Thread]:
    thread = Thread(target=api.run)
    thread.start()
    try:
        while not api.started:
            if not thread.is_alive():
                raise OSError("The server did not start; is the port taken? Try another --port.")
            time.sleep(0.02)
        yield thread
    finally:
        api.should_exit = True
        _wait(thread)


def _wait(thread: Thread) -> None:
    """Not `join()`: before Python 3.13 a Ctrl-C in it takes a thread that still runs for ended.

    The database would then be stopped under a server that still uses it.
    """
    while thread.is_alive():
        time.sleep(PAUSE)


def _play(settings: Settings, address: str, first: SchoolYear) -> None:
    columns = (TextColumn("{task.description:<55}"), BarColumn(), TimeElapsedColumn())
    with httpx.Client(base_url=address, timeout=30) as client:
        with Progress(*columns, console=console) as progress:
            requests = 0

            def count() -> None:
                nonlocal requests
                requests += 1

            stage = Stage(settings, client, count)
            story = Story(stage, first)
            scenes = list(story.scenes())
            task = progress.add_task("", total=len(scenes))
            for name, play in scenes:
                progress.update(task, description=name)
                play()
                progress.advance(task)
            progress.update(task, description=f"Drie schooljaren in {requests} verzoeken")
        show(console, stage.office, story)


def _say(text: str) -> None:
    """As it is: a line that can be copied is neither wrapped nor coloured."""
    console.print(text, highlight=False, markup=False, soft_wrap=True)
