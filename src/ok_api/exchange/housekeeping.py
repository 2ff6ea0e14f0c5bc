"""What has served its time is removed every night; the audit trail and the log never are."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select

from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import SYSTEM
from ok_api.foundation.jobs import Regular
from ok_api.rules.exchange_words import DeliveryStatus, ImportStatus
from ok_api.tables import Import, ImportPart, StoredAnswer, WebhookDelivery

ANSWERS_KEPT = timedelta(days=7)
"""An Idempotency-Key repeats its answer for so long."""
FILES_KEPT = timedelta(days=30)
"""The file of an import that has ended; its report stays."""
DELIVERIES_KEPT = timedelta(days=30)
"""What was delivered, or dropped; what failed waits for its replay three times as long."""
ENDED = (ImportStatus.APPLIED, ImportStatus.FAILED, ImportStatus.CANCELLED, ImportStatus.PLANNED)


def regular(tools: Tools) -> Sequence[Regular]:
    async def tidy() -> None:
        await remove_what_has_served(tools)

    return [Regular("housekeeping", "17 3 * * *", tidy)]


async def remove_what_has_served(tools: Tools) -> None:
    now = clock.now()
    context = RequestContext(request_id="", language="nl", operation="housekeeping")
    ended = exists(
        select(1).where(
            Import.id == ImportPart.import_id,
            Import.status.in_(ENDED),
            Import.ended_at < now - FILES_KEPT,
        )
    )
    settled = WebhookDelivery.status.in_((DeliveryStatus.DELIVERED, DeliveryStatus.DROPPED))
    async with tools.database.unit_of_work(SYSTEM, context) as work:
        for gone in (
            delete(StoredAnswer).where(StoredAnswer.stored_at < now - ANSWERS_KEPT),
            delete(ImportPart).where(ended),
            delete(WebhookDelivery).where(
                settled, WebhookDelivery.created_at < now - DELIVERIES_KEPT
            ),
            delete(WebhookDelivery).where(
                WebhookDelivery.status == DeliveryStatus.FAILED,
                WebhookDelivery.created_at < now - 3 * DELIVERIES_KEPT,
            ),
        ):
            await work.session.execute(gone, execution_options={"synchronize_session": False})
