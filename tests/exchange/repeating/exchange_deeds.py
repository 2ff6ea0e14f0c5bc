"""The deeds of the exchange with other systems: what comes of them stands beside the log."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.webhooks import queue
from ok_api.rules.exchange_words import DeliveryStatus, ImportKind, ImportMode, ImportStatus
from ok_api.rules.exchange_words import ImportUnit as Unit
from ok_api.tables import Import, ImportPart, WebhookDelivery, WebhookSubscription
from tests.callers import Caller
from tests.exchange.repeating.deed import ENTITLED, Deed, Deeds

MANDATE: dict[str, Any] = {
    "actor": ENTITLED,
    "actor_roles": ["office"],
    "actor_schools": [],
    "actor_boards": [],
}
TARGET = "http://127.0.0.1:9/receiver"
ROWS = b"boardNumber,name\r\n90077,Bestuur Voorbeeld\r\n"
EXCHANGE = Deeds()
JOBS = "SELECT count(*) FROM pgqueuer"


@EXCHANGE.of("openCalendarFeed")
async def _calendar(_session: AsyncSession, _office: Caller) -> Deed:
    return Deed("/v1/calendar-feeds", {"about": "person"})


@EXCHANGE.of("sendImport")
async def _import(_session: AsyncSession, _office: Caller) -> Deed:
    grows = "SELECT count(*) FROM imports JOIN import_parts ON import_id = id"
    path = "/v1/imports?kind=boards"
    return Deed(path, changes=False, grows=grows, status=202, content=ROWS)


@EXCHANGE.of("applyImport")
async def _application(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/imports/{(await _planned(session)).id}/application"
    return Deed(path, changes=False, grows=JOBS, status=202)


@EXCHANGE.of("cancelImport")
async def _cancellation(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/imports/{(await _planned(session)).id}/cancellation"
    return Deed(path, changes=False, grows="SELECT sum(version) FROM imports", status=202)


async def _planned(session: AsyncSession) -> Import:
    planned = Import(
        kind=ImportKind.BOARDS,
        mode=ImportMode.PLAN,
        unit=Unit.FILE,
        status=ImportStatus.PLANNED,
        media_type="text/csv",
        size=len(ROWS),
        sha256="0" * 64,
        planned_on=0,
        **MANDATE,
    )
    session.add(planned)
    await session.flush()
    session.add(ImportPart(import_id=planned.id, number=0, content=ROWS))
    await session.flush()
    return planned


@EXCHANGE.of("subscribeWebhook")
async def _subscription(_session: AsyncSession, _office: Caller) -> Deed:
    return Deed("/v1/webhook-subscriptions", {"address": TARGET, "eventTypes": ["*"]})


@EXCHANGE.of("rotateWebhookSecret")
async def _secret(session: AsyncSession, _office: Caller) -> Deed:
    return Deed(f"/v1/webhook-subscriptions/{(await _subscribed(session)).id}/secrets")


@EXCHANGE.of("sendTestEvent")
async def _test_event(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/webhook-subscriptions/{(await _subscribed(session)).id}/test-events"
    return Deed(path, changes=False, grows="SELECT count(*) FROM webhook_deliveries")


PENDING = "SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'"


@EXCHANGE.of("replayWebhookDelivery")
async def _replay(session: AsyncSession, _office: Caller) -> Deed:
    failed = await _failed(session)
    path = f"/v1/webhook-subscriptions/{failed.subscription_id}/deliveries/{failed.id}/replays"
    return Deed(path, changes=False, grows=PENDING, status=202)


@EXCHANGE.of("replayWebhookDeliveries")
async def _replays(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/webhook-subscriptions/{(await _failed(session)).subscription_id}/replays"
    return Deed(path, {"status": "failed"}, changes=False, grows=PENDING, status=202)


async def _subscribed(session: AsyncSession) -> WebhookSubscription:
    row = WebhookSubscription(address=TARGET, event_types=["*"], **MANDATE)
    session.add(row)
    await session.flush()
    await queue.begin(session, row.id)
    return row


async def _failed(session: AsyncSession) -> WebhookDelivery:
    row = WebhookDelivery(
        subscription_id=(await _subscribed(session)).id,
        event_id="1",
        event_type="nl.ontwikkelkracht.test",
        subject="test",
        event={},
        status=DeliveryStatus.FAILED,
    )
    session.add(row)
    await session.flush()
    return row
