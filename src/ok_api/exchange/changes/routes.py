"""The feed of changes over HTTP: pages, pages that are waited for, and server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from ok_api.exchange.changes import schemas, service
from ok_api.exchange.changes.descriptions import DIGEST_TOLD, FEED_TOLD, TOLD
from ok_api.exchange.changes.listening import Listener
from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.queries import Change, Stretch
from ok_api.exchange.listeners import LISTENERS
from ok_api.foundation.answers import computed
from ok_api.foundation.context import is_head
from ok_api.foundation.events import MEDIA_TYPE, event, stream
from ok_api.foundation.identity import Actor
from ok_api.foundation.rates import Cost
from ok_api.foundation.reading import parse_query
from ok_api.foundation.router import Router
from ok_api.foundation.routing import Services

router = Router("Exchange")


def _tell(change: Change) -> dict[str, Any]:
    return {
        "cursor": change.place.cursor,
        "commit": change.place.commit,
        "resource": change.resource,
        "key": change.key,
        "operation": change.operation.value,
        "changedAt": change.changed_at,
        "changed": change.changed,
        "link": change.link,
    }


def _address(request: Request) -> str:
    return str(request.url.replace(scheme="", netloc=""))


async def _begin(
    request: Request, actor: Actor, services: Services
) -> tuple[schemas.ChangesQuery, Listener, Place]:
    query: schemas.ChangesQuery = parse_query(request, schemas.ChangesQuery)
    asked = None if query.resource is None else frozenset(query.resource)
    reads = services.database.reads
    listener = Listener(reads, services.signals, actor, asked, query.limit)
    last_event = request.headers.get("last-event-id")
    return query, listener, await service.start_of(reads, query, last_event)


async def list_changes(request: Request, actor: Actor, services: Services) -> Response:
    query, listener, after = await _begin(request, actor, services)
    if query.wait and not is_head(request):
        LISTENERS.require_room(actor)
        with LISTENERS.place(actor):
            found = await listener.awaited(after, query.wait, request.is_disconnected)
    else:
        found = await listener.awaited(after, 0, request.is_disconnected)
    return _page(request, found)


def _page(request: Request, found: Stretch) -> Response:
    cursor = found.until.cursor
    answer = computed(
        {
            "self": _address(request),
            "items": [_tell(change) for change in found.changes],
            "nextCursor": cursor,
            "atEnd": found.at_end,
        }
    )
    if not found.at_end:
        following = request.url.include_query_params(after=cursor).replace(scheme="", netloc="")
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


async def follow_changes(request: Request, actor: Actor, services: Services) -> Response:
    _, listener, after = await _begin(request, actor, services)
    LISTENERS.require_room(actor)
    return stream(request, _events(listener, after))


async def _events(listener: Listener, after: Place) -> AsyncIterator[ServerSentEvent]:
    """An event for each change; one without data tells only how far the log was read."""
    async with aclosing(listener.follow(after)) as stretches:
        async for stretch in stretches:
            for change in stretch.changes:
                yield event("change", _tell(change), change.place.cursor)
            if not stretch.changes or stretch.changes[-1].place != stretch.until:
                yield ServerSentEvent(id=stretch.until.cursor)


async def digest_changes(request: Request, actor: Actor, services: Services) -> Response:
    query: schemas.DigestQuery = parse_query(request, schemas.DigestQuery)
    async with services.database.long_read() as connection:
        found = await service.digest(connection, actor, query)
    return computed(
        {
            "self": _address(request),
            "after": found.after.cursor,
            "until": found.until.cursor,
            "count": found.count,
            "sha256": found.sha256,
        }
    )


router.read(
    "/changes",
    "listChanges",
    "What changed, in the order in which it was committed",
    schemas.ChangesPage,
    list_changes,
    query=schemas.ChangesQuery,
    others={MEDIA_TYPE: follow_changes},
    description=FEED_TOLD,
    responses=TOLD,
    openapi_extra={"x-problems": [410]},
)
router.read(
    "/changes/digest",
    "digestChanges",
    "A digest of a range of changes, to prove that nothing is missing",
    schemas.ChangesDigest,
    digest_changes,
    query=schemas.DigestQuery,
    cost=Cost.COMPUTE,
    description=DIGEST_TOLD,
    openapi_extra={"x-problems": [410]},
)
