"""What waits for a worker, as the database has it: looked at by who measures, and by no request."""

import asyncpg
from prometheus_client import Gauge

from ok_api.foundation.database import AWAY
from ok_api.foundation.metrics import REGISTRY
from ok_api.foundation.pool import ReadPool

UNKNOWN = float("nan")
# A paused subscription waits on purpose; whoever watches wants to know of the others.
WAITING = """
SELECT (SELECT count(*) FROM pgqueuer) AS jobs,
    (SELECT coalesce(extract(epoch FROM now() - min(greatest(created, execute_after))), 0)
     FROM pgqueuer WHERE status = 'queued' AND execute_after <= now()) AS job_seconds,
    waiting.number AS deliveries, waiting.seconds AS delivery_seconds,
    coalesce((SELECT position FROM log_head), 0) AS log_position
FROM (
    SELECT count(*) AS number,
        coalesce(extract(epoch FROM now() - min(d.created_at)), 0) AS seconds
    FROM webhook_deliveries d JOIN webhook_subscriptions s ON s.id = d.subscription_id
    WHERE d.status = 'pending' AND s.status = 'active'
) waiting
"""


def _gauge(name: str, about: str) -> Gauge:
    return Gauge(f"ok_api_{name}", about, registry=REGISTRY)


GAUGES = {
    "jobs": _gauge("jobs", "Jobs that wait or are being done."),
    "job_seconds": _gauge("job_oldest_seconds", "How long the oldest job has waited."),
    "deliveries": _gauge("deliveries", "Webhook messages that active subscriptions wait for."),
    "delivery_seconds": _gauge("delivery_oldest_seconds", "How long the oldest of them waits."),
    "log_position": _gauge("log_position", "The number of the last commit in the log."),
}


async def look(reads: ReadPool | asyncpg.Pool) -> None:
    """All are NaN while the database cannot tell: what is not known must not look quiet."""
    try:
        row = await reads.fetchrow(WAITING)
    except AWAY:
        row = None
    for name, gauge in GAUGES.items():
        gauge.set(UNKNOWN if row is None else row[name])
