"""A database of our own: started for the first user, shared, stopped after the last."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from ok_api.foundation.embedded import acquire
from tests.foundation.embedded.neighbours import User, has_stopped, server_of, watchdog_of


@pytest.fixture
def shared(place: Path) -> Iterator[str]:
    with acquire(place) as running:
        yield running.dsn


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_application_is_no_superuser_and_owns_its_database(place: Path) -> None:
    with acquire(place) as running:
        connection = await asyncpg.connect(running.dsn)
        assert running.data_dir == place
        rights = await connection.fetchrow(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert rights is not None
        assert tuple(rights) == ("ok_api", False, False)
        for extension in ("pg_trgm", "btree_gist", "unaccent", "citext"):
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        await connection.execute("CREATE TABLE IF NOT EXISTS pupil (name text)")
        await connection.close()
        assert await ask(running.admin_dsn, "SELECT rolsuper FROM pg_roles WHERE oid = 10") is True


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("listen_addresses", ""),
        ("max_connections", "100"),
        ("server_encoding", "UTF8"),
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
    ],
)
async def test_settings(shared: str, setting: str, value: str) -> None:
    assert await ask(shared, f"SHOW {setting}") == value


async def test_the_locale_is_postgresqls_own(shared: str) -> None:
    question = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'ok_api'"
    assert await ask(shared, question) == "bC.UTF-8"
    assert await ask(shared, "SELECT upper('één')") == "ÉÉN"


async def test_sqlalchemy_takes_the_address(shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    engine = create_async_engine(shared.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT 1")).scalar() == 1
    await engine.dispose()


async def test_data_outlives_the_server(place: Path) -> None:
    with acquire(place) as running:
        await ask(running.dsn, "DROP TABLE IF EXISTS school")
        await ask(running.dsn, "CREATE TABLE school AS SELECT 'De Ark' AS name")
    assert has_stopped(place)
    started = time.monotonic()
    with acquire(place) as running:
        # The promise is 0.3 s; a busy machine gets a little more.
        assert time.monotonic() - started < 1.5
        assert await ask(running.dsn, "SELECT name FROM school") == "De Ark"


async def test_the_last_one_out_stops_it(
    place: Path,
    join: Callable[[Path], User],
) -> None:
    other = join(place)
    running = acquire(place)
    assert other.dsn() == running.dsn
    server = server_of(place)
    running.release()
    running.release()
    assert server_of(place) == server
    other.leave()
    assert has_stopped(place)


def test_release_returns_when_it_has_stopped(place: Path) -> None:
    running = acquire(place)
    assert server_of(place)
    running.release()
    with pytest.raises(ValueError, match="not enough values"):
        server_of(place)
    assert not (place / "postgresql" / "cluster" / "postmaster.pid").exists()


def test_a_forked_child_leaves_the_server_to_its_parent(place: Path) -> None:
    program = f"""
import os, sys
from pathlib import Path
from ok_api.foundation.embedded import acquire
running = acquire(Path({str(place)!r}))
if os.fork() == 0:
    running.release()
    os._exit(0)
os.wait()
print("released", flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"released\n"
    assert server_of(place)
    parent.communicate()


async def test_another_database_in_the_running_server(place: Path) -> None:
    name = "Tést 'één' \"twee\""
    with acquire(place), acquire(place, database=name) as other:
        assert await ask(other.dsn, "SELECT current_database()") == name
        assert await ask(other.dsn, "SELECT current_user") == "ok_api"


def test_no_other_account_can_get_at_it(place: Path) -> None:
    with acquire(place) as running:
        socket_folder = Path(urlsplit(running.dsn).query.split("&")[0].removeprefix("host="))
        for folder in (socket_folder, place / "postgresql", place / "postgresql" / "cluster"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_home_that_was_opened_up_is_closed_again(place: Path) -> None:
    acquire(place).release()
    (place / "postgresql").chmod(0o755)
    with acquire(place):
        assert stat.S_IMODE((place / "postgresql").stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_and_open_files_of_the_application_do_not_reach_it(place: Path) -> None:
    secret = os.open(place / "secret", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(secret, True)
    with acquire(place):
        for pid in (server_of(place), watchdog_of(place)):
            assert os.getsid(pid) != os.getsid(0)
            files = {link.name: str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
            assert str(place / "secret") not in files.values()
            assert files["0"] == "/dev/null"
            assert files["1"] == files["2"] == str(place / "postgresql" / "server.log")
    os.close(secret)
