"""The deliveries of one subscription as they wait in line, in the database.

All that moves the queue happens while the subscription's row is locked: turns of the courier, and
requests that replay, test or stop something. So a queue never moves under somebody's hands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.webhooks.delivering.retrying import Attempt, Verdict
from ok_api.exchange.webhooks.events import TRIALS, Event, is_trial
from ok_api.rules.exchange_words import DeliveryStatus
from ok_api.tables import LogHead, WebhookCourse, WebhookDelivery, WebhookSubscription

LAST_RECORD = 2**62
"""After every record of a commit."""

# One that was replayed meanwhile may stand before it now; then it waits for that.
SETTLE = text("""
    UPDATE webhook_deliveries d SET
        status = s.status, attempt_count = s.number, last_attempt_at = s.time,
        last_status = s.answer, last_error = s.error,
        delivered_at = CASE WHEN s.status = 'delivered' THEN s.time END,
        next_attempt_at = CASE WHEN NOT EXISTS (
            SELECT FROM webhook_deliveries p
            WHERE p.subscription_id = d.subscription_id AND p.subject = d.subject
              AND p.status = 'pending' AND p.id < d.id
        ) THEN s.next END
    FROM unnest(:ids, :statuses, :next, :numbers, :times, :answers, :errors)
        AS s(id, status, next, number, time, answer, error)
    WHERE d.id = s.id AND d.status = 'pending'
""").bindparams(
    bindparam("ids", type_=ARRAY(BigInteger)),
    bindparam("statuses", type_=ARRAY(Text)),
    bindparam("next", type_=ARRAY(DateTime(timezone=True))),
    bindparam("numbers", type_=ARRAY(Integer)),
    bindparam("times", type_=ARRAY(DateTime(timezone=True))),
    bindparam("answers", type_=ARRAY(Integer)),
    bindparam("errors", type_=ARRAY(Text)),
)

LINE_UP = text("""
    UPDATE webhook_deliveries d SET next_attempt_at = :now
    FROM unnest(:subjects) AS s(subject) CROSS JOIN LATERAL (
        SELECT p.id FROM webhook_deliveries p
        WHERE p.subscription_id = :subscription AND p.status = 'pending' AND p.subject = s.subject
        ORDER BY p.id LIMIT 1
    ) first
    WHERE d.id = first.id AND d.next_attempt_at IS NULL
""").bindparams(bindparam("subjects", type_=ARRAY(Text)))

DUE = text("""
    SELECT d.id, d.subject, d.event_id, d.event, d.attempt_count, d.created_at, d.next_attempt_at
    FROM webhook_deliveries d
    WHERE d.subscription_id = :subscription AND d.next_attempt_at IS NOT NULL
      AND d.subject <> ALL(:busy) AND (:confirmed OR starts_with(d.subject, :trials))
    ORDER BY d.next_attempt_at, d.id LIMIT :most
