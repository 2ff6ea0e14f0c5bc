"""What has served its time goes, and nothing else."""

import hashlib

import asyncpg
from fastapi import FastAPI

from ok_api.exchange.housekeeping import remove_what_has_served
from ok_api.exchange.tools import Tools
from ok_api.foundation.settings import Settings

IMPORT = """
INSERT INTO imports (id, kind, mode, unit, status, media_type, size, sha256, actor, actor_roles,
                     actor_schools, actor_boards, ended_at)
VALUES (gen_random_uuid(), 'schools', 'apply', 'file', $1, 'text/csv', 1, $2, 'office', '{}', '{}',
        '{}', now() - $3 * interval '1 day') RETURNING id
"""
DELIVERY = """
INSERT INTO webhook_deliveries (subscription_id, event_id, event_type, subject, event, status,
                                created_at)
SELECT id, $1, 'x', 'y', '{}', $2, now() - $3 * interval '1 day' FROM webhook_subscriptions
"""


async def test_only_what_has_served_its_time_goes(
    app: FastAPI, settings: Settings, dsn: str, emptied: None
) -> None:
    services = app.state.services
    connection = await asyncpg.connect(dsn)
    try:
        await _fill(connection)
        await remove_what_has_served(Tools(settings, dsn, services.database, services.signals))
        kept = await connection.fetch("SELECT key FROM stored_answers ORDER BY key")
        assert [row["key"] for row in kept] == ["day 6"]
        parts = "SELECT i.status FROM import_parts JOIN imports i ON i.id = import_id ORDER BY 1"
        assert [row["status"] for row in await connection.fetch(parts)] == ["applied", "running"]
        assert await connection.fetchval("SELECT count(*) FROM imports") == 3
        left = "SELECT event_id FROM webhook_deliveries ORDER BY event_id"
        assert [row["event_id"] for row in await connection.fetch(left)] == [
            "delivered 29",
            "failed 89",
            "pending 400",
        ]
    finally:
        await connection.close()


async def _fill(connection: asyncpg.Connection) -> None:
    for days in (6, 8):
        await connection.execute(
            "INSERT INTO stored_answers (actor, key, fingerprint, stored_at)"
            " VALUES ('office', $1, 'x', now() - $2 * interval '1 day')",
            f"day {days}",
            days,
        )
    for status, days in (("applied", 29), ("applied", 31), ("running", 400)):
        digest = hashlib.sha256(status.encode()).hexdigest()
        made = await connection.fetchval(IMPORT, status, digest, days)
        await connection.execute("INSERT INTO import_parts VALUES ($1, 0, 'x')", made)
    await connection.execute(
        "INSERT INTO webhook_subscriptions (id, address, event_types, status, actor, actor_roles,"
        " actor_schools, actor_boards) VALUES (gen_random_uuid(), 'https://example.org', '{*}',"
        " 'active', 'office', '{}', '{}', '{}')"
    )
    for status, days in (
        ("delivered", 29),
        ("delivered", 31),
        ("failed", 89),
        ("failed", 91),
        ("pending", 400),
    ):
        await connection.execute(DELIVERY, f"{status} {days}", status, days)
