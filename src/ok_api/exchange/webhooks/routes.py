"""Webhook subscriptions and their deliveries over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from ok_api.exchange.webhooks import deliveries, queries, schemas, service
from ok_api.exchange.webhooks.event_types import tell_event_types
from ok_api.exchange.webhooks.lookups import Lookups
from ok_api.exchange.webhooks.signing import Signer
from ok_api.exchange.webhooks.targets import Target, look_at
from ok_api.foundation import json
from ok_api.foundation.answers import changed, computed, created, removed
from ok_api.foundation.contract import parts
from ok_api.foundation.errors import Forbidden, NotFound
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.router import Configured, Router, Working, page_model
from ok_api.foundation.routing import Services, path_values
from ok_api.foundation.schema import ListQuery
from ok_api.foundation.shelves import Shelf
from ok_api.rules.text import Text
from ok_api.tables import WebhookDelivery, WebhookSubscription

router = Router("Exchange")
PATH = "/webhook-subscriptions/{subscriptionId}"
SubscriptionId = Annotated[UUID, Path(alias="subscriptionId")]
DeliveryNumber = Annotated[
    int, Path(alias="deliveryNumber", ge=1, le=2**63 - 1, examples=[1], description="Its number.")
]
Forced = Annotated[
    bool,
    Query(
        description="Also while the previous secret still signs along, which then ends at once: "
        "for a secret that has leaked (uitgelekt)."
    ),
]
ACCEPTED = {202: {"description": "It waits in line.", "headers": parts.REPLAYED}}


async def look_at_target(request: Request, actor: Actor, services: Services) -> None:
    """Before the transaction, which must not wait for whoever answers for a name."""
    request.state.target = None
    try:
        sent = await request.json()
    except (ValueError, RecursionError):
        return
    address = sent.get("address") if isinstance(sent, dict) else None
    if isinstance(address, str) and len(address) <= schemas.LONGEST_ADDRESS:
        lookups: Lookups = request.app.state.lookups
        private = services.settings.webhook_private_targets
        request.state.target = await look_at(
            address.strip(), private=private, resolve=lookups.of(actor.subject)
        )


async def get_target(request: Request) -> Target | None:
    target: Target | None = request.state.target
    return target


LookedAt = Annotated[Target | None, Depends(get_target)]
"""The address in the body, when there is one that could be looked at."""


def _publish_event_types(shelf: Shelf) -> None:
    router.read(
        "/event-types",
        "listEventTypes",
        "Every type of event that can be subscribed to, with its meaning",
        page_model(schemas.EventTypeDetail),
        shelf.page,
        query=ListQuery,
        table=shelf.table,
        responses=parts.SHELF,
    )
    router.read(
        "/event-types/{name}",
        "getEventType",
        "One type of event",
        schemas.EventTypeDetail,
        shelf.one,
        responses=parts.SHELVED,
    )


_publish_event_types(Shelf("/v1/event-types", "name", tell_event_types))

router.list(
    "/webhook-subscriptions",
    "listWebhookSubscriptions",
    "Your webhook subscriptions",
    queries.SUBSCRIPTIONS,
)
router.get(
    PATH,
    "getWebhookSubscription",
    "One webhook subscription, and how it stands",
    queries.SUBSCRIPTION,
    {"subscriptionId": WebhookSubscription.id},
)
router.list(
    f"{PATH}/deliveries",
    "listWebhookDeliveries",
    "What was sent, is to be sent, and failed",
    queries.DELIVERIES,
)
router.get(
    f"{PATH}/deliveries/{{deliveryNumber}}",
    "getWebhookDelivery",
    "One delivery, with its event",
    queries.DELIVERY_DETAIL,
    {"subscriptionId": WebhookDelivery.subscription_id, "deliveryNumber": WebhookDelivery.id},
)


async def _secret(request: Request, actor: Actor, services: Services) -> Response:
    check_query(request, ())
    reads = queries.ONE_SUBSCRIPTION
    values, row = path_values(request, reads.by), None
    if values is not None:
        query = reads.query(actor)
        arguments = query.arguments({**values, **actor_values(actor)})
        row = await services.database.reads.fetchrow(query.sql, *arguments)
    if row is None:
        raise NotFound()
    told = json.decode(row["document"])
    if told["actor"] != actor.subject:
        raise Forbidden(
            Text("Alleen de eigenaar leest het geheim.", "Only the owner reads the secret.")
        )
    generation = told["secretGeneration"]
    return computed(
        {
            "self": told["secret"],
            "secret": Signer(services.settings).secret(UUID(told["id"]), generation),
            "generation": generation,
            "previousSecretUntil": told["previousSecretUntil"],
        }
    )


router.read(
    f"{PATH}/secret",
    "getWebhookSecret",
    "The secret that messages are signed with",
    schemas.WebhookSecret,
    _secret,
)


@router.post(
    "/webhook-subscriptions",
    "subscribeWebhook",
    "Ask to be told of changes",
    schemas.WebhookSubscription,
    description=(
        "The first message is a signed test event. Until the address has answered one with 2xx "
        "(`confirmed`) nothing else is sent to it; what happens meanwhile waits. The test is tried "
        "again with growing pauses, and `sendTestEvent` sends another one at once."
    ),
    prepare=look_at_target,
)
async def subscribe(
    work: Working, configured: Configured, target: LookedAt, new: schemas.NewWebhookSubscription
) -> Response:
    most = configured.max_subscriptions_per_account
    subscription = await service.subscribe(work, target, new, most=most)
    return await created(work, queries.SUBSCRIPTION, subscription)


@router.patch(
    PATH,
    "changeWebhookSubscription",
    "Change, pause or resume a subscription",
    schemas.WebhookSubscription,
    description="Another address has to answer a test event first, as the first one had to.",
    prepare=look_at_target,
)
async def change_subscription(
    work: Working,
    target: LookedAt,
    subscription_id: SubscriptionId,
    changes: schemas.WebhookSubscriptionChanges,
) -> Response:
    subscription = await service.change_subscription(work, target, subscription_id, changes)
    return await changed(work, queries.SUBSCRIPTION, subscription)


@router.delete(PATH, "unsubscribeWebhook", "End a subscription, with all its deliveries")
async def unsubscribe(work: Working, subscription_id: SubscriptionId) -> Response:
    await service.unsubscribe(work, subscription_id)
    return removed()


@router.post(
    f"{PATH}/secrets",
    "rotateWebhookSecret",
    "Renew the secret; the old one signs along for a day",
    schemas.WebhookSubscription,
    description=(
        "Messages bear the signatures of the new secret and, for 24 hours, of the one before it: "
        "give the receiver the new one within that time. Never more than two sign, so until "
        "`previousSecretUntil` another renewal is refused (409, wrong-state): it would end the "
        "secret that the receiver may still use. When a secret has leaked, `force=true` renews it "
        "all the same, and only the newest two sign."
    ),
)
async def rotate_secret(
    work: Working, subscription_id: SubscriptionId, force: Forced = False
) -> Response:
    subscription = await service.rotate_secret(work, subscription_id, force=force)
    answer = await created(work, queries.SUBSCRIPTION, subscription)
    answer.headers["Location"] += "/secret"
    return answer


@router.post(
    f"{PATH}/test-events",
    "sendTestEvent",
    "Send a test event, to see whether it arrives",
    schemas.WebhookDeliveryDetail,
    description=(
        "It is tried at once, also while other messages wait to be tried again, and waits for no "
        "earlier test. When it does not arrive it is retried like any other. An address that takes "
        "it is confirmed by that."
    ),
)
async def send_test(
    work: Working, configured: Configured, subscription_id: SubscriptionId
) -> Response:
    delivery = await deliveries.send_test(work, configured, subscription_id)
    return await created(work, queries.DELIVERY_DETAIL, delivery)


@router.post(
    f"{PATH}/deliveries/{{deliveryNumber}}/replays",
    "replayWebhookDelivery",
    "Send one delivery again",
    schemas.WebhookDeliveryDetail,
    status_code=202,
    responses=ACCEPTED,
)
async def replay(
    work: Working, subscription_id: SubscriptionId, delivery_number: DeliveryNumber
) -> Response:
    delivery = await deliveries.replay(work, subscription_id, delivery_number)
    answer = await changed(work, queries.DELIVERY_DETAIL, delivery)
    answer.status_code = 202
    return answer


@router.post(
    f"{PATH}/replays",
    "replayWebhookDeliveries",
    "Send again what failed",
    schemas.WebhookReplayed,
    status_code=202,
    responses=ACCEPTED,
)
async def replay_all(
    work: Working, subscription_id: SubscriptionId, asked: schemas.WebhookReplay
) -> Response:
    return computed({"count": await deliveries.replay_all(work, subscription_id, asked)}, 202)
