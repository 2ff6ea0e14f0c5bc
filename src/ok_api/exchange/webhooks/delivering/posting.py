"""One attempt over HTTP: no redirects, no proxies, no patience with a receiver that dawdles."""

import asyncio
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx
import structlog

from ok_api import __version__
from ok_api.exchange.webhooks.lookups import Lookups, Resolve
from ok_api.exchange.webhooks.targets import Pinning
from ok_api.foundation import clock
from ok_api.foundation.settings import Settings

WITHIN = 15.0
TIMEOUTS = {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 10.0}
IDLE_FOR = 4.0
"""Shorter than common servers wait, so that they seldom hang up on us just as we write."""
READ_AT_MOST = 4096
KEPT = 200
"""Characters of what a failing receiver says."""

log = structlog.get_logger(__name__)

_account: ContextVar[str] = ContextVar("account")
"""For whom a connection is made; the library passes nothing on."""


@dataclass(frozen=True)
class Answer:
    """A status, or else what went wrong."""

    status: int | None
    said: str | None = None
    retry_after: timedelta | None = None


class Post:
    """Sends messages; its connections go to checked addresses only."""

    def __init__(
        self, settings: Settings, connections: int, *, resolve: Resolve | None = None
    ) -> None:
        lookups = Lookups()

        async def for_account(host: str, port: int) -> list[str]:
            return await lookups.resolve(_account.get(), host, port)

        self._pool = httpcore.AsyncConnectionPool(
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=IDLE_FOR,
            ssl_context=_trusting(),
            network_backend=Pinning(
                private=settings.webhook_private_targets, resolve=resolve or for_account
            ),
        )

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def send(
        self, address: str, headers: Mapping[str, str], body: str, account: str = ""
    ) -> Answer:
        """Never raises for what the receiver or the network does."""
        _account.set(account)
        try:
            async with asyncio.timeout(WITHIN):
                return await self._send(address, headers, body.encode())
        except (TimeoutError, httpcore.TimeoutException):
            return Answer(None, "no answer in time")
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Answer(None, _printable(str(error)) or type(error).__name__)
        except Exception as error:  # Whatever it is, this attempt failed and others go on.
            log.exception("an attempt failed in an unforeseen way")
            return Answer(None, type(error).__name__)

    async def _send(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        url = httpx.URL(address)
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        sent = [
            ("Host", url.netloc.decode()),
            ("User-Agent", f"ok-api/{__version__}"),
            ("Content-Length", str(len(body))),
            *headers.items(),
        ]
        async with self._pool.stream(
            "POST", target, headers=sent, content=body, extensions={"timeout": TIMEOUTS}
        ) as response:
            said = await _beginning(response)
        told = {name.decode().lower(): value.decode("latin-1") for name, value in response.headers}
        return Answer(response.status, said or None, _retry_after(told.get("retry-after", "")))


def _trusting() -> ssl.SSLContext:
    """The authorities that browsers trust, and those that this machine was told of."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context


async def _beginning(response: httpcore.Response) -> str:
    """Of a short answer all is read, so that the connection can be used again."""
    read = b""
    async for chunk in response.aiter_stream():
        read += chunk
        if len(read) > READ_AT_MOST:
            break
    return _printable(read[:READ_AT_MOST].decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:KEPT]).strip()


def _retry_after(stated: str) -> timedelta | None:
    """Seconds or a date; anything else is as if it were not said."""
    if stated.isascii() and stated.isdigit() and len(stated) < 10:
        return timedelta(seconds=int(stated))
    try:
        return parsedate_to_datetime(stated) - clock.now()
    except (TypeError, ValueError, OverflowError):
        return None
