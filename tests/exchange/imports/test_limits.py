"""What one account may have under way at once, and with which rights a plan is carried out."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.imports import watching
from ok_api.exchange.listeners import LISTENERS, Listeners
from ok_api.foundation.settings import Settings
from ok_api.tables import ImportPart
from tests.callers import Callers
from tests.exchange.imports.sending import ended, lines, own, school, send, sent

EVENTS = {"Accept": "text/event-stream"}
FILE = own(school("99ZZ01"))
APPLICATION = lines({"establishmentCode": "99ZZ01"})
JSONL, ROWS = "application/jsonl", {"kind": "applications", "unit": "row"}


@pytest.fixture
def two(app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may have two in hand."""
    assert settings.max_imports_per_account == 10
    few = settings.model_copy(update={"max_imports_per_account": 2})
    monkeypatch.setattr(app.state.services, "settings", few)


async def test_one_account_has_so_many_under_way(callers: Callers, two: None) -> None:
    first, _ = [await send(callers.office, FILE) for _ in range(2)]
    refused = await send(callers.office, FILE)
    assert (refused.status_code, refused.json()["limit"]) == (409, 2)
    assert refused.json()["type"] == "/v1/problem-types/wrong-state"
    assert (await send(callers.school("99ZZ01"), FILE, kind="applications")).status_code == 202
    await callers.office.post(f"{first.headers['location']}/cancellation")
    assert (await send(callers.office, FILE)).status_code == 202


async def test_plans_count_until_they_are_carried_out_stopped_or_forgotten(
    callers: Callers, worker: None, two: None, session: AsyncSession
) -> None:
    first, second = [await sent(callers.office, FILE, mode="plan") for _ in range(2)]
    assert (await send(callers.office, FILE)).status_code == 409
    assert (await callers.office.post(f"{first['self']}/application")).status_code == 202
    await ended(callers.office, first["self"])
    third = await sent(callers.office, FILE, mode="plan")
    assert (await send(callers.office, FILE)).status_code == 409
    await callers.office.post(f"{third['self']}/cancellation")
    assert (await send(callers.office, FILE)).status_code == 202
    await session.execute(delete(ImportPart))  # As is done with files after a month.
    await session.commit()
    assert (await callers.office.get(second["self"])).json()["status"] == "planned"
    assert (await send(callers.office, FILE)).status_code == 202


async def test_equal_requests_get_their_answer_also_when_there_is_no_room(
    callers: Callers, two: None
) -> None:
    first = await send(callers.office, FILE, key="once")
    await send(callers.office, FILE)
    again = await send(callers.office, FILE, key="once")
    assert (again.status_code, again.json()["self"]) == (202, first.json()["self"])


class Unsent:
    """A body of which nothing comes: whoever waits for it waits for ever."""

    def __init__(self) -> None:
        self.asked = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.asked = True
        await asyncio.sleep(60)
        yield b""


@pytest.mark.parametrize(
    ("role", "query", "status"),
    [
        ("school", "kind=schools&referenceDate=2026-08-01", 403),
        ("office", "kind=unheardOf", 400),
        ("office", "kind=schools", 400),
        ("office", "kind=applications&referenceDate=2026-08-01", 400),
        ("office", "kind=applications&mode=perhaps", 400),
        ("office", "", 400),
    ],
)
async def test_what_is_asked_is_looked_at_before_the_file_comes_in(
    callers: Callers, role: str, query: str, status: int
) -> None:
    caller = callers.office if role == "office" else callers.school("99ZZ01")
    body = Unsent()
    answer = await asyncio.wait_for(
        caller.post(f"/v1/imports?{query}", content=body, headers={"Content-Type": "text/csv"}), 5
    )
    assert (answer.status_code, body.asked) == (status, False)


async def test_room_is_looked_at_before_the_file_comes_in(callers: Callers, two: None) -> None:
    for _ in range(2):
        await send(callers.office, FILE)
    body = Unsent()
    address = "/v1/imports?kind=schools&referenceDate=2026-08-01"
    answer = await asyncio.wait_for(
        callers.office.post(address, content=body, headers={"Content-Type": "text/csv"}), 5
    )
    assert (answer.status_code, body.asked) == (409, False)


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "het account dat dit plan stuurde"), ("en", "the account that")],
    ids=["nl", "en"],
)
async def test_only_its_sender_carries_out_a_plan(
    callers: Callers, worker: None, language: str, said: str
) -> None:
    planned = await sent(callers.school("99ZZ01"), APPLICATION, JSONL, mode="plan", **ROWS)
    headers = {"Accept-Language": language}
    answer = await callers.office.post(f"{planned['self']}/application", headers=headers)
    assert answer.status_code == 403
    assert said in answer.json()["detail"]
    assert (await callers.office.get(planned["self"])).json()["status"] == "planned"
    answer = await callers.office.post(f"{planned['self']}/cancellation")
    assert answer.json()["status"] == "cancelled"


async def test_a_plan_is_carried_out_with_the_rights_of_now(
    callers: Callers, worker: None, dsn: str
) -> None:
    """As of an account that had more rights when it sent the plan."""
    mine = callers.school("99ZZ01")
    planned = await sent(mine, APPLICATION, JSONL, mode="plan", **ROWS)
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "UPDATE imports SET actor_roles = '{office,school}', actor_schools = '{99ZZ01,99ZZ02}'"
    )
    answer = await mine.post(f"{planned['self']}/application")
    assert answer.status_code == 202
    row = await connection.fetchrow("SELECT actor_roles, actor_schools FROM imports")
    await connection.close()
    assert row is not None
    assert tuple(row) == (["school"], ["99ZZ01"])


async def test_who_watches_too_often_is_sent_away_for_a_while(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = (await send(callers.office, FILE)).headers["location"]
    full = Listeners(most=5, each=0)
    monkeypatch.setattr("ok_api.exchange.imports.routes.LISTENERS", full)
    assert (await callers.office.get(address, headers=EVENTS)).status_code == 503
    assert (await callers.office.get(address)).status_code == 200


async def test_watching_ends_in_time(callers: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LONGEST", 0.1)
    address = (await send(callers.office, FILE)).headers["location"]
    answer = await callers.office.get(address, headers=EVENTS)
    assert answer.text.count("event: import") == 1
    assert not LISTENERS.waiting
