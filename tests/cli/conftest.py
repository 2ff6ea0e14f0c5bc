"""The command line as it is called, against the database of the tests."""

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from ok_api.cli import main
from ok_api.foundation.settings import get_settings
from tests.conftest import named


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def ok_api(
    dsn: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Command]:
    """Calls the program; in a thread, since a command starts an event loop of its own."""

    def call(*arguments: str, **environment: str) -> Said:
        stated = {"OK_DATABASE_URL": dsn, "OK_DATA_DIR": str(tmp_path), **environment}
        for name, value in stated.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        with ThreadPoolExecutor() as threads:
            code = threads.submit(_exit_code, arguments).result()
        return Said(code, *capsys.readouterr())

    yield call
    get_settings.cache_clear()


def _exit_code(arguments: tuple[str, ...]) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
async def never_migrated(server: str, dsn: str) -> AsyncIterator[str]:
    """The address of a database without a single table."""
    name = f"{urlsplit(dsn).path.lstrip('/')}_bare"
    admin = await asyncpg.connect(server)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield named(server, name)
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()
