"""What surrounds every request: its id, the headers every answer carries, its line in the log.

Plain ASGI: a `BaseHTTPMiddleware` would cost each request a task and hide errors.
"""

import re
import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ok_api import __version__
from ok_api.foundation.metrics import observe

_TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_SECRET = re.compile("[^/]{40,}")
"""A part of a path that is longer than any name or identity of ours: only secrets are."""
_WATCHED = ("/health/", "/metrics")
"""Asked every few seconds by machines: not worth a line each."""
_ALWAYS = (
    ("API-Version", __version__),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
)
_ENCODED = [(name.lower().encode(), value.encode()) for name, value in _ALWAYS]

log = structlog.get_logger("ok_api.access")


class Envelope:
    """Gives a request its trace (W3C `traceparent`, in and out) and an answer its headers.

    HEAD is GET without the body, for every resource alike.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace, started = _trace_of(scope), time.perf_counter()
        span = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = trace
        structlog.contextvars.bind_contextvars(request_id=trace)
        bodiless = scope["method"] == "HEAD"
        if bodiless:
            scope = {**scope, "method": "GET", "state": {**scope["state"], "bodiless": True}}
        status = 500

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers.raw.extend(_ENCODED)
                headers.raw.append((b"x-request-id", trace.encode()))
                headers.raw.append((b"traceparent", f"00-{trace}-{span}-01".encode()))
                message["headers"] = headers.raw
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, send_enveloped)
        finally:
            _note(scope, status, time.perf_counter() - started, trace)


def _trace_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"traceparent" and (match := _TRACEPARENT.fullmatch(value)):
            return str(match[1].decode())
    return secrets.token_hex(16)


def _note(scope: Scope, status: int, seconds: float, trace: str) -> None:
    operation = getattr(scope.get("route"), "operation_id", None) or "unknown"
    observe(operation, status, seconds)
    line = log.debug if scope["path"].startswith(_WATCHED) else log.info
    line(
        "request",
        method=scope["method"],
        path=_SECRET.sub("…", scope["path"]),
        status=status,
        operation=operation,
        client=(scope.get("client") or ("",))[0],
        ms=round(seconds * 1000, 1),
        request_id=trace,
    )
