"""A server that is told to stop lets others take over before it closes its door."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn


class Server(uvicorn.Server):
    """At SIGTERM it calls `ending`, serves on for so many seconds, and then stops; at Ctrl-C, or a
    second signal, it stops at once.
    """

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None], seconds: float) -> None:
        super().__init__(config)
        self._ending = ending
        self._seconds = seconds
        self._told = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        first, self._told = not self._told, True
        if self._loop is None:
            super().handle_exit(sig, frame)
            return
        self._loop.call_soon_threadsafe(self._ending)
        if first and sig == signal.SIGTERM and self._seconds > 0:
            self._loop.call_soon_threadsafe(self._loop.call_later, self._seconds, self._stop)
        else:
            super().handle_exit(sig, frame)
        if sig == signal.SIGTERM:
            # uvicorn would raise it again at its end, before what is around it has been put away.
            self._captured_signals.clear()

    def _stop(self) -> None:
        self.should_exit = True
