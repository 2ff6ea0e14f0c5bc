"""Server, worker and database as processes of their own, to be killed in the middle of things."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from ok_api.foundation.embedded import RunningDatabase
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings
from tests.foundation.embedded.neighbours import servers

PATIENCE = 90.0


class Town:
    """All three on one data folder. Who is killed comes back; the others revive the database.

    The test holds a share of its own in the database, so that it can look at what is left.
    """

    def __init__(self, folder: Path, database: RunningDatabase) -> None:
        self.dsn = database.dsn
        self._folder = folder
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        settings = Settings(_env_file=None, data_dir=folder)
        self.token = development_token(settings, "office@example.org", {"roles": ["office"]})
        self.client = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )

    def open(self, *processes: str) -> None:
        for process in processes:
            self.start(process)
        assert eventually(lambda: self.get("/health/ready") is not None), (
            self._folder / "said.log"
        ).read_text()

    def start(self, who: str) -> None:
        commands = {
            "server": ["serve", "--no-work", "--port", str(self._port)],
            "worker": ["work"],
            "server with a worker in it": ["serve", "--port", str(self._port)],
        }
        with (self._folder / "said.log").open("ab") as log:
            self._running[who] = self.run(*commands[who], stderr=log)

    def run(self, *arguments: str, stderr: Any = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Our own program, with the town's settings."""
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("OK_")},
            "OK_DATA_DIR": str(self._folder),
            "OK_WEBHOOK_PRIVATE_TARGETS": "true",
            "OK_LOG_LEVEL": "error",
            "OK_TOKEN": self.token,
        }
        program = Path(sys.executable).with_name("ok-api")
        return subprocess.Popen(  # noqa: S603 - our own program
            [program, *arguments], env=environment, stderr=stderr
        )

    def kill(self, who: str) -> None:
        """SIGKILL, and then whoever it was is started anew."""
        if who == "database":
            for pid in servers(self._folder):
                os.kill(pid, signal.SIGKILL)
        else:
            self._running[who].kill()
            self._running[who].wait()
            self.start(who)

    def close(self) -> None:
        self.client.close()
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(timeout=30)

    def get(self, path: str, **query: str) -> httpx.Response | None:
        """The answer, or nothing while the server or its database is away."""
        try:
            answer = self.client.get(path, params=query)
        except httpx.TransportError:
            return None
        return answer if answer.is_success else None

    def count(self, sql: str, *arguments: object) -> tuple[Any, ...]:
        """The one row of a query."""

        async def ask() -> tuple[Any, ...]:
            connection = await asyncpg.connect(self.dsn)
            try:
                return tuple(*await connection.fetch(sql, *arguments))
            finally:
                await connection.close()

        return asyncio.run(ask())

    def insist(self, path: str, key: str, **request: Any) -> httpx.Response:
        """POST until there is an answer; the key makes it one request."""
        request["headers"] = {"Idempotency-Key": key, **request.get("headers", {})}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.client.post(path, **request)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code != 503:
                return answer
            time.sleep(0.1)
        raise AssertionError("the server never answered")


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return met


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
