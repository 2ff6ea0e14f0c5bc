"""Names are looked up beside everything else: a slow one holds up no request and nobody else."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from ok_api.exchange.webhooks import lookups
from ok_api.exchange.webhooks.lookups import Busy, Lookups
from tests.callers import Callers
from tests.exchange.webhooks.lines import subscribe

PATH = "/v1/webhook-subscriptions"
TYPES = ["nl.ontwikkelkracht.sessions.*"]


class NameServer:
    """Answers at once for names with `fast` in them, and for others when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.release = threading.Event()

    def addresses(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        if "fast" not in host:
            self.release.wait(20)
        return ["93.184.216.34"]

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(5):
            while True:
                if len(self.asked) >= count:
                    return
                await asyncio.sleep(0.01)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    server = NameServer()
    monkeypatch.setattr(lookups, "addresses", server.addresses)
    yield server
    server.release.set()


@pytest.fixture
def hasty(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives up soon, so that the tests need not wait."""
    monkeypatch.setattr(app.state.lookups, "_within", 0.2)


async def test_one_account_s_slow_names_leave_room_for_others(names: NameServer) -> None:
    looking = Lookups(most=8, each=2, within=0.1)
    for attempt in range(6):
        with pytest.raises(TimeoutError if attempt < 2 else Busy):
            await looking.resolve("slow@example.org", f"slow-{attempt}.example.org", 443)
    assert len(names.asked) == 2, "a place is free when its thread is, not when one gives up"
    assert await looking.resolve("other@example.org", "fast.example.org", 443)
    with pytest.raises(Busy):
        await looking.resolve("slow@example.org", "fast.example.org", 443)
    names.release.set()
    await until_free(looking, "slow@example.org")


async def until_free(looking: Lookups, account: str) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await looking.resolve(account, "fast.example.org", 443)
            except Busy:
                continue
            return


async def test_together_there_are_so_many_and_no_more(names: NameServer) -> None:
    looking = Lookups(most=3, each=2, within=0.1)
    slow = [looking.resolve(f"{n}@example.org", "slow.example.org", 443) for n in range(5)]
    ended = await asyncio.gather(*slow, return_exceptions=True)
    assert [type(one) for one in ended] == [TimeoutError] * 3 + [Busy] * 2


async def test_who_gives_up_waiting_keeps_no_place(names: NameServer) -> None:
    looking = Lookups(most=1, each=1, within=5)
    first = asyncio.create_task(looking.resolve("a@example.org", "slow.example.org", 443))
    await asyncio.sleep(0.05)
    waiting = [
        asyncio.create_task(looking.resolve(account, "fast.example.org", 443))
        for account in ("a@example.org", "b@example.org")
    ]
    await asyncio.sleep(0.05)
    for task in (first, *waiting):
        task.cancel()
    await asyncio.gather(first, *waiting, return_exceptions=True)
    names.release.set()
    async with asyncio.timeout(2):
        assert await looking.resolve("c@example.org", "fast.example.org", 443)


async def test_a_name_that_does_not_exist_frees_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("unknown")

    monkeypatch.setattr(lookups, "addresses", nowhere)
    looking = Lookups(most=1, each=1, within=1)
    for _ in range(3):
        with pytest.raises(OSError, match="unknown"):
            await looking.resolve("a@example.org", "nowhere.example.org", 443)


def test_a_real_name_is_found() -> None:
    assert "127.0.0.1" in lookups.addresses("localhost", 80)


@pytest.mark.usefixtures("hasty")
async def test_a_name_that_is_looked_up_holds_no_transaction(
    names: NameServer, callers: Callers, dsn: str
) -> None:
    """Neither for a new subscription nor for a change, which locks its row."""
    told = await subscribe(callers.office, "https://fast.example.org/", TYPES)
    slow: dict[str, Any] = {"address": "https://slow.example.org/"}
    headers = {"Idempotency-Key": "once"}
    asking = [
        asyncio.create_task(
            callers.office.post(PATH, json={**slow, "eventTypes": TYPES}, headers=headers)
        ),
        asyncio.create_task(callers.office.change("PATCH", told["self"], slow)),
    ]
    await names.until_asked(3)
    connection = await asyncpg.connect(dsn)
    open_now = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    )
    await connection.close()
    assert open_now == 0
    answers = await asyncio.gather(*asking)
    assert [answer.status_code for answer in answers] == [400, 400]
    for answer in answers:
        assert [flaw["code"] for flaw in answer.json()["errors"]] == ["not_public"]


@pytest.mark.usefixtures("hasty")
async def test_who_asks_for_too_many_slow_names_is_told_to_wait(
    names: NameServer, callers: Callers
) -> None:
    body = {"address": "https://slow.example.org/", "eventTypes": TYPES}
    answers = await asyncio.gather(
        *(callers.school("99ZZ01").post(PATH, json=body) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [400, 400, 503, 503]
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert "retry-after" in busy.headers
    assert len(names.asked) == 2
    begun = time.monotonic()
    await subscribe(callers.school("99ZZ02"), "https://fast.example.org/", TYPES)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"address": 7}', b"", b"\xff"])
async def test_a_body_without_an_address_is_judged_as_ever(
    callers: Callers, names: NameServer, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await callers.office.post(PATH, content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert not names.asked


async def test_nobody_s_names_are_looked_up(callers: Callers, names: NameServer) -> None:
    body = {"address": "https://fast.example.org/", "eventTypes": TYPES}
    assert (await callers.anonymous.post(PATH, json=body)).status_code == 401
    assert not names.asked
