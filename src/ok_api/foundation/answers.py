"""How a write is answered: the resource as a reader would find it, from the same declaration."""

from typing import Any

from sqlalchemy import ColumnElement
from starlette.responses import Response

from ok_api.foundation import json
from ok_api.foundation.database import Work
from ok_api.foundation.projection import Projection


async def created(work: Work, projection: Projection, *where: ColumnElement[bool]) -> Response:
    """201 with the new resource and its address. Flushes, so that constraints speak now."""
    return await _told(work, projection, 201, *where)


async def changed(work: Work, projection: Projection, *where: ColumnElement[bool]) -> Response:
    return await _told(work, projection, 200, *where)


async def put(
    work: Work, projection: Projection, *where: ColumnElement[bool], created: bool
) -> Response:
    """201 for a key that was new, 200 for one that was there."""
    return await _told(work, projection, 201 if created else 200, *where)


def removed() -> Response:
    return Response(status_code=204)


def computed(body: Any, status: int = 200) -> Response:
    """An answer that Python made; a `Decimal` in it leaves as an exact number."""
    headers = {"Cache-Control": "no-store"}
    return Response(json.encode(body), status, headers, "application/json")


async def _told(
    work: Work, projection: Projection, status: int, *where: ColumnElement[bool]
) -> Response:
    await work.session.flush()
    withheld = projection.scope.withholds(work.actor)
    row = (await work.session.execute(projection.one(*where, withheld=withheld))).one()
    headers = {"ETag": f'"{row.etag}"', "Cache-Control": "no-store"}
    if status == 201:
        headers["Location"] = row.link
    return Response(row.document, status, headers, "application/json")
