"""A receiver of webhooks, as somebody else would write one: reads, verifies, keeps, answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

from ok_api.foundation import json

Answering = Callable[["Message"], Awaitable[tuple[int, Mapping[str, str]]]]


@dataclass(frozen=True)
class Message:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.decode(self.body)
        return event

    @property
    def subject(self) -> str:
        return str(self.event["subject"])

    @property
    def is_question(self) -> bool:
        """Whether it asks if messages are taken here at all."""
        return str(self.event.get("subject")).endswith("/confirmation")

    def verify(self, secret: str) -> None:
        """Raises `WebhookVerificationError` when the signature is not of this secret."""
        Webhook(secret).verify(self.body, dict(self.headers))


async def accept(_message: Message) -> tuple[int, Mapping[str, str]]:
    return 204, {}


@dataclass
class Receiver:
    port: int = 0
    answering: Answering = accept
    willing: bool = True
    """Says yes when it is asked if it takes messages, and keeps that for itself; what it says to
    the messages is another matter."""
    got: list[Message] = field(default_factory=list)
    """All that came in, in order, whatever was answered."""
    taken: list[Message] = field(default_factory=list)
    """What was answered with 2xx."""
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def until(self, ready: Callable[[], object], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not ready():
                self._arrived.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._arrived.wait(), 0.05)

    async def until_taken(self, count: int, seconds: float = 20) -> list[Message]:
        await self.until(lambda: len({message.id for message in self.taken}) >= count, seconds)
        return self.taken

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while message := await _read(reader):
                if self.willing and message.is_question:
                    writer.write(_written(204, {}))
                    await writer.drain()
                    continue
                self.got.append(message)
                status, headers = await self.answering(message)
                if 200 <= status < 300:
                    self.taken.append(message)
                writer.write(_written(status, headers))
                await writer.drain()
                self._arrived.set()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(answering: Answering = accept) -> AsyncIterator[Receiver]:
    receiver = Receiver(answering=answering)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


async def _read(reader: asyncio.StreamReader) -> Message | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    headers = {name.lower(): value for name, _, value in pairs}
    body = await reader.readexactly(int(headers["content-length"]))
    return Message(first.split()[1], headers, body)


def _written(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    if status == 204:
        return ("\r\n".join(lines) + "\r\n\r\n").encode()
    return ("\r\n".join([*lines, "Content-Length: 5"]) + "\r\n\r\nsaid!").encode()
