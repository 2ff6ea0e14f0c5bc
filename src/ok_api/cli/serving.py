"""Running the API in this process: the database first, then the server, stopped in reverse."""

import asyncio
import errno
import socket
from contextlib import nullcontext

import uvicorn

from ok_api.cli.revision import behind
from ok_api.cli.stopping import Server
from ok_api.cli.working import beside
from ok_api.foundation import logging, migrations
from ok_api.foundation.address import Address, database_address
from ok_api.foundation.connections import guarded
from ok_api.foundation.logging import tell
from ok_api.foundation.running import SERVER, noted
from ok_api.foundation.settings import Settings

GRACE = 6
"""Seconds in which what is under way may end, once the door is closed; with the seconds before it
(OK_DRAIN_SECONDS) less than the ten that a container is given.
"""


def serve(
    settings: Settings, host: str, port: int, *, migrate: bool, work: bool | None = None
) -> None:
    """Serve until interrupted, with a worker beside it where the database is our own.

    Raises `OSError` at once when the port is taken.
    """
    logging.configure(settings)
    require_free(host, port)
    require_free_for_metrics(settings, port)
    with noted(SERVER, host=host, port=port), database_address(settings) as address:
        wrong = asyncio.run(behind(address.dsn))
        if wrong and (address.own or migrate):
            migrations.migrate(address.dsn)
        elif wrong:
            tell(settings, f"Warning: {wrong} Or serve with --migrate.", "behind", detail=wrong)
        serving = f"http://{host}:{port}/v1/docs"
        sentences = f"Database: {address.place}\nServing:  {serving}"
        tell(settings, sentences, "serving", database=str(address.place), address=serving)
        working = address.own if work is None else work
        with beside(settings, address.dsn) if working else nullcontext():
            server(settings, address, host, port).run()


def require_free(host: str, port: int, setting: str = "--port") -> None:
    """Raises `OSError` when something listens there, before anything else has been touched."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(f"Port {port} of {host} is taken; choose another with {setting}.") from error


def require_free_for_metrics(settings: Settings, port: int) -> None:
    """Raises `OSError` when the port that is set for them is taken, or is that of the API."""
    asked = settings.metrics_port
    if asked == port:
        raise OSError(f"Port {port} is that of the API; choose another with OK_METRICS_PORT.")
    if asked is not None:
        require_free(settings.metrics_host, asked, "OK_METRICS_PORT")


def server(settings: Settings, address: Address, host: str, port: int) -> uvicorn.Server:
    from ok_api.main import create_app

    app = create_app(settings, dsn=address.dsn)
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=guarded(settings),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=GRACE,
        ),
        app.state.services.signals.end,
        0 if address.own else settings.drain_seconds,
    )
