"""An import and its workers: stopped, struck down time after time, and not in one another's way."""

import asyncio
import threading
from collections.abc import Iterator
from uuid import UUID

import asyncpg
import pytest

from ok_api.exchange.imports import course, running, steps
from ok_api.exchange.imports.reading import batches
from ok_api.exchange.imports.rows import running as by_rows
from ok_api.exchange.imports.rows.taking import take_together
from ok_api.exchange.tools import Tools
from ok_api.exchange.worker import work
from ok_api.foundation.jobs import Interrupted
from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.exchange.imports.conftest import Register
from tests.exchange.imports.sending import ended, own, rows_of, school, send

BOARDS = own(*({"boardNumber": f"9{number:04d}", "name": "Stichting"} for number in range(60)))
SCHOOLS = own(school("99ZZ01"))


def _id(address: str) -> UUID:
    return UUID(address.rpartition("/")[2])


async def _count(dsn: str, what: str) -> int:
    connection = await asyncpg.connect(dsn)
    count: int = await connection.fetchval(f"SELECT count(*) FROM {what}")  # noqa: S608
    await connection.close()
    return count


async def test_rows_are_read_beside_the_loop() -> None:
    """The reader waits for what only the loop does."""
    went_on = threading.Event()

    def rows() -> Iterator[bool]:
        yield went_on.wait(10)
        yield True

    asyncio.get_running_loop().call_later(0.01, went_on.set)
    assert [some async for some in batches(rows(), 2)] == [[True, True]]


@pytest.mark.parametrize("unit", ["row", "file"])
async def test_a_stopped_worker_leaves_its_import_to_the_next(
    callers: Callers,
    settings: Settings,
    dsn: str,
    emptied: None,
    monkeypatch: pytest.MonkeyPatch,
    unit: str,
) -> None:
    monkeypatch.setattr(by_rows, "ROWS_TOGETHER", 5)
    stop, taken = asyncio.Event(), 0

    async def stopping(*given: object) -> object:
        nonlocal taken
        taken += 1
        if taken == 4:
            stop.set()
        return await take_together(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(by_rows, "take_together", stopping)
    address = (await send(callers.office, BOARDS, kind="boards", unit=unit)).headers["location"]
    await asyncio.wait_for(work(settings, dsn, stop), 10)
    assert (await callers.office.get(address)).json()["status"] == "running"
    assert await _count(dsn, "school_boards") == (15 if unit == "row" else 0)
    assert await _count(dsn, "imports WHERE taken_up_count = 0") == 1
    second = asyncio.Event()
    working = asyncio.create_task(work(settings, dsn, second))
    told = await ended(callers.office, address)
    second.set()
    await working
    assert (told["status"], told["counts"]["created"]) == ("applied", 60)
    assert len(await rows_of(callers.office, told)) == 60
    assert await _count(dsn, "audit_records WHERE resource = 'school-boards'") == 60


async def test_a_worker_that_waits_for_a_lock_stops_too(
    callers: Callers, register: Register, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "LOOKS_UP_WITHIN", 0.01)
    address = (await send(callers.office, SCHOOLS)).headers["location"]
    payload = {"id": str(_id(address))}
    doing = asyncio.create_task(running.run_import(tools, payload))
    await ended(callers.office, address, "running")
    tools.stop.set()
    with pytest.raises(Interrupted):
        await asyncio.wait_for(doing, 10)
    assert (await callers.office.get(address)).json()["status"] == "running"
    tools.stop.clear()
    await register.let_go()
    await running.run_import(tools, payload)
    assert (await callers.office.get(address)).json()["status"] == "applied"


async def test_an_import_that_kills_its_workers_ends(
    callers: Callers, tools: Tools, dsn: str
) -> None:
    address = (await send(callers.office, SCHOOLS)).headers["location"]
    for _ in range(steps.TAKEN_UP_AT_MOST):
        assert await steps.take_up(tools, _id(address)) is not None
    assert await steps.take_up(tools, _id(address)) is None
    told = (await callers.office.get(address)).json()
    assert (told["status"], told["problem"]["status"]) == ("failed", 503)
    await running.run_import(tools, {"id": str(_id(address))})
    assert await _count(dsn, "schools") == 0


async def test_what_a_worker_lives_to_tell_does_not_count(
    callers: Callers, tools: Tools, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise ConnectionResetError("for the sake of the test")

    address = (await send(callers.office, SCHOOLS)).headers["location"]
    with monkeypatch.context() as cut_off:
        cut_off.setattr(running, "_carry_out", lost)
        for _ in range(steps.TAKEN_UP_AT_MOST + 1):
            with pytest.raises(ConnectionResetError):
                await running.run_import(tools, {"id": str(_id(address))})
    await running.run_import(tools, {"id": str(_id(address))})
    assert (await callers.office.get(address)).json()["status"] == "applied"
