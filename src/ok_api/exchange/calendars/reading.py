"""What stands behind a secret address: the feed, and its sessions within the feed's own rights."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from ok_api import __version__
from ok_api.access.mandate import actor_under
from ok_api.access.scope import CALENDAR_FEEDS
from ok_api.exchange.calendars import queries
from ok_api.exchange.calendars.calendar import Entry, calendar
from ok_api.foundation import clock
from ok_api.foundation.errors import Forbidden
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.queries import Compiled, Query
from ok_api.rules.exchange_words import CalendarSubject
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.tables import CalendarFeed

_compiled = Compiled()


@dataclass(frozen=True)
class Live:
    """A feed whose address works: who reads in it, and what its queries are bound to."""

    id: UUID
    version: int
    name: str | None
    language: str
    about: CalendarSubject
    actor: Actor
    values: dict[str, Any]

    async def ask(self, pool: ReadPool, query: Query) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await pool.fetch(query.sql, *query.arguments(self.values))
        return rows


async def may_read_address(pool: ReadPool, actor: Actor, feed_id: UUID) -> bool:
    """Whether there is an address to read. Raises `Forbidden` for who may only know of the feed."""
    query = _compiled.get(actor.roles, lambda: _seen(actor))
    values = {"path_id": feed_id, **actor_values(actor)}
    row = await pool.fetchrow(query.sql, *query.arguments(values))
    if row is not None and row["actor"] != actor.subject:
        raise Forbidden(
            Text(
                "Het adres is alleen voor wie de agenda opende.",
                "The address is only for who opened the calendar.",
            )
        )
    return row is not None and row["revoked_at"] is None


def _seen(actor: Actor) -> Any:
    return select(CalendarFeed.actor, CalendarFeed.revoked_at).where(
        CALENDAR_FEEDS.condition(actor), CalendarFeed.id == queries.bound_id
    )


async def live_feed(pool: ReadPool, feed_id: UUID) -> Live | None:
    query = queries.LIVE_FEED
    row = await pool.fetchrow(query.sql, *query.arguments({"path_id": feed_id}))
    if row is None:
        return None
    mandate = {name: value for name, value in row.items() if name.startswith("actor")}
    actor = actor_under(CalendarFeed(**mandate))
    subject = {name: row[name] for name in ("establishment_code", "learning_trajectory_id")}
    return Live(
        id=feed_id,
        version=row["version"],
        name=row["name"],
        language=row["language"],
        about=CalendarSubject(row["about"]),
        actor=actor,
        values={**subject, **actor_values(actor), "since": since()},
    )


def since() -> datetime:
    """The first moment of the school year before this one."""
    year = SchoolYear.of(clock.today()).previous
    return datetime.combine(year.start, time(), clock.AMSTERDAM)


async def etag(pool: ReadPool, feed: Live) -> str:
    """What the calendar tells, in short: so that who has it already costs next to nothing."""
    (row,) = await feed.ask(pool, queries.state(feed.actor, feed.about))
    told = f"{__version__} {feed.id} {feed.version} {feed.name} {row[0]}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


async def told(pool: ReadPool, feed: Live) -> bytes:
    rows = await feed.ask(pool, queries.sessions(feed.actor, feed.about))
    entries = [Entry(**dict(row)) for row in rows]
    return await asyncio.to_thread(calendar, feed.id, feed.name, feed.language, entries)
