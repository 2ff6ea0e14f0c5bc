"""An import on its way: watched, stopped, done by two at once, cut off, and found again."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from httpx_sse import ServerSentEvent
from httpx_sse._decoders import SSEDecoder

from ok_api.exchange.imports import running, schools, steps
from ok_api.exchange.listeners import LISTENERS
from ok_api.exchange.tools import Tools
from ok_api.exchange.worker import work
from ok_api.foundation import json
from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.exchange.imports.conftest import Register
from tests.exchange.imports.sending import ended, own, rows_of, school, send

FILE = own(*(school(f"99ZZ{number:02d}") for number in range(50)))


async def _address(caller: httpx.AsyncClient, **query: Any) -> str:
    return (await send(caller, FILE, **query)).headers["location"]


async def _count(dsn: str, table: str) -> int:
    connection = await asyncpg.connect(dsn)
    count: int = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608
    await connection.close()
    return count


async def test_what_is_queued_is_cancelled_at_once(callers: Callers, tools: Tools) -> None:
    address = await _address(callers.office)
    answer = await callers.office.post(f"{address}/cancellation")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    assert answer.json()["endedAt"]
    assert answer.json()["startedAt"] is None
    await running.run_import(tools, {"id": address.rpartition("/")[2]})
    assert (await callers.office.get(address)).json()["status"] == "cancelled"
    again = await callers.office.post(f"{address}/cancellation")
    assert (again.status_code, again.json()["importStatus"]) == (409, "cancelled")


async def test_what_is_running_is_cancelled_in_a_moment(
    callers: Callers, register: Register, worker: None, dsn: str
) -> None:
    address = await _address(callers.office)
    await ended(callers.office, address, "running")
    answer = await callers.office.post(f"{address}/cancellation")
    assert (answer.status_code, answer.json()["status"]) == (202, "running")
    await register.let_go()
    assert (await ended(callers.office, address))["status"] == "cancelled"
    assert await _count(dsn, "schools") == 0
    assert (await callers.office.post(f"{address}/cancellation")).status_code == 409


async def test_an_import_is_watched_to_its_end(
    callers: Callers, register: Register, worker: None
) -> None:
    address = await _address(callers.office)
    await ended(callers.office, address, "running")
    watching = asyncio.create_task(_events(callers.office, address))
    async with asyncio.timeout(20):
        while not LISTENERS.waiting:  # noqa: ASYNC110 - The count is no event.
            await asyncio.sleep(0.01)
    await register.let_go()
    told = await asyncio.wait_for(watching, 20)
    assert {event.event for event in told} == {"import"}
    documents = [json.decode(event.data) for event in told]
    assert (documents[0]["status"], documents[-1]["status"]) == ("running", "applied")
    assert documents[-1] == (await callers.office.get(address)).json()
    assert len({event.id for event in told}) == len(told)


async def _events(caller: httpx.AsyncClient, address: str) -> list[ServerSentEvent]:
    answer = await caller.get(address, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    decoder = SSEDecoder()
    return [event for line in answer.text.splitlines() if (event := decoder.decode(line))]


async def test_who_may_not_see_it_may_not_watch_it(callers: Callers) -> None:
    address = await _address(callers.office)
    headers = {"Accept": "text/event-stream"}
    assert (await callers.school("99ZZ01").get(address, headers=headers)).status_code == 404
    assert (await callers.anonymous.get(address, headers=headers)).status_code == 401


async def test_two_workers_do_it_once(
    callers: Callers, register: Register, tools: Tools, dsn: str
) -> None:
    address = await _address(callers.office)
    payload = {"id": address.rpartition("/")[2]}
    both = [asyncio.create_task(running.run_import(tools, payload)) for _ in range(2)]
    await ended(callers.office, address, "running")
    await register.let_go()
    await asyncio.wait_for(asyncio.gather(*both), 20)
    told = (await callers.office.get(address)).json()
    assert (told["status"], told["counts"]["created"]) == ("applied", 50)
    assert await _count(dsn, "import_rows") == 50
    assert await _count(dsn, "audit_records WHERE resource = 'schools'") == 50


async def test_a_connection_that_is_lost_is_no_end(
    callers: Callers, register: Register, worker: None, dsn: str
) -> None:
    address = await _address(callers.office)
    async with asyncio.timeout(20):
        while not await register.cut_off_who_waits():  # noqa: ASYNC110 - The database tells no event.
            await asyncio.sleep(0.02)
    await register.let_go()
    told = await ended(callers.office, address)
    assert (told["status"], told["counts"]["created"]) == ("applied", 50)
    assert await _count(dsn, "import_rows") == 50


async def test_what_another_worker_left_is_found_and_done(
    callers: Callers, register: Register, settings: Settings, tools: Tools, dsn: str
) -> None:
    """A worker was struck down, and the queue knows no more of it: the import itself does."""
    address = await _address(callers.office)
    first = asyncio.create_task(running.run_import(tools, {"id": address.rpartition("/")[2]}))
    started = (await ended(callers.office, address, "running"))["startedAt"]
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await register.let_go()
    assert (await callers.office.get(address)).json()["status"] == "running"
    await steps.find_forgotten(tools)
    assert await _count(dsn, "pgqueuer") == 1, "its job is still there"
    assert await _count(dsn, "schools") == 0
    connection = await asyncpg.connect(dsn)
    await connection.execute("DELETE FROM pgqueuer")
    await connection.close()
    await steps.find_forgotten(tools)
    await steps.find_forgotten(tools)
    assert await _count(dsn, "pgqueuer") == 1, "it is asked for once"
    stop = asyncio.Event()
    second = asyncio.create_task(work(settings, dsn, stop))
    told = await ended(callers.office, address)
    stop.set()
    await second
    assert (told["status"], told["counts"]["created"]) == ("applied", 50)
    assert told["startedAt"] == started
    assert len(await rows_of(callers.office, told)) == 50


async def test_what_fails_every_time_says_so(callers: Callers, tools: Tools) -> None:
    address = await _address(callers.office)
    await running.give_up(tools, {"id": address.rpartition("/")[2]})
    told = (await callers.office.get(address)).json()
    assert (told["status"], told["problem"]["status"]) == ("failed", 503)


async def test_a_mistake_of_ours_is_not_the_senders(
    callers: Callers, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(schools, "run", broken)
    address = await _address(callers.office)
    await running.run_import(tools, {"id": address.rpartition("/")[2]})
    told = (await callers.office.get(address)).json()
    assert (told["status"], told["problem"]["status"]) == ("failed", 500)
    assert "of all things" not in str(told)
