"""What a connection may take of this server: the size of a head, and the time for it.

uvicorn 0.54 limits neither with httptools (with h11 only the size, and answers 400 in plain text),
and closes a connection under a client that is still sending, which then reads a reset instead of
its answer. Granian has both limits and Hypercorn a timeout, but they answer in words of their own
or not at all. So this is uvicorn's connection with what it lacks; whatever is refused here is
answered by the application, as any other problem.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from starlette.exceptions import HTTPException
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ok_api.foundation.errors import HeadTooLarge, TooSlow, Unavailable
from ok_api.foundation.settings import Settings
from ok_api.rules.text import Text

REFUSAL = "refusal"
"""In the state of a request's scope: why it is refused before anybody looks at it."""
LINGER = 30.0
"""Seconds in which a client may go on sending what nobody reads, until it reads its answer."""
ALWAYS_SERVED = b"/health/"


@dataclass(frozen=True)
class Limits:
    head_bytes: int
    head_seconds: float
    connections: int


class Outlet:
    """The transport as an answer sees it: when to close it is up to the connection."""

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self._transport = transport
        self.write = transport.write
        self.close = close
        self.closing = False

    def is_closing(self) -> bool:
        return self.closing or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GuardedConnection(HttpToolsProtocol):
    limits: Limits
    _timer: asyncio.TimerHandle | None = None
    """For the head, or for what is still sent after the answer."""
    _in_head = False
    _in_body = False
    _deaf = False
    """Whether what comes in is thrown away."""
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._socket = transport
        self._outlet = Outlet(transport, self._close)
        super().connection_made(cast("asyncio.Transport", self._outlet))
        if len(self.connections) > 2 * self.limits.connections:
            transport.abort()
        else:
            self._set_timer(self.limits.head_seconds, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        self._head_bytes += len(data)
        super().data_received(data)
        if self._busy():
            return
        if self._in_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(HeadTooLarge(self.limits.head_bytes))
        elif self._timer is None:
            self._set_timer(self.limits.head_seconds, self._head_is_late)

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._in_head, self._in_body = False, True
        refusal = self._refusal()
        self._head_bytes = 0
        if refusal is not None:
            self.url = b"/"  # It may be longer than the parser of addresses takes.
            self.scope["state"][REFUSAL] = refusal
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body, self._head_bytes = False, 0
        self._stop_timer()
        super().on_message_complete()
        if self.cycle.response_complete and not self._outlet.is_closing():
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._in_body and not self._outlet.is_closing():
            self._set_timer(LINGER, self._socket.close)

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPException(400))

    def shutdown(self) -> None:
        if self._outlet.closing or (self._in_body and self.cycle.response_complete):
            self._socket.close()
        else:
            super().shutdown()

    def _busy(self) -> bool:
        return self._deaf or self._in_body or self._answering()

    def _answering(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and not cycle.response_complete

    def _refusal(self) -> Exception | None:
        most = self.limits.head_bytes
        if self._head_bytes > most and self._size_of_head() > most:
            return HeadTooLarge(most)
        if len(self.connections) > self.limits.connections:
            return None if self.url.startswith(ALWAYS_SERVED) else Unavailable(_CROWDED)
        return None

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _head_is_late(self) -> None:
        """Who has said nothing yet is not told anything."""
        self._timer = None
        if self._in_head:
            self._refuse(TooSlow(_LATE_HEAD))
        else:
            self._socket.close()

    def _refuse(self, error: Exception) -> None:
        """What cannot be read, or is not waited for, becomes a request that is refused."""
        self._deaf = self._in_body = True
        self._stop_timer()
        if self._answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self._close()
                return
        super().on_message_begin()
        self.scope["method"], self.scope["path"] = "GET", "/"
        self.scope["raw_path"], self.scope["query_string"] = b"/", b""
        self.scope["state"][REFUSAL] = error
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        self._start_asgi_task(self.cycle, self.app)

    def _close(self) -> None:
        """At once when the request has come in whole; else the client is given time to look up
        from sending, since closing on unread data would reset the connection under its answer.
        """
        if not self._in_body or self._socket.is_closing():
            self._socket.close()
            return
        self._deaf = self._outlet.closing = True
        self.flow.resume_reading()
        if self._socket.can_write_eof():
            self._socket.write_eof()
        self._set_timer(LINGER, self._socket.close)

    def _set_timer(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def guarded(settings: Settings) -> type[HttpToolsProtocol]:
    """The connections of a server with these settings."""
    limits = Limits(
        settings.max_head_bytes, settings.head_timeout_seconds, settings.max_connections
    )
    return type("Connection", (GuardedConnection,), {"limits": limits})


_CROWDED = Text(
    "Er zijn hier nu te veel verbindingen; probeer het over enkele seconden weer.",
    "There are too many connections here now; try again in a few seconds.",
)
_LATE_HEAD = Text(
    "Het begin van het verzoek kwam niet op tijd.", "The head of the request did not come in time."
)
