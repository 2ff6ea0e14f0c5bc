"""Who waits for a connection: few, for a short time, and each caller in turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ok_api.foundation import bulkhead, context
from ok_api.foundation.bulkhead import Bulkhead
from ok_api.foundation.context import Caller
from ok_api.foundation.errors import Unavailable

CROWD = Caller("address 192.0.2.1", anonymous=True)
OFFICE = Caller("subject office")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkhead, "TURNED_AWAY_AFTER", 0)


class Line:
    """Who was let in, in order; each leaves when told to."""

    def __init__(self, asked: Bulkhead) -> None:
        self.bulkhead = asked
        self.served: list[Caller] = []
        self.refused: list[Caller] = []
        self.leave = asyncio.Semaphore(0)
        self._tasks: list[asyncio.Task[None]] = []

    async def come(self, *callers: Caller) -> None:
        for caller in callers:
            self._tasks.append(asyncio.create_task(self._ask(caller)))
            await asyncio.sleep(0)
        await asyncio.sleep(0.001)

    async def _ask(self, caller: Caller) -> None:
        context._caller.set(caller)
        try:
            async with self.bulkhead.place():
                self.served.append(caller)
                await self.leave.acquire()
        except (Unavailable, TimeoutError):
            self.refused.append(caller)

    async def let_go(self, number: int) -> None:
        for _ in range(number):
            self.leave.release()
            await asyncio.sleep(0.001)

    def hang_up(self, index: int) -> None:
        self._tasks[index].cancel()


@asynccontextmanager
async def standing(asked: Bulkhead) -> AsyncIterator[Line]:
    line = Line(asked)
    yield line
    for task in line._tasks:
        task.cancel()
    await asyncio.gather(*line._tasks, return_exceptions=True)


async def test_a_full_line_refuses_at_once() -> None:
    async with standing(Bulkhead(1, waiting=2, seconds=5)) as line:
        await line.come(*[CROWD] * 5)
        assert (len(line.served), len(line.refused)) == (1, 2)


async def test_who_is_refused_hears_it_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkhead, "TURNED_AWAY_AFTER", 0.1)
    async with standing(Bulkhead(1, waiting=0, seconds=5)) as line:
        await line.come(CROWD, CROWD)
        assert not line.refused
        await asyncio.sleep(0.2)
        assert line.refused == [CROWD]


async def test_a_full_line_makes_room_for_who_is_not_in_it() -> None:
    async with standing(Bulkhead(1, waiting=3, seconds=5)) as line:
        await line.come(*[CROWD] * 4, OFFICE)
        assert line.refused == [CROWD]
        await line.let_go(2)
        assert OFFICE in line.served[:3]


async def test_two_who_crowd_alike_do_not_drive_each_other_out() -> None:
    other = Caller("address 192.0.2.2", anonymous=True)
    async with standing(Bulkhead(1, waiting=4, seconds=5)) as line:
        await line.come(*[CROWD] * 5, *[other] * 9)
        await line.let_go(20)
        assert line.served[1:].count(CROWD) == line.served[1:].count(other) == 2


async def test_callers_are_served_in_turns() -> None:
    async with standing(Bulkhead(1, waiting=10, seconds=5)) as line:
        await line.come(*[CROWD] * 5, *[OFFICE] * 2)
        await line.let_go(6)
        assert line.served == [CROWD, CROWD, OFFICE, CROWD, OFFICE, CROWD, CROWD]


async def test_waiting_ends() -> None:
    async with standing(Bulkhead(1, waiting=10, seconds=0.01)) as line:
        await line.come(CROWD, OFFICE)
        await asyncio.sleep(0.05)
        assert (line.served, line.refused) == ([CROWD], [OFFICE])
        await line.let_go(1)
        await line.come(OFFICE)
        assert line.served == [CROWD, OFFICE]


async def test_places_are_kept_for_who_has_a_token() -> None:
    async with standing(Bulkhead(2, waiting=10, seconds=5, kept=1)) as line:
        await line.come(CROWD, CROWD, OFFICE)
        assert line.served == [CROWD, OFFICE]
        await line.let_go(2)
        assert line.served == [CROWD, OFFICE, CROWD]


@pytest.mark.parametrize("when", ["while it waits", "as it gets its turn"])
async def test_who_hangs_up_costs_no_place(when: str) -> None:
    async with standing(Bulkhead(1, waiting=10, seconds=5)) as line:
        await line.come(CROWD, CROWD)
        if when == "while it waits":
            line.hang_up(1)
            await line.let_go(1)
        else:
            line.leave.release()
            await asyncio.sleep(0)
            line.hang_up(1)
        await asyncio.sleep(0.01)
        await line.come(OFFICE)
        assert line.served[-1] == OFFICE
        await line.let_go(1)
        assert line.bulkhead._free == 1
        assert not line.bulkhead._lines
        assert line.bulkhead._in_line == 0
