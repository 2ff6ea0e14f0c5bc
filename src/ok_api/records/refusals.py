"""Refused attempts are kept one by one, up to so many a minute for each account; beyond that they
are counted, so that nobody fills the trail by being refused.

Counted in this process, and written once a minute: a process that dies takes the count of its last
minute with it, and never a record.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ok_api.foundation import clock
from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Database
from ok_api.foundation.identity import Actor
from ok_api.foundation.logging import log_failure
from ok_api.records import audit

RESOURCE = "refusals"
_CONTEXT = RequestContext(request_id="", language="nl")
WRITE_EVERY = 60.0
"""Seconds between writing down what was counted."""


@dataclass
class Counted:
    """The attempts of one account that were refused and not kept."""

    actor: Actor
    since: datetime
    until: datetime
    by_operation: Counter[str] = field(default_factory=Counter)
    by_error: Counter[str] = field(default_factory=Counter)

    def add(self, operation: str | None, error: Exception) -> None:
        self.until = clock.now()
        self.by_operation[operation or ""] += 1
        self.by_error[type(error).__name__] += 1

    def told(self) -> Mapping[str, Any]:
        return {
            "count": self.by_error.total(),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "operations": dict(self.by_operation),
            "errors": dict(self.by_error),
        }


class Refusals:
    def __init__(self, each_minute: int) -> None:
        self._each_minute = each_minute
        self._minute = 0
        self._kept: Counter[str] = Counter()
        self._counted: dict[str, Counted] = {}

    def keep(self, actor: Actor, operation: str | None, error: Exception) -> bool:
        """Whether this one is worth a record of its own; else it has been counted."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._kept.clear()
        self._kept[actor.subject] += 1
        if self._kept[actor.subject] <= self._each_minute:
            return True
        now = clock.now()
        counted = self._counted.setdefault(actor.subject, Counted(actor, now, now))
        counted.add(operation, error)
        return False

    async def write(self, database: Database) -> None:
        """One record for each account; what cannot be written is counted on."""
        counted, self._counted = self._counted, {}
        for one in counted.values():
            with log_failure("counted refusals not recorded"), self._kept_counting(one):
                async with database.unit_of_work(one.actor, _CONTEXT) as work:
                    await audit.write(work, [audit.counted(work, RESOURCE, "", one.told())])

    @contextlib.contextmanager
    def _kept_counting(self, one: Counted) -> Iterator[None]:
        try:
            yield
        except BaseException:
            later = self._counted.setdefault(one.actor.subject, one)
            if later is not one:
                later.since = one.since
                later.by_operation += one.by_operation
                later.by_error += one.by_error
            raise

    @contextlib.asynccontextmanager
    async def written_to(self, database: Database) -> AsyncIterator[None]:
        """Every minute, and at the end what is left."""
        writing = asyncio.create_task(self._write_regularly(database))
        try:
            yield
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing
            await self.write(database)

    async def _write_regularly(self, database: Database) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY)
            await self.write(database)
