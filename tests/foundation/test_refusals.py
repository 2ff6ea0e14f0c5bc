"""Nobody fills the audit trail by being refused, and no refusal is lost from its count."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from ok_api.foundation.database import Database
from ok_api.foundation.errors import Forbidden, NotFound
from ok_api.foundation.identity import ANYONE, Actor
from ok_api.records import refusals
from ok_api.records.refusals import Refusals
from ok_api.rules.text import Text
from tests.callers import Callers

SCHOOL = Actor("school@example.org", frozenset({"school"}))
REFUSED = Forbidden(Text("Nee.", "No."))


@pytest.fixture
def few(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    """Two a minute are kept."""
    few = Refusals(each_minute=2)
    monkeypatch.setattr(app.state.services.records, "refusals", few)
    return few


async def _refused(caller: httpx.AsyncClient, code: str) -> int:
    return (await caller.put(f"/v1/schools/{code}", json={})).status_code


async def _trail(callers: Callers, **asked: Any) -> list[Any]:
    answer = await callers.office.get(
        "/v1/audit-records", params={"action": "refuse", "sort": "id", **asked}
    )
    items: list[Any] = answer.json()["items"]
    return items


async def test_beyond_the_allowance_refusals_are_counted(
    app: FastAPI, callers: Callers, few: Refusals
) -> None:
    school = callers.school("99ZZ01")
    for _ in range(5):
        assert await _refused(school, "99ZZ02") == 403
    await few.write(app.state.services.database)
    *kept, counted = await _trail(callers)
    assert [one["resource"] for one in kept] == ["schools"] * 2
    assert (counted["resource"], counted["actor"]) == ("refusals", "school-99ZZ01@example.org")
    assert counted["after"]["count"] == 3
    assert counted["after"]["operations"] == {"putSchool": 3}
    assert counted["after"]["errors"] == {"Forbidden": 3}
    await few.write(app.state.services.database)
    assert len(await _trail(callers, resource="refusals")) == 1


async def test_each_account_has_an_allowance_of_its_own(
    app: FastAPI, client: httpx.AsyncClient, callers: Callers, few: Refusals
) -> None:
    for _ in range(4):
        assert await _refused(client, "99ZZ02") == 401
    assert await _refused(callers.school("99ZZ01"), "99ZZ02") == 403
    actors = [one["actor"] for one in await _trail(callers)]
    assert actors == ["anonymous", "anonymous", "school-99ZZ01@example.org"]
    await few.write(app.state.services.database)
    assert [one["after"]["count"] for one in await _trail(callers, resource="refusals")] == [2]


def test_the_next_minute_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 600.0
    monkeypatch.setattr("ok_api.records.refusals.time.monotonic", lambda: now)
    few = Refusals(each_minute=2)
    assert [few.keep(SCHOOL, "putSchool", REFUSED) for _ in range(3)] == [True, True, False]
    now = 660.0
    assert few.keep(SCHOOL, "putSchool", REFUSED)


async def test_what_cannot_be_written_is_counted_on(
    app: FastAPI, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Refusals(each_minute=1)
    for _ in range(3):
        few.keep(SCHOOL, "putSchool", REFUSED)

    def away(*_: Any) -> Any:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(Database, "unit_of_work", away)
        await few.write(app.state.services.database)
    few.keep(SCHOOL, "getSchool", NotFound())
    few.keep(ANYONE, "putSchool", REFUSED)
    await few.write(app.state.services.database)
    (counted,) = await _trail(callers)
    assert counted["after"]["operations"] == {"putSchool": 2, "getSchool": 1}


async def test_it_is_written_regularly_and_at_the_end(
    app: FastAPI, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "WRITE_EVERY", 0.05)
    few = Refusals(each_minute=1)
    async with few.written_to(app.state.services.database):
        few.keep(SCHOOL, "putSchool", REFUSED)
        few.keep(SCHOOL, "putSchool", REFUSED)
        for _ in range(100):
            if await _trail(callers):
                break
            await asyncio.sleep(0.05)
        monkeypatch.setattr(refusals, "WRITE_EVERY", 60)
        await asyncio.sleep(0.1)
        few.keep(SCHOOL, "putSchool", REFUSED)
    assert [one["after"]["count"] for one in await _trail(callers)] == [1, 1]
