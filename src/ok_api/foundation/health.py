"""Whether this process lives, whether it can do its work, and what it measured."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ok_api.foundation import backlog, metrics, migrations
from ok_api.foundation.routing import services_of
from ok_api.foundation.settings import Settings


async def live(_request: Request) -> Response:
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> Response:
    """503 while the database cannot be reached or is not at the newest revision, and once this
    server is to stop.
    """
    if services_of(request).signals.ending:
        return JSONResponse({"status": "unready", "reason": "stopping"}, 503)
    try:
        revision = await migrations.current(services_of(request).database.reads)
    except (OSError, TimeoutError):
        return JSONResponse({"status": "unready", "reason": "database unreachable"}, 503)
    if revision != migrations.newest():
        return JSONResponse({"status": "unready", "reason": "database not migrated"}, 503)
    return JSONResponse({"status": "ready", "revision": revision})


async def measured(request: Request) -> Response:
    await backlog.look(services_of(request).database.reads)
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")


METRICS = Route("/metrics", measured)


def routes(settings: Settings) -> list[Route]:
    """With the metrics, unless they have a port of their own."""
    own = [Route("/health/live", live), Route("/health/ready", ready)]
    return own if settings.metrics_port is not None else [*own, METRICS]
