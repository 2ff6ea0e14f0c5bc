"""A real server on the database of this worker, and what there is to be counted there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import asyncpg
import httpx
import pytest

from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.exchange.repeating.deed import ENTITLED
from tests.serving import serving

Effects = Callable[[], Awaitable[set[str]]]


@pytest.fixture(scope="module")
def address(settings: Settings, dsn: str) -> Iterator[str]:
    private = settings.model_copy(update={"webhook_private_targets": True})
    with serving(create_app(private, dsn=dsn)) as address:
        yield address


@pytest.fixture
def bearer(settings: Settings) -> dict[str, str]:
    claims = {"roles": ["office", "evaluator"]}
    return {"Authorization": f"Bearer {development_token(settings, ENTITLED, claims)}"}


@pytest.fixture
async def visitor(address: str, bearer: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, headers=bearer, timeout=30) as client:
        yield client


@pytest.fixture
async def effects(connection: asyncpg.Connection) -> Effects:
    """The requests that changed something so far; each must have done so in one commit."""

    async def look() -> set[str]:
        rows = await connection.fetch(
            "SELECT request_id, count(DISTINCT log_commit_id) AS commits FROM audit_records"
            " WHERE action <> 'refuse' GROUP BY request_id"
        )
        assert all(row["commits"] == 1 for row in rows)
        return {row["request_id"] for row in rows}

    return look
