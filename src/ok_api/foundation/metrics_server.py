"""The metrics on a port of their own, which a proxy to the API cannot pass on by accident."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from ok_api.foundation.health import METRICS
from ok_api.foundation.routing import Services


class _Beside(uvicorn.Server):
    """Signals are for the server of the API, which ends this one."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serving_metrics(services: Services) -> AsyncIterator[None]:
    """Where a port is set for them, for as long as the block lasts. Raises `OSError` when taken."""
    settings = services.settings
    if settings.metrics_port is None:
        yield
        return
    app = Starlette(routes=[METRICS])
    app.state.services = services
    with socket.create_server((settings.metrics_host, settings.metrics_port)) as listening:
        server = _Beside(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True
            await task
