"""What Prometheus is told: what waits for a worker, and that nothing is known when it is not."""

import math
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import backlog, clock, metrics
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from ok_api.rules.exchange_words import SubscriptionStatus
from ok_api.tables import WebhookDelivery, WebhookSubscription
from tests.callers import Callers

AN_HOUR_AGO = """
    INSERT INTO pgqueuer (priority, status, entrypoint, created, execute_after)
    SELECT 0, 'queued', 'waiting', since, since FROM (SELECT now() - interval '1 hour') s (since)
"""


@pytest.fixture
async def queue(dsn: str, emptied: None) -> AsyncIterator[asyncpg.Connection]:
    """The job queue, which is emptied by nobody else."""
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.execute("DELETE FROM pgqueuer WHERE entrypoint = 'waiting'")
    await connection.close()


async def told(client: httpx.AsyncClient) -> dict[str, float]:
    return read((await client.get("/metrics")).text)


def read(exposition: str) -> dict[str, float]:
    families = text_string_to_metric_families(exposition)
    return {one.name: one.value for family in families for one in family.samples}


async def subscribed(session: AsyncSession, status: SubscriptionStatus, **delivery: Any) -> None:
    """A subscription on which one message waits."""
    mandate = {"actor": "a", "actor_roles": ["office"], "actor_schools": [], "actor_boards": []}
    row = WebhookSubscription(
        address="https://example.org", event_types=["*"], status=status, **mandate
    )
    session.add(row)
    await session.flush()
    event = {"event_id": "1-1", "event_type": "t", "subject": "schools/99ZZ01", "event": {}}
    session.add(WebhookDelivery(subscription_id=row.id, **event, **delivery))
    await session.commit()


async def test_nothing_waits(client: httpx.AsyncClient) -> None:
    found = await told(client)
    assert (found["ok_api_jobs"], found["ok_api_job_oldest_seconds"]) == (0, 0)
    assert (found["ok_api_deliveries"], found["ok_api_delivery_oldest_seconds"]) == (0, 0)


async def test_jobs_that_wait(client: httpx.AsyncClient, queue: asyncpg.Connection) -> None:
    """What is in hand is no longer waiting; it still is a job."""
    await queue.execute(AN_HOUR_AGO)
    assert (await told(client))["ok_api_job_oldest_seconds"] == pytest.approx(3600, abs=30)
    await queue.execute("UPDATE pgqueuer SET status = 'picked'")
    found = await told(client)
    assert (found["ok_api_jobs"], found["ok_api_job_oldest_seconds"]) == (1, 0)


async def test_messages_that_wait(client: httpx.AsyncClient, session: AsyncSession) -> None:
    """Those of a paused subscription wait on purpose."""
    early = clock.now() - timedelta(hours=1)
    await subscribed(session, SubscriptionStatus.PAUSED, created_at=early - timedelta(days=1))
    assert (await told(client))["ok_api_deliveries"] == 0
    await subscribed(session, SubscriptionStatus.ACTIVE, created_at=early)
    found = await told(client)
    assert found["ok_api_deliveries"] == 1
    assert found["ok_api_delivery_oldest_seconds"] == pytest.approx(3600, abs=30)


async def test_the_end_of_the_log(callers: Callers) -> None:
    assert (await told(callers.anonymous))["ok_api_log_position"] == 0
    await callers.office.put("/v1/school-boards/90001", json={"name": "Bestuur"})
    assert (await told(callers.anonymous))["ok_api_log_position"] == 1


async def test_what_cannot_be_asked_does_not_look_quiet() -> None:
    async with asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/none", min_size=0) as nowhere:
        await backlog.look(nowhere)
    found = read(metrics.exposition().decode())
    assert math.isnan(found["ok_api_jobs"])
    assert math.isnan(found["ok_api_delivery_oldest_seconds"])


async def test_they_have_a_port_of_their_own_where_one_is_set(
    settings: Settings, dsn: str, emptied: None
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    app = create_app(settings.model_copy(update={"metrics_port": port}), dsn=dsn)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    address = f"http://127.0.0.1:{port}"
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as api,
        httpx.AsyncClient(base_url=address) as own,
    ):
        async with app.router.lifespan_context(app):
            assert (await api.get("/metrics")).status_code == 404
            assert (await api.get("/health/ready")).status_code == 200
            assert (await own.get("/v1/schools")).status_code == 404
            figures = await told(own)
            assert figures["ok_api_jobs"] == 0
            assert any(name.startswith("ok_api_request_seconds") for name in figures)
        with pytest.raises(httpx.ConnectError):
            await own.get("/metrics")
