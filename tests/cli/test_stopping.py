"""Processes as an orchestrator runs them: asked how they are, read by machines, stopped."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from ok_api.cli.healthy import SILENT
from ok_api.foundation import running as notes
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings

PROGRAM = str(Path(sys.executable).with_name("ok-api"))
DRAIN = 2.0


class Process:
    """The program, in a process of its own; `folder` is its temporary folder."""

    def __init__(self, folder: Path, dsn: str, *arguments: str, **environment: str) -> None:
        self._log = folder / "log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(folder),
            "OK_DATABASE_URL": dsn,
            "OK_DATA_DIR": str(folder),
            "OK_LOG_FORMAT": "json",
            "OK_DRAIN_SECONDS": str(DRAIN),
            **environment,
        }
        with self._log.open("wb") as log:
            self.running = subprocess.Popen(  # noqa: S603
                [PROGRAM, *arguments], env=self.environment, stderr=log, stdout=log
            )

    def stop(self) -> None:
        self.running.send_signal(signal.SIGTERM)

    def lines(self) -> list[dict[str, Any]]:
        """Each line of its log; a test fails on one that is not JSON."""
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def notes(self) -> list[Path]:
        return list(Path(self.environment["TMPDIR"]).glob("ok-api-*/*"))

    def healthy(self) -> tuple[int, str]:
        asked = subprocess.run(  # noqa: S603
            [PROGRAM, "healthy"], env=self.environment, capture_output=True, text=True, check=False
        )
        return asked.returncode, asked.stderr


@contextmanager
def process(folder: Path, dsn: str, *arguments: str, **environment: str) -> Iterator[Process]:
    started = Process(folder, dsn, *arguments, **environment)
    try:
        yield started
    finally:
        started.running.kill()
        started.running.wait(20)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def _serving(folder: Path, dsn: str, **environment: str) -> Iterator[tuple[Process, str]]:
    port = _free()
    with process(folder, dsn, "serve", "--port", str(port), **environment) as server:
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: _status(f"{address}/health/ready") == 200)
        yield server, address


def _wait(until: Any, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends
        time.sleep(0.05)


def _status(url: str) -> int | None:
    try:
        return httpx.get(url, timeout=5).status_code
    except httpx.TransportError:
        return None


@pytest.fixture
def token(tmp_path: Path) -> dict[str, str]:
    """Of the development key that the server makes in its data folder."""
    settings = Settings(_env_file=None, data_dir=tmp_path)
    told = development_token(settings, "office@example.org", {"roles": ["office"]})
    return {"Authorization": f"Bearer {told}"}


@pytest.mark.usefixtures("emptied")
async def test_a_server_that_is_told_to_stop(
    tmp_path: Path, dsn: str, token: dict[str, str]
) -> None:
    with _serving(tmp_path, dsn) as (server, address):
        async with httpx.AsyncClient(base_url=address, headers=token, timeout=40) as client:
            waiting = asyncio.create_task(client.get("/v1/changes?after=latest&wait=30"))
            listening = asyncio.create_task(_listen(client))
            await asyncio.sleep(1)
            begun = time.monotonic()
            server.stop()
            page = await waiting
            assert (page.status_code, page.json()["items"]) == (200, [])
            assert await listening == 200  # A stream that is cut off raises.
            assert time.monotonic() - begun < DRAIN
            ready = await client.get("/health/ready")
            assert (ready.status_code, ready.json()["reason"]) == (503, "stopping")
            assert (await client.get("/health/live")).status_code == 200
            assert (await client.get("/v1/schools")).status_code == 200
        assert await asyncio.to_thread(server.running.wait, 20) == 0
        assert server.notes() == []
        assert time.monotonic() - begun >= DRAIN
        assert _status(f"{address}/health/live") is None


async def _listen(client: httpx.AsyncClient) -> int:
    headers = {"Accept": "text/event-stream"}
    async with client.stream("GET", "/v1/changes?after=latest", headers=headers) as stream:
        async for _ in stream.aiter_lines():
            pass
        return stream.status_code


@pytest.mark.usefixtures("emptied")
def test_a_second_signal_stops_at_once(tmp_path: Path, dsn: str) -> None:
    with _serving(tmp_path, dsn, OK_DRAIN_SECONDS="60") as (server, _):
        server.stop()
        time.sleep(0.3)
        assert server.running.poll() is None
        server.stop()
        server.running.wait(15)


@pytest.mark.usefixtures("emptied")
def test_all_that_is_logged_is_json_and_a_request_is_found_by_its_id(
    tmp_path: Path, dsn: str
) -> None:
    with _serving(tmp_path, dsn) as (server, address):
        problem = httpx.get(f"{address}/v1/schools/99ZZ77").json()
        secret = "s" * 60
        httpx.get(f"{address}/v1/calendars/{secret}")
        httpx.post(f"{address}/v1/facilitation-calculations", content=b"{")
        server.stop()
        server.running.wait(20)
        told = server.lines()
    (line,) = [one for one in told if one.get("request_id") == problem["requestId"]]
    assert (line["level"], line["status"], line["method"]) == ("info", 404, "GET")
    assert (line["path"], line["operation"]) == ("/v1/schools/99ZZ77", "getSchool")
    assert secret not in json.dumps(told)
    assert "uvicorn.error" in {one.get("logger") for one in told}
    assert all(one["timestamp"] and one["event"] for one in told)
    assert not [one for one in told if one.get("path", "").startswith("/health")]


def test_what_libraries_warn_of_and_what_ends_the_program_are_json_too(tmp_path: Path) -> None:
    code = (
        "import logging, warnings; from ok_api.foundation import logging as ours;"
        "from ok_api.foundation.settings import Settings;"
        "ours.configure(Settings(_env_file=None, log_format='json'));"
        "warnings.warn('old'); logging.getLogger('alembic').error('torn', exc_info=ValueError(1));"
        "logging.getLogger('httpx').info('GET secret'); raise RuntimeError('end')"
    )
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [one["level"] for one in told] == ["warning", "error", "critical"]
    assert [one.get("logger") for one in told[:2]] == ["py.warnings", "alembic"]
    assert told[1]["exception"][0]["exc_value"] == "1"
    assert told[2]["exception"][0]["exc_type"] == "RuntimeError"
    assert ended.returncode == 1


@pytest.mark.usefixtures("emptied")
def test_a_server_is_healthy_when_it_is_ready(tmp_path: Path, dsn: str) -> None:
    with _serving(tmp_path, dsn, OK_DRAIN_SECONDS="10") as (server, _):
        assert server.healthy() == (0, "")
        server.stop()
        time.sleep(0.5)
        code, said = server.healthy()
        assert (code, "stopping" in said) == (1, True)
        server.running.wait(20)
        assert server.healthy() == (0, "")  # Nothing runs, as after a migration.


def test_a_server_that_cannot_start_is_not_healthy(tmp_path: Path, dsn: str) -> None:
    with process(tmp_path, dsn, "serve", "--port", str(_free())) as server:
        _wait(lambda: list(tmp_path.glob("ok-api-*/server-*.json")))
        server.running.send_signal(signal.SIGSTOP)
        code, said = server.healthy()
        assert (code, "does not answer" in said) == (1, True)
        server.running.send_signal(signal.SIGCONT)


@pytest.mark.usefixtures("emptied")
def test_a_worker_is_healthy_while_it_shows_life(tmp_path: Path, dsn: str) -> None:
    with process(tmp_path, dsn, "work") as worker:
        _wait(lambda: list(tmp_path.glob("ok-api-*/worker-*.json")))
        assert worker.healthy() == (0, "")
        (note,) = tmp_path.glob("ok-api-*/worker-*.json")
        long_ago = time.time() - SILENT - 5
        worker.running.send_signal(signal.SIGSTOP)
        os.utime(note, (long_ago, long_ago))
        code, said = worker.healthy()
        assert (code, "no sign of life" in said) == (1, True)
        worker.running.send_signal(signal.SIGCONT)
        _wait(lambda: worker.healthy() == (0, ""), seconds=15)
        worker.stop()
        worker.running.wait(20)
        assert not list(tmp_path.glob("ok-api-*/worker-*.json"))


def test_a_note_of_what_died_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait(10)
    with notes.noted(notes.SERVER, host="127.0.0.1", port=1):
        (own,) = [one.process for one in notes.running()]
        dead = tmp_path / f"ok-api-{os.getuid()}" / f"worker-{done.pid}.json"
        dead.write_text("{}")
        assert [one.process for one in notes.running()] == [own]
    assert not dead.exists()
    assert notes.running() == []


def test_where_nothing_can_be_noted_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with notes.noted(notes.WORKER) as note:
        note.renew()
