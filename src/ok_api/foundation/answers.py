"""How a write is answered: the resource as a reader would find it, from the same declaration."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import DeclarativeBase
from starlette.responses import Response

from ok_api.foundation import json
from ok_api.foundation.database import Work
from ok_api.foundation.identity import actor_values
from ok_api.foundation.projection import Projection


async def created(work: Work, projection: Projection, row: DeclarativeBase) -> Response:
    """201 with the new resource and its address. Flushes, so that constraints speak now."""
    return await _told(work, projection, 201, row)


async def changed(work: Work, projection: Projection, row: DeclarativeBase) -> Response:
    """200 with the resource as it now is. Flushes, so that constraints speak now."""
    return await _told(work, projection, 200, row)


async def accepted(work: Work, projection: Projection, row: DeclarativeBase) -> Response:
    """202 with the resource that tells how far the work has come, and its address."""
    return await _told(work, projection, 202, row)


def removed() -> Response:
    return Response(status_code=204)


def computed(body: Any, status: int = 200) -> Response:
    """An answer that Python made; a `Decimal` in it leaves as an exact number."""
    headers = {"Cache-Control": "no-store"}
    return Response(json.encode(body), status, headers, "application/json")


async def _told(work: Work, projection: Projection, status: int, row: DeclarativeBase) -> Response:
    await work.session.flush()
    identity = inspect(row).mapper.primary_key_from_instance(row)
    where = (key == value for key, value in zip(projection.keys, identity, strict=True))
    select = projection.one(work.actor, *where)
    values = {**actor_values(work.actor), "language": work.context.language}
    told = (await work.session.execute(select, values)).one()
    document, etag = projection.told(told.document, told.etag)
    headers = {"ETag": f'"{etag}"', "Cache-Control": "no-store"}
    if status in (201, 202):
        headers["Location"] = told.link
    return Response(document, status, headers, "application/json")
