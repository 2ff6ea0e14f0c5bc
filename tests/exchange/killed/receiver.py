"""Somebody who is told of changes: keeps what arrives, in the order in which it arrives."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    address: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def once(self) -> list[dict[str, Any]]:
        """Without what came again under an identity that was there already."""
        return list({event["id"]: event for event in reversed(self.events)}.values())[::-1]


@contextmanager
def receiving() -> Iterator[Received]:
    received = Received()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.events.append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test says what it has to say by itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    received.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
