"""The dossier over HTTP."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.contract import parts
from ok_api.foundation.errors import NotFound
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.reading import cache_headers, etag_matches
from ok_api.foundation.router import Router
from ok_api.foundation.routing import Services, path_values
from ok_api.programme.monitoring.dossier.queries import dossier_query
from ok_api.programme.monitoring.dossier.schemas import Dossier
from ok_api.programme.monitoring.dossier.telling import tell_dossier
from ok_api.tables import Participation

router = Router("Monitoring")


async def get_dossier(request: Request, actor: Actor, services: Services) -> Response:
    check_query(request, ())
    values = path_values(request, {"participationId": Participation.id})
    row = None
    if values is not None:
        query = dossier_query(actor)
        arguments = query.arguments({**values, **actor_values(actor)})
        row = await services.database.reads.fetchrow(query.sql, *arguments)
    if row is None:
        raise NotFound()
    told = tell_dossier(request.url.path, dict(row))
    etag = f'"{row["version"]}.{sha256(told).hexdigest()[:16]}"'
    headers = {"ETag": etag, **cache_headers(public=False)}
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(told, 200, headers, "application/json")


router.read(
    "/participations/{participationId}/dossier",
    "getDossier",
    "Everything about one participation",
    Dossier,
    get_dossier,
    responses=parts.ONE,
)
