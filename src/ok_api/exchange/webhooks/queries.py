"""Reads of subscriptions and deliveries."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, cast, func, select

from ok_api.access.scope import WEBHOOKS, within_webhook
from ok_api.exchange.webhooks import schemas
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection, Reads
from ok_api.foundation.queries import among, from_day, until_day
from ok_api.rules.exchange_words import DeliveryStatus
from ok_api.tables import WebhookCourse, WebhookDelivery, WebhookSubscription

LINK = "/v1/webhook-subscriptions/" + cast(WebhookSubscription.id, Text)
SCOPE = within_webhook(WebhookDelivery.subscription_id)


def _of_line(what: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return (
        select(what)
        .where(WebhookDelivery.subscription_id == WebhookSubscription.id, *where)
        .correlate(WebhookSubscription)
        .scalar_subquery()
    )


_waits = WebhookDelivery.status == DeliveryStatus.PENDING
_pending = _of_line(func.count(), _waits)
_failed = _of_line(func.count(), WebhookDelivery.status == DeliveryStatus.FAILED)
_confirmed = WebhookCourse.confirmed_address.is_not_distinct_from(WebhookSubscription.address)
_delivered = _of_line(func.max(WebhookDelivery.delivered_at))

SUBSCRIPTION = Projection(
    schemas.WebhookSubscription,
    WebhookSubscription,
    link=LINK,
    scope=WEBHOOKS,
    source=WebhookSubscription.__table__.join(
        WebhookCourse.__table__, WebhookCourse.subscription_id == WebhookSubscription.id
    ),
    versions=[_pending, _failed, cast(_confirmed, Integer), func.date_part("epoch", _delivered)],
    confirmed=_confirmed,
    pending_count=_pending,
    failed_count=_failed,
    last_delivered_at=_delivered,
    oldest_pending_at=_of_line(func.min(WebhookDelivery.created_at), _waits),
    failing_since=WebhookCourse.failing_since,
    secret=LINK + "/secret",
    deliveries=LINK + "/deliveries",
)

SUBSCRIPTIONS = Listing(
    SUBSCRIPTION,
    schemas.WebhookSubscriptionQuery,
    sorts={"id": WebhookSubscription.id},
    default_sort=("-id",),
    filters={"status": among(WebhookSubscription.status)},
)

ONE_SUBSCRIPTION = Reads(SUBSCRIPTION, {"subscriptionId": WebhookSubscription.id})

_SUBSCRIPTION_LINK = "/v1/webhook-subscriptions/" + cast(WebhookDelivery.subscription_id, Text)
_DELIVERY_LINK = _SUBSCRIPTION_LINK + "/deliveries/" + cast(WebhookDelivery.id, Text)
_version = [func.concat(WebhookDelivery.status, ".", WebhookDelivery.attempt_count)]

DELIVERY = Projection(
    schemas.WebhookDelivery,
    WebhookDelivery,
    link=_DELIVERY_LINK,
    scope=SCOPE,
    subscription=_SUBSCRIPTION_LINK,
)

DELIVERY_DETAIL = Projection(
    schemas.WebhookDeliveryDetail,
    WebhookDelivery,
    link=_DELIVERY_LINK,
    scope=SCOPE,
    versions=_version,
    subscription=_SUBSCRIPTION_LINK,
)

DELIVERIES = Listing(
    DELIVERY,
    schemas.WebhookDeliveryQuery,
    sorts={"id": WebhookDelivery.id},
    default_sort=("-id",),
    filters={
        "status": among(WebhookDelivery.status),
        "event_type": among(WebhookDelivery.event_type),
        "subject": among(WebhookDelivery.subject),
        "from_day": from_day(WebhookDelivery.created_at),
        "until_day": until_day(WebhookDelivery.created_at),
    },
    by={"subscriptionId": WebhookDelivery.subscription_id},
    parent=SUBSCRIPTION,
    parent_by={"subscriptionId": WebhookSubscription.id},
)
