"""How a read is answered: one resource or one page, as the bytes that PostgreSQL built."""

from typing import Any, NamedTuple

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.context import language_of
from ok_api.foundation.entity_tags import tags_in
from ok_api.foundation.errors import InvalidInput, NotFound
from ok_api.foundation.flaws import flaws_of
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.listing import Listing, Page
from ok_api.foundation.negotiation import repeated_keys, takes_many
from ok_api.foundation.projection import Reads
from ok_api.foundation.routing import Services, path_values
from ok_api.foundation.schema import ListQuery, Shape


def parse_query(request: Request, model: type[Shape]) -> Any:
    """The query as its model has it. Raises `InvalidInput` with all flaws at once."""
    given, fields = request.query_params, model.model_fields.values()
    lists = {str(info.alias) for info in fields if takes_many(info.annotation)}
    names = [str(info.alias) for info in fields]
    values = {key: given.getlist(key) if key in lists else given[key] for key in given}
    flaws, asked = list(repeated_keys(request, set(names) - lists)), None
    try:
        asked = model.model_validate(values)
    except ValidationError as error:
        found = ({**one, "loc": ("query", *one["loc"])} for one in error.errors())
        flaws += flaws_of(found, names)
    if flaws:
        raise InvalidInput(*flaws)
    return asked


async def answer_one(
    request: Request, actor: Actor, services: Services, reads: Reads, *, public: bool
) -> Response:
    values = path_values(request, reads.by)
    row = None
    if values is not None:
        query = reads.query(actor)
        arguments = query.arguments({**values, **caller_values(request, actor)})
        row = await services.database.reads.fetchrow(query.sql, *arguments)
    if row is None:
        raise NotFound()
    document, etag = reads.projection.told(row["document"], row["etag"])
    etag = f'"{etag}"'
    headers = {"ETag": etag, **cache_headers(public=public)}
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(document, 200, headers, "application/json")


class Asked(NamedTuple):
    """What a request asks of a list: the query, its values, and where a page goes on."""

    query: ListQuery
    values: dict[str, Any] | None
    """`None` when a value of the path cannot be a key at all."""
    name: str
    """Of this list with these filters and this order: only their cursors are good for it."""
    after: list[Any] | None


def caller_values(request: Request, actor: Actor) -> dict[str, Any]:
    """What a select may know of who asks: the values of its scopes, and the language."""
    return {**actor_values(actor), "language": language_of(request)}


async def asked_of(request: Request, actor: Actor, services: Services, listing: Listing) -> Asked:
    """Raises `InvalidInput` with all flaws of the query at once."""
    query: ListQuery = parse_query(request, listing.query)
    if listing.meaning is not None:
        await listing.meaning(services.database.reads, query)
    values = path_values(request, {**listing.by, **listing.parent_by})
    name = _list_name(request, listing, query)
    after = services.cursors.open(name, query.cursor) if query.cursor else None
    bound = None if values is None else values | caller_values(request, actor)
    return Asked(query, bound, name, after)


async def answer_page(
    request: Request, actor: Actor, services: Services, listing: Listing, *, public: bool
) -> Response:
    asked = await asked_of(request, actor, services, listing)
    page = await page_of(request, actor, services, listing, asked)
    headers, cursor = page_headers(request, services, asked, page, public=public)
    body = page_body(request, page.items, page.total, cursor)
    return Response(body, 200, headers, "application/json")


async def page_of(
    request: Request, actor: Actor, services: Services, listing: Listing, asked: Asked
) -> Page:
    """Raises `NotFound` when there is no such list for this caller."""
    page = None
    if asked.values is not None:
        reads = services.database.reads
        page = await listing.fetch(reads, actor, asked.values, asked.query, asked.after)
    if page is None:
        raise NotFound()
    return page


def page_headers(
    request: Request, services: Services, asked: Asked, page: Page, *, public: bool
) -> tuple[dict[str, str], str | None]:
    """The headers of a page, with the cursor of the next one."""
    headers = list_headers(public=public)
    if page.last_keys is None:
        return headers, None
    cursor = services.cursors.seal(asked.name, page.last_keys)
    headers["Link"] = f'<{next_address(request, cursor)}>; rel="next"'
    return headers, cursor


def _list_name(request: Request, listing: Listing, query: ListQuery) -> str:
    filters = sorted(
        (key, value)
        for key, value in request.query_params.multi_items()
        if key not in ("cursor", "limit", "count", "sort")
    )
    return f"{request.url.path} {filters} {listing.order(query)}"


def next_address(request: Request, cursor: str) -> str:
    return str(request.url.include_query_params(cursor=cursor).replace(scheme="", netloc=""))


def page_body(request: Request, items: str, total: int | None, cursor: str | None) -> str:
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    counted = "" if total is None else f',"total":{total}'
    next_cursor = "null" if cursor is None else f'"{cursor}"'
    escaped = address.replace("\\", "%5C").replace('"', "%22")
    return f'{{"self":"{escaped}","items":{items},"nextCursor":{next_cursor}{counted}}}'


def cache_headers(*, public: bool) -> dict[str, str]:
    """For what has an ETag: who may read it may keep it, and asks each time if it still holds."""
    return {"Cache-Control": "public, no-cache" if public else "private, no-cache"}


def list_headers(*, public: bool) -> dict[str, str]:
    """A list is told in several media types, so that a cache must keep them apart."""
    return {"Cache-Control": "public, no-cache" if public else "no-store", "Vary": "Accept"}


def etag_matches(header: str | None, etag: str) -> bool:
    """Whether the caller has the answer with this ETag already."""
    return header is not None and not tags_in(header).isdisjoint(("*", etag.strip('"')))
