"""How a list is answered as a table: the rows of its JSON, by the same select."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import IO, Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import clock, json
from ok_api.foundation.context import is_head, language_of
from ok_api.foundation.errors import NotFound
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.forms import Form
from ok_api.foundation.exports.kept import KeptDownload, log_position
from ok_api.foundation.exports.production import Download, Production
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.prepared import Prepared
from ok_api.foundation.reading import (
    Asked,
    asked_of,
    list_headers,
    page_headers,
    page_of,
)
from ok_api.foundation.routing import Read, Services

BATCH = 250
"""Rows at a time: few enough to stay small, enough to be worth a thread."""
KEPT = ("Cache-Control", "Content-Language", "Link", "Vary")


def is_page(request: Request) -> bool:
    """Whether one page is asked for; a table is else the whole list."""
    return "limit" in request.query_params or "cursor" in request.query_params


def table_headers(request: Request, form: Form) -> dict[str, str]:
    noun = noun_of(request)
    name = f"{noun}-{clock.today().isoformat()}.{form.extension}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def noun_of(request: Request) -> str:
    """What the list is of; a list's address ends in a word of ours."""
    return str(request.url.path).rpartition("/")[2]


async def write_table(form: Form, columns: Columns, title: str, items: Sequence[Any]) -> bytes:
    """A whole table of items that are in hand."""

    def write() -> bytes:
        sheet = form.sheet(columns, title)
        try:
            told = sheet.add(items)
            finished = sheet.finish()
            if finished is None:
                return told
            with finished:
                return finished.read()
        finally:
            sheet.discard()

    return await to_thread.run_sync(write)


async def answer_table(
    request: Request,
    actor: Actor,
    services: Services,
    columns: Columns,
    form: Form,
    *,
    listing: Listing,
    public: bool,
) -> Response:
    """The list as a table: one page when a page is asked for, else every row that matches."""
    asked = await asked_of(request, actor, services, listing)
    if is_page(request):
        page = await page_of(request, actor, services, listing, asked)
        headers, _ = page_headers(request, services, asked, page, public=public)
        headers |= table_headers(request, form)
        body = await write_table(form, columns, noun_of(request), json.decode(page.items))
        return Response(body, 200, headers, form.media_type)
    if public:
        return await _kept_table(request, actor, services, columns, form, listing, asked)
    batches = _batches(services, actor, listing, asked)
    first = await anext(batches, None)  # So that a refusal is still an answer of its own.
    if first is None:
        raise NotFound()
    headers = {**list_headers(public=public), **table_headers(request, form)}
    if is_head(request):
        await batches.aclose()
        return Response(None, 200, headers, form.media_type)
    production = _production(request, columns, form, listing, first, batches)
    return await _download(request, form, production, headers)


async def _kept_table(
    request: Request,
    actor: Actor,
    services: Services,
    columns: Columns,
    form: Form,
    listing: Listing,
    asked: Asked,
) -> Response:
    """What is open to all is the same for all, until something changes."""

    async def make() -> IO[bytes]:
        batches = _batches(services, actor, listing, asked)
        first = await anext(batches, None)
        if first is None:
            raise NotFound()
        return await _production(request, columns, form, listing, first, batches).file()

    position = await log_position(services.database.reads)
    queried = tuple(sorted(request.query_params.multi_items()))
    name = request.url.path, queried, form.name, language_of(request)
    file = await services.kept.table(position, name, make)
    headers = {**list_headers(public=True), **table_headers(request, form)}
    if is_head(request):
        return Response(None, 200, headers, form.media_type)
    return KeptDownload(file, headers, form.media_type)


def _production(
    request: Request,
    columns: Columns,
    form: Form,
    listing: Listing,
    first: list[str],
    batches: AsyncGenerator[list[str]],
) -> Production:
    return Production(
        lambda: form.sheet(columns, noun_of(request)),
        first,
        batches,
        lambda documents: json.decode(listing.items(documents)),
    )


async def _download(
    request: Request, form: Form, production: Production, headers: Mapping[str, str]
) -> Response:
    """HTTP/1.0 knows no end of a stream but the end of the connection: it gets a length instead."""
    if form.streams and request.scope.get("http_version") != "1.0":
        return Download(production, headers, form.media_type)
    try:
        await production.run()
    except BaseException:
        await production.close()
        raise
    return Download(
        production, {**headers, "Content-Length": str(production.size)}, form.media_type
    )


async def _batches(
    services: Services, actor: Actor, listing: Listing, asked: Asked
) -> AsyncGenerator[list[str]]:
    if asked.values is None:
        return
    async with services.database.long_read() as connection:
        found = listing.fetch_all(connection, actor, asked.values, asked.query, BATCH)
        async with aclosing(found) as batches:
            async for documents in batches:
                yield documents


async def answer_items(
    request: Request,
    actor: Actor,
    services: Services,
    columns: Columns,
    form: Form,
    *,
    answer: Read,
) -> Response:
    """A list that is never longer than one page: the items of its JSON.

    Where the JSON has an ETag the table has one of its own.
    """
    plain = Request({**request.scope, "headers": _unconditional(request)}, request.receive)
    told = await answer(plain, actor, services)
    items = json.decode(bytes(told.body))["items"]
    body = await write_table(form, columns, noun_of(request), items)
    headers = {name: told.headers[name] for name in KEPT if name in told.headers}
    headers |= table_headers(request, form)
    if "etag" not in told.headers:
        return Response(body, 200, headers, form.media_type)
    return Prepared(body, headers, form.media_type).answer(request)


def _unconditional(request: Request) -> list[tuple[bytes, bytes]]:
    """The client's ETag is one of the table, and says nothing of the JSON."""
    return [pair for pair in request.scope["headers"] if pair[0] != b"if-none-match"]
