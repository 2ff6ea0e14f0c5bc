"""What an attempt means for its delivery and its subscription: try again, give up, retire."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from ok_api.rules.exchange_words import DeliveryStatus

PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
"""After each failed attempt; when they are used up the delivery has failed."""
JITTER = 0.2
"""Pauses differ by at most this part, so that what failed together does not return together."""
LONGEST_ASKED = timedelta(hours=12)
"""A receiver may ask for more patience than the schedule has, up to this."""
FAILING_AT_MOST = timedelta(days=5)
"""A subscription that took nothing for so long is retired."""
ASKING = frozenset({429, 503})
GONE = 410

_random = secrets.SystemRandom()


class Reason(StrEnum):
    """Why a subscription was retired."""

    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True)
class Attempt:
    """What came of sending one delivery: a status, or what went wrong before there was one."""

    delivery_id: int
    subject: str
    number: int
    at: datetime
    status: int | None = None
    said: str | None = None
    retry_after: timedelta | None = None
    withdrawn: bool = False
    """Not sent at all: the subscriber may no longer know of it."""
    address: str = ""
    """Where it was sent to; the subscription may have another one by now."""

    @classmethod
    def withdraw(cls, delivery_id: int, subject: str, number: int, at: datetime) -> Self:
        said = "no longer readable for the subscriber"
        return cls(delivery_id, subject, number, at, said=said, withdrawn=True)

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Verdict:
    """What the delivery becomes."""

    status: DeliveryStatus
    next_attempt_at: datetime | None = None

    @property
    def final(self) -> bool:
        return self.status is not DeliveryStatus.PENDING


def judge(attempt: Attempt) -> Verdict:
    if attempt.arrived:
        return Verdict(DeliveryStatus.DELIVERED)
    if attempt.withdrawn:
        return Verdict(DeliveryStatus.DROPPED)
    pause = pause_after(attempt)
    if pause is None:
        return Verdict(DeliveryStatus.FAILED)
    return Verdict(DeliveryStatus.PENDING, attempt.at + pause)


def pause_after(attempt: Attempt) -> timedelta | None:
    """`None` after the last attempt. `Retry-After` can only make it longer: were it to count
    as it stands, an impatient receiver would use up the attempts of a day in a minute."""
    if attempt.number > len(PAUSES):
        return None
    pause = PAUSES[attempt.number - 1] * _random.uniform(1 - JITTER, 1 + JITTER)
    if attempt.status not in ASKING or attempt.retry_after is None:
        return pause
    return max(pause, min(attempt.retry_after, LONGEST_ASKED))


def failing_since(before: datetime | None, attempts: Sequence[Attempt]) -> datetime | None:
    """Since when nothing has arrived any more; `None` while things do."""
    if not attempts:
        return before
    if any(attempt.arrived for attempt in attempts):
        return None
    return before or min(attempt.at for attempt in attempts)


def reason_to_retire(since: datetime | None, attempts: Sequence[Attempt]) -> Reason | None:
    if any(attempt.status == GONE for attempt in attempts):
        return Reason.GONE
    if since is None or not attempts:
        return None
    failing = max(attempt.at for attempt in attempts) - since
    return Reason.FAILING if failing > FAILING_AT_MOST else None
