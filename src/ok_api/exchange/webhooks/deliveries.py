"""Sending again what failed, and sending something to see whether it arrives."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.exchange.webhooks import events, queue, service
from ok_api.exchange.webhooks.confirming import trial
from ok_api.exchange.webhooks.queries import SCOPE
from ok_api.exchange.webhooks.schemas import WebhookReplay
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.foundation.settings import Settings
from ok_api.rules.exchange_words import DeliveryStatus, SubscriptionStatus
from ok_api.rules.text import Text
from ok_api.tables import WebhookDelivery, WebhookSubscription


async def send_test(work: Work, settings: Settings, subscription_id: UUID) -> WebhookDelivery:
    """At once, whatever else waits. Raises `WrongState` while the subscription is not active."""
    subscription = await _fetch_active(work, subscription_id)
    now = clock.now()
    event = events.trial_event(subscription.id, now, settings)
    at = await queue.front(work.session, subscription.id, now)
    delivery = trial(subscription.id, event, at)
    work.session.add(delivery)
    await queue.call(work.session)
    return delivery


async def replay(work: Work, subscription_id: UUID, delivery_number: int) -> WebhookDelivery:
    """Whatever became of it. It is sent as it was, if its subscriber may still know of it."""
    await _fetch_active(work, subscription_id)
    delivery = await fetch_for_change(
        work,
        WebhookDelivery,
        SCOPE,
        WebhookDelivery.id == delivery_number,
        WebhookDelivery.subscription_id == subscription_id,
    )
    this = WebhookDelivery.id == delivery.id
    await queue.requeue(work.session, subscription_id, this, now=clock.now())
    return delivery


async def replay_all(work: Work, subscription_id: UUID, asked: WebhookReplay) -> int:
    """Every one of that standing; how many there are."""
    await _fetch_active(work, subscription_id)
    which = [WebhookDelivery.status == DeliveryStatus(asked.status)]
    if asked.since is not None:
        which.append(WebhookDelivery.created_at >= clock.placed(asked.since))
    return await queue.requeue(work.session, subscription_id, *which, now=clock.now())


async def _fetch_active(work: Work, subscription_id: UUID) -> WebhookSubscription:
    subscription = await service.fetch(work, subscription_id)
    if subscription.status is not SubscriptionStatus.ACTIVE:
        raise WrongState(
            Text(
                "Er wordt nu niets gestuurd; zet het abonnement eerst aan.",
                "Nothing is sent now; make the subscription active first.",
            ),
            subscriptionStatus=subscription.status.value,
        )
    return subscription
