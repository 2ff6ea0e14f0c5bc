"""Reads whose answer Python computes from what one statement found."""

from starlette.requests import Request

from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.projection import Reads
from ok_api.foundation.reading import actor_values, not_found
from ok_api.foundation.routing import Services, path_values


async def found(request: Request, actor: Actor, services: Services, reads: Reads) -> str:
    """The document of the row that the path names. Raises `NotFound` outside the actor's scope."""
    check_query(request, ())
    values = path_values(request, reads.by)
    row = None
    if values is not None:
        query = reads.query(actor)
        arguments = query.arguments({**values, **actor_values(actor)})
        row = await services.database.reads.fetchrow(query.sql, *arguments)
    if row is None:
        raise not_found(request)
    document: str = row["document"]
    return document
