"""The demonstration: a server of its own, a story told through HTTP, and then just the server."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread

import asyncpg
import httpx
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ok_api.cli.demo.outcome import show
from ok_api.cli.demo.stage import Stage
from ok_api.cli.demo.story import Story
from ok_api.cli.serving import server
from ok_api.foundation import clock, logging, migrations
from ok_api.foundation.address import Address, database_address
from ok_api.foundation.settings import Settings
from ok_api.rules.school_year import SchoolYear

console = Console()


def run(settings: Settings, host: str, port: int, *, leave: bool) -> None:
    """Play the story on an empty database, then serve until interrupted unless `leave`."""
    settings = settings.model_copy(update={"log_level": "warning"})
    logging.configure(settings)
    with database_address(settings, "demo") as address:
        console.print(f"Database: {address.place}")
        asyncio.run(_empty(address))
        migrations.migrate(address.dsn)
        api = server(settings, address, host, port)
        with _running(api) as thread:
            _play(settings, f"http://{host}:{port}", first_year(clock.today()))
            _point(host, port)
            if not leave:
                thread.join()


def first_year(today: date) -> SchoolYear:
    """The story ends with the last school year that is over, so that nothing lies ahead of it."""
    return SchoolYear.of(today).previous.previous.previous


async def _empty(address: Address) -> None:
    """Our own demonstration starts anew each time; a stated database must be empty by itself."""
    connection = await asyncpg.connect(address.dsn)
    try:
        if address.own:
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        elif await connection.fetchval("SELECT to_regclass('schools')") is not None and (
            await connection.fetchval("SELECT exists(SELECT FROM schools)")
        ):
            raise ValueError("The demonstration needs an empty database; this one has schools.")
    finally:
        await connection.close()


@contextmanager
def _running(api: uvicorn.Server) -> Iterator[Thread]:
    thread = Thread(target=api.run)
    thread.start()
    try:
        while not api.started:
            if not thread.is_alive():
                raise OSError("The server did not start; is the port taken?")
            time.sleep(0.02)
        yield thread
    finally:
        api.should_exit = True
        thread.join()


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


def _point(host: str, port: int) -> None:
    console.print(
        f"\nDocumentation  http://{host}:{port}/v1/docs"
        f"\nOpenAPI        http://{host}:{port}/v1/openapi.json"
        "\nA token        ok-api token --role office"
        "\n               ok-api token --role school --school 99AA01",
        highlight=False,
    )
