"""A load of keep-alive connections that costs little itself: raw HTTP/1.1 over asyncio streams."""

import asyncio
import time
from dataclasses import dataclass

import uvloop


@dataclass(frozen=True)
class Measured:
    requests: int
    seconds: float
    median_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def measure(port: int, path: str, *, connections: int, seconds: float, token: str = "") -> Measured:
    """Requests a second on one path; raises when any answer is not 200."""
    return uvloop.run(_measure(port, path, connections, seconds, token))


async def _measure(port: int, path: str, connections: int, seconds: float, token: str) -> Measured:
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n".encode()
    started = time.perf_counter()
    until = started + seconds
    work = [_client(port, request, until) for _ in range(connections)]
    times = sorted(taken for client in await asyncio.gather(*work) for taken in client)
    spent = time.perf_counter() - started
    return Measured(len(times), spent, 1000 * times[len(times) // 2])


async def _client(port: int, request: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    times = []
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        await reader.readexactly(_length(head))
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


def _length(head: bytes) -> int:
    start = head.lower().index(b"content-length:") + len(b"content-length:")
    return int(head[start : head.index(b"\r\n", start)])
