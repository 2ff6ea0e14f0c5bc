"""Every POST there is, thirty-two times at once over the network: one deed, one answer to all."""

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.openapi import document
from tests.callers import Callers
from tests.exchange.repeating.conftest import Effects
from tests.exchange.repeating.deed import Deed
from tests.exchange.repeating.deeds import DEEDS
from tests.exchange.repeating.together import MANY, assert_equal, at_once, replayed

COMPUTED = {"calculateFacilitation"}
"""Keeps nothing, so there is nothing to repeat: the same question has the same answer."""


def test_there_is_a_deed_for_every_post(app: FastAPI) -> None:
    posts = {
        item["post"]["operationId"] for item in document(app)["paths"].values() if "post" in item
    }
    assert posts == DEEDS.keys()


@pytest.mark.parametrize("operation", sorted(DEEDS))
async def test_many_are_one(
    operation: str,
    visitor: httpx.AsyncClient,
    callers: Callers,
    session: AsyncSession,
    connection: asyncpg.Connection,
    effects: Effects,
) -> None:
    deed = await DEEDS[operation](session, callers.office)
    await session.commit()
    before, size = await effects(), await connection.fetchval(deed.grows)
    answers = await at_once(visitor, deed, "together")
    assert_equal(answers, deed.status)
    done = await effects() - before
    first = [answer for answer in answers if "idempotency-replayed" not in answer.headers]
    assert done <= {answer.headers["x-request-id"] for answer in first}
    assert len(done) == deed.changes
    assert await connection.fetchval(deed.grows) == size + (deed.grows != Deed.grows)
    kept = await connection.fetchval("SELECT count(*) FROM stored_answers WHERE key = 'together'")
    if operation in COMPUTED:
        assert (kept, len(first)) == (0, MANY)
    else:
        assert (kept, len(first)) == (1, 1)
    again = await deed.send(visitor, "together")
    assert again.content == answers[0].content
    assert await effects() - before == done


async def test_what_is_refused_is_refused_to_all_and_can_be_done_later(
    visitor: httpx.AsyncClient, callers: Callers, session: AsyncSession, effects: Effects
) -> None:
    deed = await DEEDS["startApplication"](session, callers.office)
    before = await effects()
    answers = await at_once(visitor, deed, "early")
    assert {answer.status_code for answer in answers} == {400}
    assert (replayed(answers), await effects() - before) == (0, set())
    await session.commit()
    done = await at_once(visitor, deed, "early")
    assert_equal(done, 201)
    assert (replayed(done), len(await effects() - before)) == (MANY - 1, 1)


async def test_what_a_rule_refuses_is_refused_to_all(
    visitor: httpx.AsyncClient, callers: Callers, session: AsyncSession, effects: Effects
) -> None:
    deed = await DEEDS["startApplication"](session, callers.office)
    await session.commit()
    assert (await deed.send(visitor, "first")).status_code == 201
    before = await effects()
    answers = await at_once(visitor, deed, "second")
    assert {answer.status_code for answer in answers} == {409}
    assert {answer.json()["type"] for answer in answers} == {"/v1/problem-types/duplicate"}
    assert await effects() == before
