"""What is kept beside the work, in the same transaction: the audit trail and repeatable answers."""

from starlette.requests import Request

from ok_api.foundation.database import Work
from ok_api.foundation.errors import DomainError
from ok_api.records import audit
from ok_api.records.idempotency import recall, store

__all__ = ["recall", "record_refusal", "store"]


async def record_refusal(work: Work, request: Request, error: DomainError) -> None:
    work.session.add(audit.refusal(work, request, error))
