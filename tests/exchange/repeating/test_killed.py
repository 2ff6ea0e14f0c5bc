"""Killed between the work and its answer: asked again, it turns out to be done once, and told."""

import asyncio

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.exchange.repeating.conftest import Effects
from tests.exchange.repeating.deeds import DEEDS
from tests.exchange.repeating.dying import Moment, dying
from tests.exchange.repeating.together import MANY, assert_equal, at_once, replayed


@pytest.mark.parametrize("operation", ["recordGoNoGoDecision", "sendImport"])
@pytest.mark.parametrize(
    ("moment", "done", "repeated"),
    [("before the commit", 0, MANY - 1), ("before the answer", 1, MANY)],
    ids=["before the commit", "before the answer"],
)
async def test_after_a_crash_it_is_done_once(
    operation: str,
    moment: Moment,
    done: int,
    repeated: int,
    dsn: str,
    settings: Settings,
    bearer: dict[str, str],
    visitor: httpx.AsyncClient,
    callers: Callers,
    session: AsyncSession,
    connection: asyncpg.Connection,
    effects: Effects,
) -> None:
    deed = await DEEDS[operation](session, callers.office)
    await session.commit()

    async def come_of_it() -> int:
        size: int = await connection.fetchval(deed.grows)
        return len(await effects()) + size

    before = await come_of_it()
    with dying(dsn, settings.data_dir, moment) as server:
        async with httpx.AsyncClient(base_url=server.address, headers=bearer, timeout=30) as client:
            sent = (deed.send(client, "crash") for _ in range(MANY))
            answers = await asyncio.gather(*sent, return_exceptions=True)
        assert all(isinstance(answer, httpx.TransportError) for answer in answers), answers[0]
        assert server.was_killed()
    assert await come_of_it() == before + done
    kept = await connection.fetchval("SELECT count(*) FROM stored_answers")
    assert kept == done
    answers_at_last = await at_once(visitor, deed, "crash")
    assert_equal(answers_at_last, deed.status)
    assert replayed(answers_at_last) == repeated
    assert await come_of_it() == before + 1
