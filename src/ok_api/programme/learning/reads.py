"""Reads that the rules answer: they need a unit of work, which ends without any change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from ok_api.foundation.context import RequestContext, language_of, request_id_of
from ok_api.foundation.database import Work
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.routing import Services


@asynccontextmanager
async def reading(request: Request, actor: Actor, services: Services) -> AsyncIterator[Work]:
    check_query(request, ())
    context = RequestContext(request_id_of(request), language_of(request))
    async with services.database.unit_of_work(actor, context) as work:
        yield work
