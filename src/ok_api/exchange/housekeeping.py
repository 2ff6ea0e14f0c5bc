"""What has served its time is removed every night; the audit trail and the log never are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Delete, Executable, delete, select, text

from ok_api.exchange.imports.steps import UNDER_WAY
from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import SYSTEM
from ok_api.foundation.jobs import Regular
from ok_api.rules.exchange_words import DeliveryStatus
from ok_api.tables import Import, ImportPart, StoredAnswer, WebhookDelivery

ANSWERS_KEPT = timedelta(days=7)
"""An Idempotency-Key repeats its answer for so long."""
FILES_KEPT = timedelta(days=30)
"""The file of an import that has ended; its report stays."""
DELIVERIES_KEPT = timedelta(days=30)
"""What was delivered, or dropped; what failed waits for its replay three times as long."""
_IN_NO_HURRY = text("SET LOCAL statement_timeout = '10min'")
_JOBS_DONE = (
    text("DELETE FROM pgqueuer_log WHERE created < now() - interval '30 days'"),
    text("DELETE FROM pgqueuer_statistics WHERE created < now() - interval '30 days'"),
)
"""What the queue notes of jobs that are done."""


def regular(tools: Tools) -> Sequence[Regular]:
    async def tidy() -> None:
        await remove_what_has_served(tools)

    return [Regular("housekeeping", "17 3 * * *", tidy)]


async def remove_what_has_served(tools: Tools) -> None:
    """Each kind in a transaction of its own, so that a large one does not undo the others."""
    context = RequestContext(request_id="", language="nl", operation="housekeeping")
    served: list[Executable] = [*_JOBS_DONE, *_served(clock.now())]
    for gone in served:
        async with tools.database.unit_of_work(SYSTEM, context) as work:
            await work.session.execute(_IN_NO_HURRY)
            await work.session.execute(gone)


def _served(now: datetime) -> Iterator[Delete]:
    ended = select(Import.id).where(
        Import.status.not_in(UNDER_WAY), Import.ended_at < now - FILES_KEPT
    )
    settled = WebhookDelivery.status.in_((DeliveryStatus.DELIVERED, DeliveryStatus.DROPPED))
    failed = WebhookDelivery.status == DeliveryStatus.FAILED
    made = WebhookDelivery.created_at
    for gone in (
        delete(StoredAnswer).where(StoredAnswer.stored_at < now - ANSWERS_KEPT),
        delete(ImportPart).where(ImportPart.import_id.in_(ended)),
        delete(WebhookDelivery).where(settled, made < now - DELIVERIES_KEPT),
        delete(WebhookDelivery).where(failed, made < now - 3 * DELIVERIES_KEPT),
    ):
        yield gone.execution_options(synchronize_session=False)
