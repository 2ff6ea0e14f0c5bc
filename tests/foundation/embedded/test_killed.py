"""What is left when a process is killed, and that it is in nobody's way."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from ok_api.foundation.address import database_address
from ok_api.foundation.embedded import acquire
from ok_api.foundation.settings import Settings
from tests.foundation.embedded.neighbours import (
    User,
    has_stopped,
    server_of,
    watchdog_of,
)


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process of someone else."""
    process = subprocess.Popen(["/bin/sleep", "60"])
    yield process
    process.kill()
    process.wait()


async def count_rows(dsn: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS mark AS SELECT 1 AS one")
        return await connection.fetchval("SELECT count(*) FROM mark")
    finally:
        await connection.close()


async def count_rows_in_time(dsn: str) -> object:
    deadline = time.monotonic() + 20
    while True:
        try:
            return await count_rows(dsn)
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


def test_killed_users_leave_no_server(place: Path, join: Callable[[Path], User]) -> None:
    users = [join(place), join(place)]
    assert users[0].dsn() == users[1].dsn()
    users[0].kill()
    time.sleep(0.1)
    assert server_of(place)
    users[1].kill()
    assert has_stopped(place)
    assert not (place / "postgresql" / "cluster" / "postmaster.pid").exists()


def test_a_killed_watchdog_is_replaced(
    place: Path,
    join: Callable[[Path], User],
) -> None:
    first = join(place)
    assert first.dsn()
    killed = watchdog_of(place)
    os.kill(killed, signal.SIGKILL)
    second = join(place)
    assert second.dsn()
    assert watchdog_of(place) != killed
    first.kill()
    second.kill()
    assert has_stopped(place)


def test_the_last_one_out_needs_no_watchdog(
    place: Path,
    join: Callable[[Path], User],
) -> None:
    user = join(place)
    assert user.dsn()
    os.kill(watchdog_of(place), signal.SIGKILL)
    user.leave()
    assert has_stopped(place)


async def test_a_killed_server_is_started_again(place: Path) -> None:
    with acquire(place) as first:
        await count_rows(first.dsn)
        os.kill(server_of(place), signal.SIGKILL)
        with acquire(place) as second:
            assert await count_rows(second.dsn) == 1


async def test_a_pid_given_to_another_process_is_left_alone(
    place: Path, bystander: subprocess.Popen[bytes]
) -> None:
    with acquire(place) as running:
        await count_rows(running.dsn)
        stale = (place / "postgresql" / "cluster" / "postmaster.pid").read_text().splitlines()
    pid_file = place / "postgresql" / "cluster" / "postmaster.pid"
    pid_file.write_text("\n".join([str(bystander.pid), *stale[1:]]) + "\n")
    with acquire(place) as running:
        assert await count_rows(running.dsn) == 1
        assert server_of(place) != bystander.pid
        # Also when the file changes under a running server, stopping asks the process who it is.
        pid_file.write_text("\n".join([str(bystander.pid), *stale[1:]]) + "\n")
        os.kill(server_of(place), signal.SIGINT)
    assert bystander.poll() is None


def test_an_interrupted_initdb_is_done_over(empty: Path, join: Callable[[Path], User]) -> None:
    user = join(empty)
    draft = empty / "postgresql" / "cluster.new"
    while not (draft / "base").exists():
        time.sleep(0.005)
    user.kill()
    assert not (empty / "postgresql" / "cluster").exists()
    assert join(empty).dsn()
    assert not draft.exists()


def test_many_at_once_from_nothing(empty: Path, join: Callable[[Path], User]) -> None:
    users = [join(empty) for _ in range(8)]
    assert len({user.dsn() for user in users}) == 1
    assert server_of(empty)
    for user in users[:4]:
        user.process.kill()
    for user in users:
        user.leave()
    assert has_stopped(empty)


def test_coming_and_going_without_a_pause(place: Path) -> None:
    """Arrivals at the very moment the last one leaves: each finds a server that answers."""
    program = f"""
import asyncio, asyncpg
from pathlib import Path
from ok_api.foundation.address import database_address
from ok_api.foundation.embedded import acquire
from ok_api.foundation.settings import Settings
from tests.foundation.embedded.neighbours import (
    User,
    has_stopped,
    server_of,
    watchdog_of,
)
async def ask(dsn):
    connection = await asyncpg.connect(dsn)
    await connection.execute("SELECT 1")
    await connection.close()
for _ in range(6):
    with acquire(Path({str(place)!r})) as running:
        asyncio.run(ask(running.dsn))
"""
    command = [sys.executable, "-c", program]
    visitors = [subprocess.Popen(command) for _ in range(3)]  # noqa: S603 - our own interpreter
    assert [visitor.wait(60) for visitor in visitors] == [0, 0, 0]
    assert has_stopped(place)


async def test_a_killed_server_is_started_again_for_who_still_uses_it(place: Path) -> None:
    settings = Settings(_env_file=None, data_dir=place.parent)
    with database_address(settings, place.name) as address:
        assert await count_rows(address.dsn) == 1
        killed = server_of(place)
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert await count_rows_in_time(address.dsn) == 1
        assert server_of(place) != killed
    assert has_stopped(place)
