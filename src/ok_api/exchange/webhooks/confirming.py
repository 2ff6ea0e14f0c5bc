"""Nothing but a test is sent to an address until it has answered one with 2xx.

Otherwise anybody could have messages sent to an address that is somebody else's. What an address
answered is kept with the address, so that another one begins anew.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.webhooks import queue
from ok_api.exchange.webhooks.events import Event, question, question_subject
from ok_api.foundation.settings import Settings
from ok_api.rules.exchange_words import DeliveryStatus
from ok_api.tables import WebhookCourse, WebhookDelivery, WebhookSubscription


def is_confirmed(subscription: WebhookSubscription, course: WebhookCourse) -> bool:
    return course.confirmed_address == subscription.address


async def ask(
    session: AsyncSession, subscription_id: UUID, now: datetime, settings: Settings
) -> None:
    """Put the test in line that its address has to answer first, unless it waits already."""
    waits = select(WebhookDelivery.id).where(
        WebhookDelivery.subscription_id == subscription_id,
        WebhookDelivery.status == DeliveryStatus.PENDING,
        WebhookDelivery.subject == question_subject(subscription_id),
    )
    if await session.scalar(waits.limit(1)) is None:
        session.add(trial(subscription_id, question(subscription_id, now, settings), now))


async def forget_question(session: AsyncSession, subscription_id: UUID) -> None:
    """It was answered otherwise, or is to be put to another address."""
    subject = question_subject(subscription_id)
    await queue.drop_all(session, subscription_id, WebhookDelivery.subject == subject)


def trial(subscription_id: UUID, event: Event, at: datetime) -> WebhookDelivery:
    """The delivery of a test, to be tried at that moment."""
    return WebhookDelivery(
        subscription_id=subscription_id,
        event_id=event["id"],
        event_type=event["type"],
        subject=event["subject"],
        event=event,
        next_attempt_at=at,
    )