""").bindparams(bindparam("busy", type_=ARRAY(Text)), bindparam("confirmed", type_=Boolean))


@dataclass(frozen=True)
class Room:
    """How many may be sent now."""

    free: int
    for_trial: int = 0
    """And beside them, for a test event, which stands in front."""
    confirmed: bool = True
    """Whether anything but tests may be sent at all."""

    @property
    def most(self) -> int:
        return self.free + self.for_trial


@dataclass(frozen=True)
class Due:
    """A delivery whose turn it is."""

    id: int
    subject: str
    event_id: str
    event: Mapping[str, Any]
    attempt_count: int
    created_at: datetime
    next_attempt_at: datetime


async def locked(
    session: AsyncSession, subscription_id: UUID
) -> tuple[WebhookSubscription, WebhookCourse] | None:
    """The subscription, held until the work ends; `None` when it is there no more."""
    found = await session.execute(
        select(WebhookSubscription, WebhookCourse)
        .join(WebhookCourse, WebhookCourse.subscription_id == WebhookSubscription.id)
        .where(WebhookSubscription.id == subscription_id)
        .with_for_update(of=WebhookSubscription, key_share=True)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def settle(session: AsyncSession, judged: Sequence[tuple[Attempt, Verdict]]) -> None:
    """Write down what came of attempts. What is no longer waiting was settled by somebody else."""
    if judged:
        await session.execute(SETTLE, _columns([_settled(*each) for each in judged]))


def _settled(attempt: Attempt, verdict: Verdict) -> dict[str, Any]:
    return {
        "ids": attempt.delivery_id,
        "statuses": verdict.status.value,
        "next": verdict.next_attempt_at,
        "numbers": attempt.number,
        "times": attempt.at,
        "answers": attempt.status,
        "errors": None if attempt.arrived else attempt.said,
    }


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


async def append(
    session: AsyncSession, subscription_id: UUID, events: Sequence[tuple[int, Event]]
) -> None:
    """Put events at the end of the queue, each with the record it tells of; never one twice."""
    rows = [
        {
            "subscription_id": subscription_id,
            "record_id": record_id,
            "event_id": event["id"],
            "event_type": event["type"],
            "subject": event["subject"],
            "event": event,
        }
        for record_id, event in events
    ]
    await session.execute(insert(WebhookDelivery).on_conflict_do_nothing(), rows)


async def line_up(
    session: AsyncSession, subscription_id: UUID, subjects: Collection[str], now: datetime
) -> None:
    """Give the first of each subject its time, if it has none yet."""
    values = {"subscription": subscription_id, "subjects": sorted(set(subjects)), "now": now}
    await session.execute(LINE_UP, values)


async def front(session: AsyncSession, subscription_id: UUID, now: datetime) -> datetime:
    """A time before that of all others whose turn it is."""
    first = await session.scalar(
        select(func.min(WebhookDelivery.next_attempt_at)).where(
            WebhookDelivery.subscription_id == subscription_id,
            WebhookDelivery.next_attempt_at.is_not(None),
        )
    )
    return now if first is None else min(now, first - timedelta(milliseconds=1))


async def due(
    session: AsyncSession, subscription_id: UUID, now: datetime, busy: Collection[str], room: Room
) -> tuple[list[Due], datetime | None]:
    """Those whose turn it is, one per subject, and when it is that of the next one.

    Subjects that are on their way are passed over.
    """
    values = {
        "subscription": subscription_id,
        "busy": list(busy),
        "most": room.most + 1,
        "confirmed": room.confirmed,
        "trials": TRIALS,
    }
    first = [Due(*row) for row in await session.execute(DUE, values)]
    free = room.most if first and is_trial(first[0].subject) else room.free
    ready = [one for one in first[:free] if one.next_attempt_at <= now]
    rest = first[len(ready) :]
    return ready, rest[0].next_attempt_at if rest else None


async def drop_all(
    session: AsyncSession, subscription_id: UUID, *which: ColumnElement[bool]
) -> None:
    """Nobody waits for them any more; they can still be replayed."""
    await session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.subscription_id == subscription_id,
            WebhookDelivery.status == DeliveryStatus.PENDING,
            *which,
        )
        .values(status=DeliveryStatus.DROPPED, next_attempt_at=None),
        execution_options={"synchronize_session": False},
    )


async def requeue(session: AsyncSession, subscription_id: UUID, *which: Any, now: datetime) -> int:
    """Let deliveries wait again, each in its old place; how many there were."""
    found = await session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id, *which)
        .values(
            status=DeliveryStatus.PENDING,
            next_attempt_at=None,
            attempt_count=0,
            delivered_at=None,
        )
        .returning(WebhookDelivery.subject),
        execution_options={"synchronize_session": False},
    )
    subjects = found.scalars().all()
    if subjects:
        await _wait_behind(session, subscription_id, subjects)
        await line_up(session, subscription_id, subjects, now)
        await call(session)
    return len(subjects)


async def _wait_behind(
    session: AsyncSession, subscription_id: UUID, subjects: Collection[str]
) -> None:
    """What had its turn gives it up to what stands before it again."""
    await session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.subscription_id == subscription_id,
            WebhookDelivery.subject.in_(set(subjects)),
            WebhookDelivery.next_attempt_at.is_not(None),
        )
        .values(next_attempt_at=None),
        execution_options={"synchronize_session": False},
    )


async def call(session: AsyncSession) -> None:
    """Wake the couriers once this is committed."""
    await session.execute(select(func.pg_notify("ok_log", "")))


async def begin(session: AsyncSession, subscription_id: UUID) -> None:
    """What is committed from now on is told."""
    head = await session.scalar(select(func.coalesce(func.max(LogHead.position), 0)))
    place = {"position": head, "record": LAST_RECORD, "failing_since": None}
    await session.execute(
        insert(WebhookCourse)
        .values(subscription_id=subscription_id, **place)
        .on_conflict_do_update(index_elements=["subscription_id"], set_=place)
    )
