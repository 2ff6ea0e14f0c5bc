"""Those who wait for an equal request: they take nothing from others, and never wait for ever."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import turns
from ok_api.foundation.settings import Settings
from ok_api.foundation.turns import Turns
from ok_api.main import create_app
from tests.callers import Caller, Callers
from tests.factories import make_school

ADDRESS = "/v1/expertises"
NEW = {
    "establishmentCode": "99ZZ01",
    "title": "Rekenen met begrip",
    "summary": "Leerlingen leggen hun rekenstappen uit.",
    "theme": "rekenen",
    "sectors": ["PO"],
}
LONGER_THAN_A_LOCK_IS_WAITED_FOR = 5.5


class Gate:
    """Holds the first request with a key when its work is done, and nothing is committed yet."""

    def __init__(self, keep: Any) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self.error: Exception | None = None
        self._keep = keep

    async def store(self, *given: Any) -> None:
        first = not self.reached.is_set()
        self.reached.set()
        if first:
            await self.opened.wait()
            if self.error is not None:
                raise self.error
        await self._keep(*given)


@pytest.fixture
def gate(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Gate:
    records = app.state.services.records
    gate = Gate(records.store)
    monkeypatch.setattr(records, "store", gate.store)
    return gate


@pytest.fixture
async def office(callers: Callers, session: AsyncSession) -> Caller:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    return callers.office


@pytest.fixture
async def elsewhere(
    settings: Settings, dsn: str, office: Caller
) -> AsyncIterator[httpx.AsyncClient]:
    """The same caller at another server."""
    app = create_app(settings, dsn=dsn)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://elsewhere", headers=office.headers
        ) as client,
    ):
        yield client


async def send(caller: httpx.AsyncClient, key: str = "one") -> httpx.Response:
    return await caller.post(ADDRESS, json=NEW, headers={"Idempotency-Key": key})


def sent(caller: httpx.AsyncClient, count: int) -> list[asyncio.Task[httpx.Response]]:
    return [asyncio.create_task(send(caller)) for _ in range(count)]


def statuses(answers: list[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def count(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM expertises"))


def connections(app: FastAPI) -> int:
    return int(app.state.services.database.engine.pool.checkedout())


async def test_who_waits_holds_no_connection(
    office: Caller, app: FastAPI, gate: Gate, connection: asyncpg.Connection
) -> None:
    waiting = sent(office, 32)
    await gate.reached.wait()
    others = await asyncio.gather(*(send(office, f"other-{number}") for number in range(20)))
    assert statuses(others) == [201] * 20
    assert connections(app) == 1
    assert not any(task.done() for task in waiting)
    gate.opened.set()
    answers = await asyncio.gather(*waiting)
    assert statuses(answers) == [201] * 32
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 31
    assert (connections(app), await count(connection)) == (0, 21)


async def test_a_slow_deed_is_waited_for(
    office: Caller, elsewhere: httpx.AsyncClient, gate: Gate, connection: asyncpg.Connection
) -> None:
    """Longer than the database waits for a lock: here one waits on, elsewhere one is told so."""
    waiting = sent(office, 32)
    await gate.reached.wait()
    other = sent(elsewhere, 1)
    asyncio.get_running_loop().call_later(LONGER_THAN_A_LOCK_IS_WAITED_FOR, gate.opened.set)
    answers = await asyncio.gather(*waiting)
    assert statuses(answers) == [201] * 32
    assert len({answer.content for answer in answers}) == 1
    (told,) = await asyncio.gather(*other)
    assert (told.status_code, told.headers["retry-after"]) == (503, "2")
    again = await send(elsewhere)
    assert (again.status_code, again.content) == (201, answers[0].content)
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(connection) == 1


async def test_servers_wait_for_one_another(
    office: Caller, elsewhere: httpx.AsyncClient, gate: Gate, connection: asyncpg.Connection
) -> None:
    here = sent(office, 16)
    await gate.reached.wait()
    there = sent(elsewhere, 16)
    await send(elsewhere, "another")
    gate.opened.set()
    answers = await asyncio.gather(*here, *there)
    assert statuses(answers) == [201] * 32
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 31
    assert await count(connection) == 2


async def test_nobody_waits_for_ever(
    office: Caller, gate: Gate, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = sent(office, 1)
    await gate.reached.wait()
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.05)
    answers = await asyncio.gather(*sent(office, 8))
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["retry-after"] for answer in answers} == {"2"}
    assert {answer.json()["type"] for answer in answers} == {"/v1/problem-types/unavailable"}
    gate.opened.set()
    done = await first
    again = await send(office)
    assert (done.status_code, again.content) == (201, done.content)
    assert await count(connection) == 1


async def test_when_the_first_fails_the_next_does_it(
    office: Caller, gate: Gate, connection: asyncpg.Connection
) -> None:
    waiting = sent(office, 32)
    await gate.reached.wait()
    gate.error = RuntimeError("broken")
    gate.opened.set()
    answers = await asyncio.gather(*waiting)
    assert statuses(answers) == [201] * 31 + [500]
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 30
    assert await count(connection) == 1


async def test_when_the_first_hangs_up_the_next_does_it(
    office: Caller, app: FastAPI, gate: Gate, connection: asyncpg.Connection
) -> None:
    (first,) = sent(office, 1)
    await gate.reached.wait()
    waiting = sent(office, 8)
    waiting[3].cancel()
    first.cancel()
    answers = await asyncio.gather(first, *waiting, return_exceptions=True)
    told = [answer for answer in answers if isinstance(answer, httpx.Response)]
    assert statuses(told) == [201] * 7
    assert (connections(app), await count(connection)) == (0, 1)


async def test_a_slow_sender_holds_no_connection(office: Caller, app: FastAPI) -> None:
    begun, more = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"establishmentCode": "99ZZ01", '
        begun.set()
        await more.wait()
        yield b'"unheardOf": 1}'

    headers = {"Content-Type": "application/json", "Idempotency-Key": "slow"}
    sending = asyncio.create_task(office.post(ADDRESS, content=slowly(), headers=headers))
    await begun.wait()
    assert (await send(office, "quick")).status_code == 201
    assert connections(app) == 0
    more.set()
    assert (await sending).status_code == 400


async def test_a_turn_that_was_had_is_forgotten() -> None:
    taken, order = Turns(), []

    async def take(number: int) -> None:
        async with taken.of("one"):
            order.append(number)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(take(number))
    assert order == [0, 1, 2, 3, 4]
    assert not taken._taken
