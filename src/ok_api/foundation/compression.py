"""Answers are compressed for who asks for it; what is compressed already or never ends is not."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ok_api.foundation.negotiation import takes_gzip

SMALLEST = 1000
"""Bytes; what fits in one packet arrives no sooner for being smaller."""
LEVEL = 4
"""Of zlib's nine: little more than half of the time of the usual six, for a tenth more bytes."""
UNTOUCHED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/octet-stream",
    "application/pdf",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


class Compression:
    """Whether it compresses or not, it tells caches that the answer depends on that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                if not (_untouched(headers) or _varies(headers)):
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        app = _compressing(self._app) if _wanted(scope) else self._app
        await app(scope, receive, send_varying)


def _wanted(scope: Scope) -> bool:
    """Over HTTP/1.0 only a length tells that nothing is missing, and then it must stay."""
    asked = Headers(scope=scope).get("accept-encoding", "")
    return scope.get("http_version") != "1.0" and takes_gzip(asked)


def _compressing(app: ASGIApp) -> ASGIApp:
    return GZipResponder(app, SMALLEST, LEVEL, exclude_content_types=UNTOUCHED)


def _varies(headers: Headers) -> bool:
    return "accept-encoding" in headers.get("vary", "").lower()


def _untouched(headers: Headers) -> bool:
    media_type = headers.get("content-type", "").partition(";")[0]
    return media_type in UNTOUCHED or f"{media_type.partition('/')[0]}/*" in UNTOUCHED
