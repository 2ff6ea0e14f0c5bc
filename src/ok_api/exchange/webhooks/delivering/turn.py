"""One turn of a subscription's queue: a single transaction that decides what is sent next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ok_api.exchange.changes.places import Place
from ok_api.exchange.webhooks import queue
from ok_api.exchange.webhooks.confirming import ask, forget_question, is_confirmed
from ok_api.exchange.webhooks.delivering.news import News, Standing
from ok_api.exchange.webhooks.delivering.retrying import (
    Attempt,
    Verdict,
    failing_since,
    judge,
    reason_to_retire,
)
from ok_api.exchange.webhooks.events import event_of, is_trial
from ok_api.exchange.webhooks.queue import Due, Room
from ok_api.exchange.webhooks.signing import Signer
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.settings import Settings
from ok_api.rules.exchange_words import SubscriptionStatus
from ok_api.tables import WebhookCourse, WebhookSubscription

WHILE_FAILING = 2
"""Attempts at a time with a receiver that takes nothing: enough to see that it does again."""


@dataclass(frozen=True)
class Seen:
    """What the courier brings to a turn."""

    subscription_id: UUID
    standing: Standing
    news: News
    attempts: Sequence[Attempt]
    busy: Collection[str]
    """The subjects that are on their way."""
    free: int
    """How many more may be."""


@dataclass(frozen=True)
class Orders:
    """What the turn decided."""

    active: bool
    moved: bool
    """Whether the news is in line now; if not, something changed and it is looked at again."""
    address: str
    secrets: Sequence[str]
    due: Sequence[Due]
    next_due: datetime | None


async def take_turn(work: Work, settings: Settings, signer: Signer, seen: Seen) -> Orders | None:
    """`None` when the subscription is there no more."""
    found = await queue.locked(work.session, seen.subscription_id)
    if found is None:
        return None
    subscription, course = found
    judged = [(attempt, judge(attempt)) for attempt in seen.attempts]
    await queue.settle(work.session, judged)
    moved = _is_current(subscription, course, seen.standing)
    subjects = await _add(work, settings, course, seen, moved=moved)
    subjects += [attempt.subject for attempt, verdict in judged if verdict.final]
    if subjects:
        await queue.line_up(work.session, subscription.id, subjects, clock.now())
    await _weigh(work, subscription, course, judged)
    await _confirm(work, settings, subscription, course, seen.attempts)
    return await _orders(work, signer, subscription, course, seen, moved=moved)


def _is_current(
    subscription: WebhookSubscription, course: WebhookCourse, standing: Standing
) -> bool:
    """Whether it still stands as it did when the news was looked for."""
    place = Place(course.position, course.record)
    return (subscription.version, place) == (standing.version, standing.place)


async def _add(
    work: Work, settings: Settings, course: WebhookCourse, seen: Seen, *, moved: bool
) -> list[str]:
    """The news and the place it brings us to, together; answers its subjects."""
    if not moved:
        return []
    events = [(each.place.record, event_of(each, settings)) for each in seen.news.changes]
    if events:
        await queue.append(work.session, seen.subscription_id, events)
    course.position, course.record = seen.news.until.commit, seen.news.until.record
    return [str(event["subject"]) for _, event in events]


async def _weigh(
    work: Work,
    subscription: WebhookSubscription,
    course: WebhookCourse,
    judged: Sequence[tuple[Attempt, Verdict]],
) -> None:
    """What the attempts say about the receiver; one that is gone is told nothing any more."""
    attempts = [attempt for attempt, _ in judged if not attempt.withdrawn]
    course.failing_since = failing_since(course.failing_since, attempts)
    reason = reason_to_retire(course.failing_since, attempts)
    if reason is not None and subscription.status is SubscriptionStatus.ACTIVE:
        subscription.status = SubscriptionStatus.RETIRED
        subscription.status_reason = reason
        subscription.retired_at = clock.now()
        course.confirmed_address = None
        await queue.drop_all(work.session, subscription.id)


async def _confirm(
    work: Work,
    settings: Settings,
    subscription: WebhookSubscription,
    course: WebhookCourse,
    attempts: Sequence[Attempt],
) -> None:
    """Whoever answers a test takes messages where the test went; who has not is asked."""
    if subscription.status is not SubscriptionStatus.ACTIVE or is_confirmed(subscription, course):
        return
    answered = [each.address for each in attempts if is_trial(each.subject) and each.arrived]
    if subscription.address in answered:
        course.confirmed_address = subscription.address
        await forget_question(work.session, subscription.id)
    else:
        await ask(work.session, subscription.id, clock.now(), settings)


def _room(course: WebhookCourse, seen: Seen, *, confirmed: bool) -> Room:
    """A receiver that takes nothing is sent little, but a test event does not wait for that."""
    if course.failing_since is None:
        return Room(max(0, seen.free), confirmed=confirmed)
    free = max(0, min(seen.free, WHILE_FAILING - len(seen.busy)))
    for_trial = seen.free > free and not any(map(is_trial, seen.busy))
    return Room(free, int(for_trial), confirmed=confirmed)


async def _orders(
    work: Work,
    signer: Signer,
    subscription: WebhookSubscription,
    course: WebhookCourse,
    seen: Seen,
    *,
    moved: bool,
) -> Orders:
    now = clock.now()
    active = subscription.status is SubscriptionStatus.ACTIVE
    confirmed = is_confirmed(subscription, course)
    room = _room(course, seen, confirmed=confirmed) if active else Room(0)
    due, next_due = await queue.due(work.session, subscription.id, now, seen.busy, room)
    return Orders(
        active,
        moved,
        subscription.address,
        signer.secrets(
            subscription.id, subscription.secret_generation, subscription.previous_secret_until, now
        ),
        due,
        next_due,
    )
