"""The fast lane: a read goes straight to its route, past the layers that only writes need.

FastAPI wraps every request in error pages, telemetry, body limits and exit stacks, and looks for
its route one by one. For a GET that passes on bytes those cost more than the work itself.
"""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ok_api.foundation.connections import REFUSAL
from ok_api.foundation.problems import answer_to
from ok_api.foundation.routing import ReadRoute

Segments = tuple[str, ...]


class ReadLane:
    """Finds a read by the segments of its path; whatever it does not find goes to the app."""

    def __init__(self, app: ASGIApp, routes: Iterable[object]) -> None:
        self._app = app
        self._routes: dict[int, list[tuple[Segments, ReadRoute]]] = {}
        for route in routes:
            if isinstance(route, ReadRoute):
                segments = tuple(route.path.split("/"))
                self._routes.setdefault(len(segments), []).append((segments, route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = scope.get("state", {}).get(REFUSAL)
        if refusal is not None:
            answer = await answer_to(Request(scope, receive), refusal)
            await answer(scope, receive, send)
            return
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["route"], scope["path_params"] = found
        request = Request(scope, receive)
        try:
            answer = await found[0].answer(request)
        except Exception as error:
            answer = await answer_to(request, error)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[ReadRoute, dict[str, str]] | None:
        if scope["method"] != "GET":
            return None
        asked = scope["path"].split("/")
        for segments, route in self._routes.get(len(asked), ()):
            parameters = _match(segments, asked)
            if parameters is not None:
                return route, parameters
        return None


def _match(segments: Segments, asked: list[str]) -> dict[str, str] | None:
    parameters = {}
    for segment, given in zip(segments, asked, strict=True):
        if segment.startswith("{"):
            if not given:
                return None
            parameters[segment[1:-1]] = given
        elif segment != given:
            return None
    return parameters
