"""The same request twice is one deed: also when thirty-two of them come at once."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Caller, Callers
from tests.factories import make_school

ADDRESS = "/v1/expertises"
NEW: dict[str, Any] = {
    "establishmentCode": "99ZZ01",
    "title": "Rekenen met begrip",
    "summary": "Leerlingen leggen hun rekenstappen uit.",
    "theme": "rekenen",
    "sectors": ["PO"],
}


@pytest.fixture
async def office(callers: Callers, session: AsyncSession) -> Caller:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    return callers.office


async def send(caller: Caller, key: str, **changed: Any) -> httpx.Response:
    return await caller.post(ADDRESS, json={**NEW, **changed}, headers={"Idempotency-Key": key})


async def count(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM expertises"))


async def test_thirty_two_at_once_are_one(office: Caller, connection: asyncpg.Connection) -> None:
    answers = await asyncio.gather(*(send(office, "together") for _ in range(32)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({(answer.headers["location"], answer.headers["etag"]) for answer in answers}) == 1
    replayed = [answer for answer in answers if "idempotency-replayed" in answer.headers]
    assert len(replayed) == 31
    assert await count(connection) == 1


async def test_thirty_two_keys_are_thirty_two_deeds(
    office: Caller, connection: asyncpg.Connection
) -> None:
    answers = await asyncio.gather(*(send(office, f"key-{number}") for number in range(32)))
    assert {answer.status_code for answer in answers} == {201}
    assert await count(connection) == 32


async def test_another_request_with_the_same_key_is_refused(
    office: Caller, connection: asyncpg.Connection
) -> None:
    assert (await send(office, "mine")).status_code == 201
    other = await send(office, "mine", title="Iets anders")
    assert (other.status_code, other.json()["type"]) == (
        409,
        "/v1/problem-types/idempotency-mismatch",
    )
    elsewhere = await office.post(
        "/v1/selection-rounds", json={}, headers={"Idempotency-Key": "mine"}
    )
    assert elsewhere.json()["type"] == "/v1/problem-types/idempotency-mismatch"
    assert await count(connection) == 1


async def test_of_different_requests_at_once_with_one_key_one_wins(
    office: Caller, connection: asyncpg.Connection
) -> None:
    answers = await asyncio.gather(
        *(send(office, "contested", title=f"Titel {number % 4}") for number in range(32))
    )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (8, 24)
    assert await count(connection) == 1


async def test_a_key_is_its_owners_own(
    office: Caller, callers: Callers, connection: asyncpg.Connection
) -> None:
    mine, theirs = await send(office, "one"), await send(callers.school("99ZZ01"), "one")
    assert mine.json()["id"] != theirs.json()["id"]
    assert await count(connection) == 2


async def test_what_failed_can_be_tried_again_with_the_same_key(
    office: Caller, connection: asyncpg.Connection
) -> None:
    assert (await send(office, "again", establishmentCode="99ZZ09")).status_code == 400
    assert (await send(office, "again", title="")).status_code == 400
    assert (await send(office, "again")).status_code == 201
    assert await count(connection) == 1


@pytest.mark.parametrize(("key", "status"), [("", 400), ("k" * 201, 400), ("k" * 200, 201)])
async def test_a_key_has_bounds(office: Caller, key: str, status: int) -> None:
    answer = await send(office, key)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"


async def test_without_a_key_twice_is_twice(office: Caller, connection: asyncpg.Connection) -> None:
    for _ in range(2):
        assert (await office.post(ADDRESS, json=NEW)).status_code == 201
    assert await count(connection) == 2


async def test_the_deed_and_its_answer_are_kept_together(
    office: Caller, connection: asyncpg.Connection
) -> None:
    answer = await send(office, "kept")
    kept = await connection.fetchrow("SELECT status, body FROM stored_answers WHERE key = 'kept'")
    assert kept is not None
    assert (kept["status"], bytes(kept["body"])) == (201, answer.content)
