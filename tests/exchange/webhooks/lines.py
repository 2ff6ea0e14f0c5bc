"""What tests of webhooks share: a courier, subscriptions, changes to tell of, the line."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import select

from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.courier import deliver
from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Database
from ok_api.foundation.identity import SYSTEM
from ok_api.tables import School
from tests.callers import Caller
from tests.exchange.webhooks.receiver import Message

CONTEXT = RequestContext(request_id="", language="nl")
EVERYTHING = ["*"]


class Courier:
    """One courier at work."""

    def __init__(self, tools: Tools) -> None:
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(deliver(tools, self.stop))

    def kill(self) -> None:
        """As a crash would: nothing is written down any more."""
        self.task.cancel()

    async def end(self) -> None:
        self.stop.set()
        await asyncio.wait_for(self.task, 20)


async def subscribe(
    caller: Caller, address: str, event_types: list[str] = EVERYTHING, **more: Any
) -> dict[str, Any]:
    body = {"address": address, "eventTypes": event_types, **more}
    answer = await caller.post("/v1/webhook-subscriptions", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def secret_of(caller: Caller, subscription: Mapping[str, Any]) -> str:
    answer = await caller.get(subscription["secret"])
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


async def add_schools(database: Database, *codes: str) -> None:
    async with database.unit_of_work(SYSTEM, CONTEXT) as work:
        for code in codes:
            work.session.add(School(establishment_code=code, name="Nul", sector="PO"))


async def rename(database: Database, code: str, name: str) -> None:
    """One change, committed by itself."""
    async with database.unit_of_work(SYSTEM, CONTEXT) as work:
        school = await work.session.get_one(School, code)
        school.name = name


async def deliveries(dsn: str) -> list[asyncpg.Record]:
    """But for the test that an address answers before all others."""
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(
            "SELECT * FROM webhook_deliveries WHERE subject NOT LIKE '%/confirmation' ORDER BY id"
        )
    finally:
        await connection.close()


async def until_tried(
    dsn: str, ready: Callable[[asyncpg.Record], object] = lambda row: row["attempt_count"]
) -> asyncpg.Record:
    """The first delivery, once an attempt is written down."""
    async with asyncio.timeout(20):
        while True:
            rows = await deliveries(dsn)
            if rows and ready(rows[0]):
                return rows[0]
            await asyncio.sleep(0.02)


async def until_all_tried(dsn: str, count: int) -> None:
    """Of so many deliveries an attempt is written down."""
    async with asyncio.timeout(20):
        while True:
            if sum(row["attempt_count"] > 0 for row in await deliveries(dsn)) >= count:
                return
            await asyncio.sleep(0.02)


async def until_settled(dsn: str, count: int, seconds: float = 20) -> list[asyncpg.Record]:
    """The deliveries, once there are so many and none waits any more."""
    async with asyncio.timeout(seconds):
        while True:
            rows = await deliveries(dsn)
            if len(rows) >= count and all(row["status"] != "pending" for row in rows):
                return rows
            await asyncio.sleep(0.02)


async def hurry(dsn: str) -> None:
    """Pauses are over at once: time passes faster for deliveries that are to be tried again."""
    await execute(
        dsn,
        "UPDATE webhook_deliveries SET next_attempt_at = now() WHERE next_attempt_at > now();"
        "SELECT pg_notify('ok_log', '')",
    )


async def execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def rename_all(database: Database, codes: Sequence[str], name: str) -> None:
    """Many changes in one commit."""
    async with database.unit_of_work(SYSTEM, CONTEXT) as work:
        for school in await work.session.scalars(
            select(School).where(School.establishment_code.in_(codes))
        ):
            school.name = name


def place(event_id: str) -> tuple[int, int]:
    commit, record = event_id.split("-")
    return int(commit), int(record)


def assert_in_order(messages: Sequence[Message]) -> None:
    """About one subject, whatever is new came after all that was there before it."""
    seen: dict[str, list[str]] = {}
    for message in messages:
        known = seen.setdefault(message.subject, [])
        if message.id not in known:
            assert not known or place(message.id) > place(known[-1]), message.subject
            known.append(message.id)
