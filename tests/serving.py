"""A server on loopback, for those who come over the network as everybody does."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from ok_api.foundation.connections import guarded


def _configured(app: FastAPI) -> uvicorn.Config:
    """With the connections that `ok-api serve` has."""
    connections = guarded(app.state.services.settings)
    return uvicorn.Config(app, http=connections, log_level="error", lifespan="on")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Its address, as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(_configured(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
