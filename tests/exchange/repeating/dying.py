"""A server in a process of its own that kills itself at the worst moment of the first POST.

Run as a module it takes the database, the data folder and the moment, and says its port.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import uvicorn
from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ok_api.foundation.settings import Settings
from ok_api.main import create_app

Moment = Literal["before the commit", "before the answer"]
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Dying:
    process: subprocess.Popen[str]
    address: str

    def was_killed(self) -> bool:
        return self.process.wait(30) == -signal.SIGKILL


@contextmanager
def dying(dsn: str, folder: Path, moment: Moment) -> Iterator[Dying]:
    command = [sys.executable, "-m", __name__, dsn, str(folder), moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield Dying(process, f"http://127.0.0.1:{port}")
        finally:
            process.kill()


class WithoutAnswer:
    """Dies when the answer to a POST is about to leave."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def die(message: Message) -> None:
            _die()

        posted = scope["type"] == "http" and scope["method"] == "POST"
        await self._app(scope, receive, die if posted else send)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _serve(dsn: str, folder: str, moment: str) -> None:
    app: ASGIApp = create_app(Settings(_env_file=None, data_dir=Path(folder)), dsn=dsn)
    if moment == "before the commit":
        event.listen(Session, "before_commit", _die)
    else:
        app = WithoutAnswer(app)
    listening = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on")).run([listening])


if __name__ == "__main__":
    _serve(*sys.argv[1:])
