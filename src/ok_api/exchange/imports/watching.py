"""An import as it comes along, for as long as somebody watches it and it has not ended."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sse_starlette import ServerSentEvent

from ok_api.exchange.imports.queries import ONE
from ok_api.exchange.imports.steps import UNDER_WAY
from ok_api.exchange.listeners import LISTENERS, LONGEST
from ok_api.foundation import json
from ok_api.foundation.database import Database
from ok_api.foundation.events import event
from ok_api.foundation.identity import Actor
from ok_api.foundation.signals import Signals

LOOKS_EVERY = 10.0
"""Seconds after which to look without a signal."""
BREATH = 0.3
"""Seconds between looks, so that a busy import does not have all who watch read at each signal."""


async def changes_of(
    database: Database, signals: Signals, actor: Actor, values: Mapping[str, Any]
) -> AsyncIterator[ServerSentEvent]:
    """Each version of it once, for so long; the signals are of all imports, so most say nothing."""
    query, now = ONE.query(actor), asyncio.get_running_loop().time
    arguments, told, ends = query.arguments(values), "", now() + LONGEST
    with LISTENERS.place(actor):
        while (left := ends - now()) > 0 and not signals.ending:
            ticket = signals.ticket("ok_imports")
            row = await database.reads.fetchrow(query.sql, *arguments)
            if row is None:
                return
            if row["etag"] != told:
                told = row["etag"]
                yield event("import", row["document"], told)
            if json.decode(row["document"])["status"] not in UNDER_WAY:
                return
            await asyncio.sleep(min(BREATH, left))
            await signals.wait(ticket, min(LOOKS_EVERY, left))
