"""Both servers under the same uvicorn settings, one process each."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

OURS, THEIRS, WORKING = 8401, 8402, 8404
AT_WORK = f"http://127.0.0.1:{WORKING}"


@contextmanager
def both(dsn: str, data_dir: Path) -> Iterator[None]:
    told = environment(dsn, data_dir)
    with ExitStack() as stack:
        stack.enter_context(_uvicorn("bench.ours:app", OURS, told))
        stack.enter_context(_uvicorn("bench.opponent:app", THEIRS, told))
        _wait(OURS, "/health/live")
        _wait(THEIRS, "/schools?after=a|a")
        yield


@contextmanager
def working(dsn: str, data_dir: Path) -> Iterator[None]:
    """Our server with a worker beside it, as `ok-api serve` starts both."""
    code = "import sys; from ok_api.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "serve", "--work", "--port", str(WORKING)]
    process = subprocess.Popen(  # noqa: S603
        command, env=environment(dsn, data_dir), stderr=subprocess.DEVNULL
    )
    try:
        _wait(WORKING, "/health/ready")
        yield
    finally:
        process.terminate()
        process.wait(20)


def environment(dsn: str, data_dir: Path) -> dict[str, str]:
    return {
        **os.environ,
        "BENCH_DSN": dsn,
        "OK_DATABASE_URL": dsn,
        "OK_DATA_DIR": str(data_dir),
        "OK_LOG_LEVEL": "error",
        "OK_WEBHOOK_PRIVATE_TARGETS": "true",
        "OK_RATE_SEARCHES": "1000000/second",
        "OK_RATE_TABLES": "1000000/second",
    }


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
