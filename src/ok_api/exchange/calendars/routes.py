"""Calendar feeds over HTTP, and the calendars themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from ok_api.exchange.calendars import queries, reading, schemas, service
from ok_api.exchange.calendars.addresses import Addresses
from ok_api.foundation import json
from ok_api.foundation.answers import created, removed
from ok_api.foundation.context import is_head
from ok_api.foundation.contract import parts
from ok_api.foundation.errors import NotFound
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.reading import cache_headers, etag_matches
from ok_api.foundation.router import Configured, Router, Working
from ok_api.foundation.routing import Services, path_values
from ok_api.tables import CalendarFeed

router = Router("Exchange")
FeedId = Annotated[UUID, Path(alias="calendarFeedId")]

CALENDAR = "text/calendar"
PRODUCED = (CALENDAR, "application/problem+json")
TOLD: parts.Answers = {
    200: {
        "description": "The calendar, by RFC 5545.",
        "content": {CALENDAR: {"schema": {"type": "string"}}},
        "headers": parts.ETAG,
    },
    304: parts.UNCHANGED,
}

router.get(
    "/calendar-feeds/{calendarFeedId}",
    "getCalendarFeed",
    "One calendar feed",
    queries.FEED,
    {"calendarFeedId": CalendarFeed.id},
)
router.list(
    "/calendar-feeds",
    "listCalendarFeeds",
    "One's own calendar feeds; for the office, those of all",
    queries.FEEDS,
)


@router.post(
    "/calendar-feeds",
    "openCalendarFeed",
    "Open a calendar of sessions",
    schemas.CalendarFeed,
    description=(
        "The sessions of a school, of a trajectory, or all that one may see oneself, for a "
        "calendar program. Read the secret address at `address`; it shows what you may see in "
        "the roles that you have now, for as long as it is not revoked."
    ),
)
async def open_feed(
    work: Working, configured: Configured, new: schemas.NewCalendarFeed
) -> Response:
    most = configured.max_calendar_feeds_per_account
    return await created(work, queries.FEED, await service.open_feed(work, new, most=most))


@router.delete(
    "/calendar-feeds/{calendarFeedId}",
    "revokeCalendarFeed",
    "Revoke the address of a calendar feed",
    description=(
        "The address is forgotten: whoever has it finds nothing there from now on. The feed "
        "itself stays, to tell that there was one and until when."
    ),
)
async def revoke_feed(work: Working, feed_id: FeedId) -> Response:
    await service.revoke_feed(work, CalendarFeed.id == feed_id)
    return removed()


def _feed_id(request: Request) -> UUID | None:
    values = path_values(request, {"calendarFeedId": CalendarFeed.id})
    return None if values is None else values["path_calendarFeedId"]


async def get_address(request: Request, actor: Actor, services: Services) -> Response:
    check_query(request, ())
    feed_id = _feed_id(request)
    reads = services.database.reads
    if feed_id is None or not await reading.may_read_address(reads, actor, feed_id):
        raise NotFound()
    token = Addresses(services.settings).token(feed_id)
    told = {
        "self": request.url.path,
        "calendar": f"/v1/calendars/{token}",
        "feed": f"/v1/calendar-feeds/{feed_id}",
    }
    return Response(json.encode(told), 200, {"Cache-Control": "no-store"}, "application/json")


router.read(
    "/calendar-feeds/{calendarFeedId}/address",
    "getCalendarFeedAddress",
    "The secret address of a calendar, for its owner alone",
    schemas.CalendarAddress,
    get_address,
    description=(
        "Not found once it is revoked. Whoever has the address reads the calendar without a "
        "token: give it to your calendar program and to nobody else."
    ),
)


async def get_calendar(request: Request, _actor: Actor, services: Services) -> Response:
    """The address is the right to read, and all that counts.

    Calendar programs add keys of their own to it, and whatever credentials they keep for the host.
    """
    feed_id = Addresses(services.settings).feed_id(request.path_params["token"])
    feed = feed_id and await reading.live_feed(services.database.reads, feed_id)
    if not feed:
        raise NotFound()
    etag = f'"{await reading.etag(services.database.reads, feed)}"'
    headers = {"ETag": etag, **cache_headers(public=False)}
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="ontwikkelkracht.ics"'
    made = b"" if is_head(request) else await reading.told(services.database.reads, feed)
    return Response(made, 200, headers, f"{CALENDAR}; charset=utf-8")


router.read(
    "/calendars/{token}",
    "getCalendar",
    "A calendar, for whoever has its secret address",
    None,
    get_calendar,
    produces=PRODUCED,
    by_address=True,
    response_class=Response,
    description=(
        "The sessions since the start of the previous school year and all that are to come, "
        f"of which the {queries.MOST_SESSIONS:,} latest at the most; no persons. A cancelled "
        "session stays, as cancelled. An address that was revoked and one that never was look "
        "the same. Query keys and credentials that calendar programs add are not looked at."
    ),
    responses=TOLD,
)
