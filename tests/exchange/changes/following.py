"""How a consumer follows the feed, and what the tests put into it."""

import hashlib
from typing import Any

import asyncpg
import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Work
from ok_api.foundation.identity import SYSTEM

CHANGES = "/v1/changes"
Item = dict[str, Any]


def on_record(session: AsyncSession) -> AsyncSession:
    """The same session, whose changes go into the trail as those of a request do."""
    session.info["work"] = Work(session, SYSTEM, RequestContext("test", "en"))
    return session


async def page(client: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await client.get(CHANGES, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def follow(client: httpx.AsyncClient, **asked: Any) -> list[Item]:
    """Everything there is, page by page, from `nextCursor` to `nextCursor`."""
    items: list[Item] = []
    while True:
        found = await page(client, **asked)
        items += found["items"]
        if found["atEnd"]:
            return items
        asked["after"] = found["nextCursor"]


def proof(items: list[Item]) -> str:
    """As the document says that it is worked out."""
    lines = "".join(f"{i['cursor']} {i['resource']} {i['key']} {i['operation']}\n" for i in items)
    return hashlib.sha256(lines.encode()).hexdigest()


def told(items: list[Item]) -> list[tuple[str, str, str]]:
    return [(item["resource"], item["key"], item["operation"]) for item in items]


def order(cursor: str) -> tuple[int, int]:
    commit, record = cursor.split("-")
    return int(commit), int(record)


async def one_commit(
    pool: asyncpg.Pool, count: int, resource: str = "schools", key: str = "99ZZ01"
) -> None:
    """So many updates of one row, all committed together."""
    await pool.execute(
        "INSERT INTO audit_records (actor, roles, action, resource, key)"
        " SELECT 'x', '{}', 'update', $2, $3 FROM generate_series(1, $1)",
        count,
        resource,
        key,
    )
