"""The PostgreSQL that the tests run on: stated, embedded, or an installed one started for them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ok_api.foundation.embedded import acquire

ROOT = Path(__file__).parents[1]
PLACES = ("/usr/lib/postgresql/{version}/bin", "/usr/pgsql-{version}/bin")


@contextmanager
def running(version: str | None) -> Iterator[str]:
    """The address of its superuser; an installed version that is absent skips what asks for it."""
    stated = os.environ.get("OK_TEST_DATABASE_URL")
    if stated:
        yield stated
    elif version is None:
        with acquire(ROOT / ".ok-api" / "test") as embedded:
            yield embedded.admin_dsn
    else:
        with _installed(version) as address:
            yield address


@contextmanager
def _installed(version: str) -> Iterator[str]:
    binaries = next((p for p in _places(version) if (p / "initdb").exists()), None)
    if binaries is None:
        pytest.skip(f"there are no binaries of PostgreSQL {version} on this machine")
    folder = Path(tempfile.mkdtemp(prefix="ok-pg-"))
    account = _account()
    if account:
        shutil.chown(folder, account)
    control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    _run([str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust",
          "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], account)  # fmt: skip
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    _run([*control, "-o", options, "-l", str(folder / "log"), "start"], account)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run([*control, "-m", "immediate", "stop"], account)
        shutil.rmtree(folder, ignore_errors=True)


def _places(version: str) -> list[Path]:
    return [Path(place.format(version=version)) for place in PLACES]


def _account() -> str | None:
    """PostgreSQL refuses root; its own account is there wherever its binaries are."""
    return "postgres" if os.geteuid() == 0 else None


def _run(command: list[str], account: str | None) -> None:
    subprocess.run(command, check=True, user=account, capture_output=True)  # noqa: S603
