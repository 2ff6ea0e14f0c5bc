"""Waiting for what comes: by a page that is held back, or by a stream of events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

import asyncpg
import httpx
import pytest

from ok_api.exchange.changes import listening
from ok_api.exchange.listeners import FULL, LISTENERS, Listeners
from ok_api.foundation.errors import Unavailable
from ok_api.foundation.identity import Actor
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from ok_api.tables import Application
from tests.callers import Caller, Callers
from tests.exchange.changes.following import CHANGES, Item, follow, one_commit, page, proof
from tests.serving import serving

NEW = {"name": "Alfa", "sector": "PO"}
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def served(settings: Settings, dsn: str) -> Iterator[str]:
    with serving(create_app(settings, dsn=dsn)) as address:
        yield address


async def put(callers: Callers, code: str) -> None:
    assert (await callers.office.put(f"/v1/schools/{code}", json=NEW)).status_code == 201


async def somebody_waits(many: int = 1) -> None:
    async with asyncio.timeout(20):
        while LISTENERS.waiting < many:  # noqa: ASYNC110 - The count is no event.
            await asyncio.sleep(0.01)


async def test_what_is_there_is_told_at_once(callers: Callers) -> None:
    await put(callers, "99ZZ01")
    begun = time.monotonic()
    assert len((await page(callers.office, wait=30))["items"]) == 1
    assert time.monotonic() - begun < 10


async def test_what_comes_ends_the_wait(callers: Callers) -> None:
    waiting = asyncio.create_task(page(callers.office, wait=30))
    await somebody_waits()
    begun = time.monotonic()
    await put(callers, "99ZZ01")
    (item,) = (await waiting)["items"]
    assert item["key"] == "99ZZ01"
    assert time.monotonic() - begun < 10
    assert not LISTENERS.waiting


async def test_nothing_ends_the_wait_in_time(callers: Callers) -> None:
    begun = time.monotonic()
    found = await page(callers.office, wait=1)
    assert (found["items"], found["atEnd"]) == ([], True)
    assert 0.9 < time.monotonic() - begun < 10


async def test_what_others_did_does_not_end_the_wait(
    callers: Callers, application: Application, pool: asyncpg.Pool
) -> None:
    elsewhere = callers.school("98ZZ98")
    before = (await page(elsewhere, after="latest"))["nextCursor"]
    waiting = asyncio.create_task(page(elsewhere, after=before, wait=30))
    await somebody_waits()
    for _ in range(3):
        await one_commit(pool, 2, "applications", str(application.id))
    await put(callers, "99ZZ02")
    (item,) = (await waiting)["items"]
    assert item["key"] == "99ZZ02"


async def test_a_log_that_is_not_heard_is_looked_at_again(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "CHANNEL", "ok_imports")
    monkeypatch.setattr(listening, "LOOK_AGAIN", 0.05)
    waiting = asyncio.create_task(page(callers.office, wait=30))
    await asyncio.sleep(0)
    await put(callers, "99ZZ01")
    assert len((await waiting)["items"]) == 1


async def test_who_waits_holds_no_connection(callers: Callers, settings: Settings) -> None:
    """More of them than there are connections, and everybody else is served."""
    many = settings.read_pool_size + 2
    waiting = [
        asyncio.create_task(page(callers.school(f"99ZZ{number:02d}"), wait=30))
        for number in range(many)
    ]
    await somebody_waits(many)
    assert (await callers.office.get("/v1/schools")).status_code == 200
    await put(callers, "99ZZ01")
    found = await asyncio.gather(*waiting)
    assert all(len(told["items"]) == 1 for told in found)


@pytest.mark.parametrize("headers", [{}, EVENTS])
async def test_who_waits_too_often_is_sent_away_for_a_while(
    callers: Callers, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setattr("ok_api.exchange.changes.routes.LISTENERS", Listeners(most=5, each=0))
    answer = await callers.office.get(CHANGES, params={"wait": 30}, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/v1/problem-types/unavailable"
    assert answer.json()["limit"] == 0
    assert (await callers.office.get(CHANGES)).status_code == 200


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "wacht al 10 keer"), ("en", "waiting for changes 10 times")]
)
async def test_who_waits_too_often_is_told_how_often_one_may(
    callers: Callers, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    listeners = Listeners(most=200, each=10)
    monkeypatch.setattr("ok_api.exchange.changes.routes.LISTENERS", listeners)
    with ExitStack() as waiting:
        for _ in range(10):
            waiting.enter_context(listeners.place(Actor("office@example.org")))
        headers = {"Accept-Language": language}
        answer = await callers.office.get(CHANGES, params={"wait": 1}, headers=headers)
    assert answer.status_code == 503
    assert said in answer.json()["detail"]


async def test_a_full_server_says_so(callers: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ok_api.exchange.changes.routes.LISTENERS", Listeners(most=0, each=10))
    answer = await callers.office.get(CHANGES, params={"wait": 1})
    assert answer.status_code == 503
    assert answer.json()["detail"] == FULL.en


def test_listeners_are_counted_together_and_each() -> None:
    listeners, one, two = Listeners(most=3, each=2), Actor("one"), Actor("two")
    with listeners.place(one):
        listeners.require_room(one)
        with listeners.place(one):
            listeners.require_room(two)
            with pytest.raises(Unavailable):
                listeners.require_room(one)
            with listeners.place(two), pytest.raises(Unavailable):
                listeners.require_room(Actor("three"))
    listeners.require_room(one)
    assert listeners.waiting == 0


@pytest.mark.parametrize("headers", [{}, EVENTS])
async def test_a_head_waits_for_nothing(callers: Callers, headers: dict[str, str]) -> None:
    answer = await callers.office.head(CHANGES, params={"wait": 60}, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not LISTENERS.waiting


async def events(
    served: str, caller: Caller, last: str | None = None, **asked: Any
) -> AsyncIterator[tuple[str, Item | None]]:
    """Each event with its id; what carries no data only tells how far it is."""
    headers = {**EVENTS, "Authorization": caller.headers["authorization"]}
    headers |= {"Last-Event-ID": last} if last else {}
    url = f"{served}{CHANGES}"
    async with (
        httpx.AsyncClient(timeout=30) as client,
        client.stream("GET", url, params=asked, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        found: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                found[name] = value
            elif "id" in found:
                yield found["id"], json.loads(found["data"]) if "data" in found else None
                found = {}


async def test_a_stream_tells_what_comes_and_goes_on_after_a_break(
    callers: Callers, served: str
) -> None:
    await put(callers, "99ZZ01")
    heard, last = list[Item](), None
    for code in ("99ZZ02", "99ZZ03", "99ZZ04"):
        stream = events(served, callers.subsidy, last, after="0-0")
        await put(callers, code)
        async for cursor, item in stream:
            assert item
            assert item["cursor"] == cursor
            heard.append(item)
            last = cursor
            if item["key"] == code:
                break
        await stream.aclose()  # type: ignore[attr-defined]
    assert heard == await follow(callers.subsidy)
    digest = (await callers.subsidy.get(f"{CHANGES}/digest")).json()
    assert (digest["count"], digest["sha256"]) == (4, proof(heard))


async def test_a_stream_ends_so_that_a_token_is_shown_again(
    callers: Callers, monkeypatch: pytest.MonkeyPatch, application: Application
) -> None:
    monkeypatch.setattr(listening, "LONGEST", 0.3)
    before = (await page(callers.office, after="latest"))["nextCursor"]
    await put(callers, "99ZZ02")
    answer = await callers.office.get(CHANGES, params={"after": before}, headers=EVENTS)
    assert answer.status_code == 200
    assert answer.text.count("event: change") == 1
    assert not LISTENERS.waiting


async def test_a_stream_moves_on_over_what_others_did(
    callers: Callers, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that who comes back does not have to be shown it all again."""
    monkeypatch.setattr(listening, "LONGEST", 0.2)
    elsewhere = callers.school("98ZZ98")
    answer = await elsewhere.get(CHANGES, params={"resource": "applications"}, headers=EVENTS)
    end = (await page(callers.office, after="latest"))["nextCursor"]
    assert f"id: {end}" in answer.text
    assert "data:" not in answer.text


async def test_a_stream_that_loses_the_database_ends(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def failing(*_: object) -> None:
        nonlocal looks
        looks += 1
        raise asyncpg.InterfaceError("connection is closed")

    monkeypatch.setattr(listening, "read_changes", failing)
    answer = await callers.office.get(CHANGES, headers=EVENTS)
    assert (answer.status_code, answer.text, looks) == (200, "", 1)
