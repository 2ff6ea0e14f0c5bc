"""How soon webhooks arrive after their commit, at a hundred changes a second.

The opponent listens to PostgreSQL and posts what it hears: no order, no repetition, no signature,
nothing kept. Whatever happens while it is away is lost.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median, quantiles

import asyncpg
import httpx

from bench import servers

CHANGES, EACH_SECOND = 2_000, 100
EXPERTISES = 50
PATIENCE = 60.0


class Receiver:
    """Notes when the news of each commit came in for the first time."""

    def __init__(self) -> None:
        self.arrived: dict[int, float] = {}
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            self.arrived.setdefault(_commit(json.loads(body)), time.time())
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Nothing once the sender has gone, or the round is over."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        return b""


def _commit(told: dict[str, str]) -> int:
    return int(told["id"].partition("-")[0])


def measure(dsn: str, data: Path, token: str) -> tuple[list[float], list[float]]:
    """Milliseconds from commit to arrival, ours and theirs, in two rounds of the same changes."""
    with _worker(dsn, data):
        return asyncio.run(_both(dsn, token))


async def _both(dsn: str, token: str) -> tuple[list[float], list[float]]:
    headers = {"Authorization": f"Bearer {token}"}
    base = f"http://127.0.0.1:{servers.OURS}"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
        links = await _expertises(client)
        async with _receiving() as receiver:
            body = {"address": receiver.address, "eventTypes": ["*"]}
            made = (await client.post("/v1/webhook-subscriptions", json=body)).raise_for_status()
            ours = await _round(dsn, client, links, receiver)
            link, etag = made.json()["self"], {"If-Match": "*"}
            (await client.delete(link, headers=etag)).raise_for_status()
        async with _receiving() as receiver:
            with _opponent(dsn, receiver):
                await asyncio.sleep(1)
                theirs = await _round(dsn, client, links, receiver)
    return ours, theirs


async def _expertises(client: httpx.AsyncClient) -> list[str]:
    schools = (await client.get("/v1/schools?limit=1")).json()["items"]
    links = []
    for number in range(EXPERTISES):
        new = {
            "establishmentCode": schools[0]["establishmentCode"],
            "title": f"Aanpak {number}",
            "summary": "Een aanpak.",
            "theme": "lezen",
            "sectors": ["PO"],
        }
        answer = (await client.post("/v1/expertises", json=new)).raise_for_status()
        links.append(answer.json()["self"])
    return links


async def _round(
    dsn: str, client: httpx.AsyncClient, links: list[str], receiver: Receiver
) -> list[float]:
    connection = await asyncpg.connect(dsn)
    try:
        start = await connection.fetchval("SELECT max(position) FROM log_commits")
        await _change(client, links)
        rows = await connection.fetch(
            "SELECT position, extract(epoch FROM committed_at)::float8 AS at FROM log_commits"
            " WHERE position > $1 ORDER BY position LIMIT $2",
            start,
            CHANGES,
        )
    finally:
        await connection.close()
    committed = {row["position"]: row["at"] for row in rows}
    async with asyncio.timeout(PATIENCE):
        while not committed.keys() <= receiver.arrived.keys():  # noqa: ASYNC110 - Others write it.
            await asyncio.sleep(0.05)
    return [1000 * (receiver.arrived[position] - at) for position, at in committed.items()]


async def _change(client: httpx.AsyncClient, links: list[str]) -> None:
    """At an even pace, whether or not the answers keep up."""
    started, asked = time.perf_counter(), []
    for number in range(CHANGES):
        await asyncio.sleep(max(0.0, started + number / EACH_SECOND - time.perf_counter()))
        body = {"title": f"Aanpak {number}"}
        link, headers = links[number % len(links)], {"If-Match": "*"}
        asked.append(asyncio.create_task(client.patch(link, json=body, headers=headers)))
    for answer in await asyncio.gather(*asked):
        answer.raise_for_status()


@asynccontextmanager
async def _receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    yield receiver
    server.close()


@contextmanager
def _worker(dsn: str, data: Path) -> Iterator[None]:
    environment = {
        **os.environ,
        "OK_DATABASE_URL": dsn,
        "OK_DATA_DIR": str(data),
        "OK_LOG_LEVEL": "error",
        "OK_WEBHOOK_PRIVATE_TARGETS": "true",
    }
    code = "from ok_api.cli import main; main(['work'])"
    with _process([sys.executable, "-c", code], environment):
        yield


@contextmanager
def _opponent(dsn: str, receiver: Receiver) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.webhooks", dsn, receiver.address]
    with _process(command, dict(os.environ)):
        yield


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def told(times: list[float]) -> str:
    return f"{median(times):.0f} ms, p99 {quantiles(times, n=100)[98]:.0f} ms"


async def _listen_and_post(dsn: str, address: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(dsn)
    await connection.add_listener("ok_log", lambda *said: heard.put_nowait(said[3]))
    async with httpx.AsyncClient() as client:
        while True:
            await client.post(address, json={"id": f"{await heard.get()}-0"})


if __name__ == "__main__":
    asyncio.run(_listen_and_post(*sys.argv[1:]))
