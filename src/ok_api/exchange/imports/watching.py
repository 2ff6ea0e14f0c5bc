"""An import as it comes along, for as long as somebody watches it and it has not ended."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sse_starlette import ServerSentEvent

from ok_api.exchange.imports.queries import ONE
from ok_api.foundation import json
from ok_api.foundation.database import Database
from ok_api.foundation.events import event
from ok_api.foundation.identity import Actor
from ok_api.foundation.signals import Signals
from ok_api.rules.exchange_words import ImportStatus

LOOKS_EVERY = 10.0
"""Seconds after which to look without a signal."""
ENDS = frozenset(
    {
        ImportStatus.PLANNED,
        ImportStatus.APPLIED,
        ImportStatus.FAILED,
        ImportStatus.CANCELLED,
    }
)


async def changes_of(
    database: Database, signals: Signals, actor: Actor, values: Mapping[str, Any]
) -> AsyncIterator[ServerSentEvent]:
    """Each version of it once; the signals are of all imports, so most of them say nothing new."""
    query = ONE.query(actor)
    arguments, told = query.arguments(values), ""
    while True:
        ticket = signals.ticket("ok_imports")
        row = await database.reads.fetchrow(query.sql, *arguments)
        if row is None:
            return
        if row["etag"] != told:
            told = row["etag"]
            yield event("import", row["document"], told)
        if json.decode(row["document"])["status"] in ENDS:
            return
        await signals.wait(ticket, LOOKS_EVERY)
