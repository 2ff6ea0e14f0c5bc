"""Both servers under the same uvicorn settings, one process each."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

OURS, THEIRS = 8401, 8402


@contextmanager
def both(dsn: str, data_dir: Path) -> Iterator[None]:
    environment = {
        **os.environ,
        "BENCH_DSN": dsn,
        "OK_DATABASE_URL": dsn,
        "OK_DATA_DIR": str(data_dir),
        "OK_LOG_LEVEL": "error",
    }
    with ExitStack() as stack:
        stack.enter_context(_uvicorn("bench.ours:app", OURS, environment))
        stack.enter_context(_uvicorn("bench.opponent:app", THEIRS, environment))
        _wait(OURS, "/health/live")
        _wait(THEIRS, "/schools?after=a|a")
        yield


@contextmanager
def _uvicorn(app: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log",
               "--log-level", "error", "--loop", "uvloop", "--http", "httptools"]  # fmt: skip
    process = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, path: str) -> None:
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:
        client.get(path).raise_for_status()
