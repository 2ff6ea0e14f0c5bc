"""What is kept beside the work, in the same transaction: the audit trail and repeatable answers."""

import time

from starlette.requests import Request

from ok_api.foundation.database import Work
from ok_api.foundation.errors import DomainError, Unauthenticated
from ok_api.records import audit
from ok_api.records.idempotency import recall, store

__all__ = ["recall", "record_refusal", "store"]


class Allowance:
    """So many a minute: nobody's attempts are recorded, but cannot fill the trail."""

    def __init__(self, each_minute: int) -> None:
        self._each_minute = each_minute
        self._minute, self._used = 0, 0

    def take(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._used = minute, 0
        self._used += 1
        return self._used <= self._each_minute


_nobody = Allowance(each_minute=60)


async def record_refusal(work: Work, request: Request, error: DomainError) -> None:
    """Write down an attempt that was refused; of nobody's, no more than so many a minute."""
    if isinstance(error, Unauthenticated) and not _nobody.take():
        return
    work.session.add(audit.refusal(work, request, error))
