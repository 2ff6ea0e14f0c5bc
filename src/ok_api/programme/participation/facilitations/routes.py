"""Facilitation over HTTP."""

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.answers import computed
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.queries import Compiled
from ok_api.foundation.reading import parse_query
from ok_api.foundation.router import Router
from ok_api.foundation.routing import Services
from ok_api.programme.participation.facilitations import queries, schemas
from ok_api.programme.participation.facilitations.telling import tell_totals

router = Router("Participation")
_totals = Compiled()

router.list(
    "/facilitations",
    "listFacilitations",
    "Facilitation granted and realised",
    queries.FACILITATIONS,
)


async def list_totals(request: Request, actor: Actor, services: Services) -> Response:
    asked = parse_query(request, schemas.FacilitationTotalsQuery).model_dump(exclude_none=True)
    variant = actor.roles, frozenset(asked)
    query = _totals.get(variant, lambda: queries.totals_select(actor, asked))
    values = query.arguments({**actor_values(actor), **asked})
    counted = await services.database.reads.fetch(query.sql, *values)
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return computed({"self": address, "items": tell_totals(map(dict, counted))})


router.read(
    "/facilitation-totals",
    "listFacilitationTotals",
    "Facilitation summed per school year and phase",
    schemas.FacilitationTotals,
    list_totals,
    query=schemas.FacilitationTotalsQuery,
)
