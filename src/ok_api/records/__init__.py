"""What is kept beside the work, in the same transaction: the audit trail and repeatable answers."""

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.database import Work
from ok_api.foundation.errors import DomainError
from ok_api.foundation.identity import Actor
from ok_api.records import audit, idempotency
from ok_api.records.refusals import Refusals


class Records:
    """Of one process; refusals are kept one by one up to so many a minute for each account."""

    def __init__(self, refusals_each_minute: int) -> None:
        self.refusals = Refusals(refusals_each_minute)

    async def recall(self, work: Work, request: Request) -> Response | None:
        return await idempotency.recall(work, request)

    async def store(self, work: Work, request: Request, answer: Response) -> None:
        await idempotency.store(work, request, answer)

    def keeps_refusal(self, actor: Actor, operation: str | None, error: DomainError) -> bool:
        """Asked before a connection is taken for it."""
        return self.refusals.keep(actor, operation, error)

    async def record_refusal(self, work: Work, request: Request, error: DomainError) -> None:
        """Write down an attempt that was refused."""
        work.session.add(audit.refusal(work, request, error))
