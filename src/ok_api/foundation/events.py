"""Server-sent events: an answer that goes on for as long as somebody listens."""

from collections.abc import AsyncIterator
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import json
from ok_api.foundation.context import is_head

MEDIA_TYPE = "text/event-stream"
PING_SECONDS = 15
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: Any, identifier: str | None = None) -> ServerSentEvent:
    """One event; a listener that comes back names the last `identifier` that it has."""
    text = data if isinstance(data, str) else json.encode_text(data)
    return ServerSentEvent(text, event=name, id=identifier)


def stream(request: Request, events: AsyncIterator[ServerSentEvent]) -> Response:
    """Comments in between keep the line open; who asks for the head only gets no more than that."""
    if is_head(request):
        return Response(headers=HEADERS, media_type=MEDIA_TYPE)
    return EventSourceResponse(events, ping=PING_SECONDS, headers=HEADERS)
