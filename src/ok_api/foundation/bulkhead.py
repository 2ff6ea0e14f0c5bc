"""A place for each of so many at once; who comes later stands in a line that is short and fair.

Without a bound a line only moves the trouble: whoever is served has waited so long that nobody
listens any more. Without turns, one caller with many connections is served instead of the others.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import uniform

from ok_api.foundation.context import Caller, current_caller
from ok_api.foundation.errors import Unavailable
from ok_api.rules.text import Text

_FULL = Text(
    "Het is hier nu te druk; probeer het over enkele seconden weer.",
    "It is too busy here now; try again in a few seconds.",
)
TURNED_AWAY_AFTER = 1.0
"""Seconds, more or less, until somebody hears that there is no room."""
_Line = deque[asyncio.Future[None]]


async def turned_away() -> None:
    """A moment before a refusal: who asks again at once would else keep this process busy with
    nothing but refusing. Not the same for all, so that a crowd does not come back as one.
    """
    await asyncio.sleep(TURNED_AWAY_AFTER * uniform(0.5, 1.5))  # noqa: S311 - no secret.


class Bulkhead:
    """`places` at once, `waiting` in line for at most so many `seconds`; `kept` places are for
    callers with a token only.

    Those who wait are served in turns by caller. When the line is full, room is made for a caller
    by sending away the last of whoever has the most in line. For one event loop.
    """

    def __init__(self, places: int, *, waiting: int, seconds: float, kept: int = 0) -> None:
        self._free = places
        self._waiting = waiting
        self._seconds = seconds
        self._kept = kept
        self._lines: OrderedDict[Caller, _Line] = OrderedDict()
        self._in_line = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Raises `Unavailable` when the line is full, `TimeoutError` when it takes too long."""
        await self.enter()
        try:
            yield
        finally:
            self.leave()

    async def enter(self) -> None:
        """As `place`, for who must not pay for a context: `leave` gives the place back."""
        caller = current_caller()
        if not self._in_line and self._may_enter(caller):
            self._free -= 1
            return
        try:
            await self._wait(caller)
        except Unavailable:
            await turned_away()
            raise

    def leave(self) -> None:
        self._free += 1
        self._serve()

    def _may_enter(self, caller: Caller) -> bool:
        return self._free > (self._kept if caller.anonymous else 0)

    async def _wait(self, caller: Caller) -> None:
        self._make_room(caller)
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(caller, deque()).append(turn)
        self._in_line += 1
        self._serve()
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException:
            self._give_up(caller, turn)
            raise

    def _make_room(self, caller: Caller) -> None:
        if self._in_line < self._waiting:
            return
        longest = max(self._lines, key=lambda other: len(self._lines[other]), default=None)
        own = len(self._lines.get(caller, ()))
        if longest is None or len(self._lines[longest]) <= own + 1:
            raise Unavailable(_FULL)
        last = self._lines[longest].pop()
        self._shorten(longest)
        if not last.done():
            last.set_exception(Unavailable(_FULL))

    def _serve(self) -> None:
        """One of each caller in turn, as far as there are places."""
        while caller := next(filter(self._may_enter, self._lines), None):
            self._let_in(caller)

    def _let_in(self, caller: Caller) -> None:
        turn = self._lines[caller].popleft()
        self._lines.move_to_end(caller)
        self._shorten(caller)
        if not turn.done():  # Whoever hung up is still there until its task has noticed.
            self._free -= 1
            turn.set_result(None)

    def _shorten(self, caller: Caller) -> None:
        self._in_line -= 1
        if not self._lines[caller]:
            del self._lines[caller]

    def _give_up(self, caller: Caller, turn: asyncio.Future[None]) -> None:
        """Leaves the line, or gives back the place that was given at the last moment."""
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            self.leave()
        elif turn in self._lines.get(caller, ()):
            self._lines[caller].remove(turn)
            self._shorten(caller)
