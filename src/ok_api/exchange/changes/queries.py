"""The log as one reader sees it: what was committed, in the order in which it was committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from ok_api.exchange.changes.followed import FOLLOWED, readable
from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.visible import Connection, Told, visible
from ok_api.foundation.identity import Actor
from ok_api.rules.exchange_words import ChangeOperation

STRIDE = 5_000
"""The most records that one statement looks at."""
FURTHEST = 20_000
"""The most records that one page looks at; who may see few of them goes on from there."""

# The place in each commit is bound inside, so that a commit of 100,000 records costs a page no
# more than a page. It is said as a range, which only the index of commits and records serves: the
# planner cannot tell such a commit from a small one, and would sort it. Of the records that were
# not asked for, the last one tells how far was looked.
LOOK = """
WITH looked AS (
    SELECT c.position, c.committed_at, a.*
    FROM log_commits c
    CROSS JOIN LATERAL (
        SELECT r.id, r.action, r.resource, r.key, r.before, r.after FROM audit_records r
        WHERE r.log_commit_id <= c.id AND r.action <> 'refuse'
          AND (r.log_commit_id, r.id)
              > (c.id, CASE WHEN c.position = $1 THEN $2::bigint ELSE 0 END)
        ORDER BY r.log_commit_id, r.id LIMIT $3
    ) a
    WHERE c.position >= $1
    ORDER BY c.position, a.id LIMIT $3
), numbered AS (
    SELECT *, row_number() OVER (ORDER BY position, id) AS nth, count(*) OVER () AS total
    FROM looked
)
SELECT position, committed_at, id, resource, key, nth, total, resource = ANY($4::text[]) AS asked,
    CASE
        WHEN action = 'create' THEN 'created'
        WHEN action = 'remove' THEN 'deleted'
        WHEN action = 'close' OR (resource = 'schools' AND after->>'status' = 'closed')
            THEN 'closed'
        ELSE 'updated'
    END AS operation,
    CASE WHEN action IN ('update', 'close') THEN ARRAY(
        SELECT jsonb_object_keys(coalesce(before, '{}') || coalesce(after, '{}'))
    ) END AS columns
FROM numbered WHERE resource = ANY($4::text[]) OR nth = total ORDER BY nth
"""

HEAD = """
SELECT c.position, coalesce(
    (SELECT max(r.id) FROM audit_records r
     WHERE r.log_commit_id = c.id AND r.action <> 'refuse'), 0) AS record
FROM log_commits c WHERE c.position IS NOT NULL ORDER BY c.position DESC LIMIT 1
"""

KNOWS = """
SELECT EXISTS (
    SELECT FROM log_commits c JOIN audit_records r ON r.log_commit_id = c.id AND r.id = $2
    WHERE c.position = $1)
"""


COUNT = """
SELECT count(*) FROM (
    SELECT FROM log_commits c JOIN audit_records r ON r.log_commit_id = c.id
    WHERE c.position BETWEEN $1 AND $3 AND (c.position, r.id) > ($1, $2)
      AND (c.position, r.id) <= ($3, $4) AND r.action <> 'refuse'
    LIMIT $5) found
"""


@dataclass(frozen=True)
class Change:
    """One row that one commit changed, as this reader may know it."""

    place: Place
    resource: str
    key: str
    operation: ChangeOperation
    changed_at: datetime
    changed: tuple[str, ...]
    """The members that differ; empty for what is new or gone."""
    link: str | None
    """Where it lives; nowhere once it is gone."""


@dataclass(frozen=True)
class Stretch:
    """A part of the log."""

    changes: list[Change]
    until: Place
    """How far was looked, also where there was nothing for this reader."""
    at_end: bool
    """Whether that was the end of the log."""


async def read_changes(
    connection: Connection,
    actor: Actor,
    after: Place,
    limit: int,
    resources: frozenset[str] | None = None,
) -> Stretch:
    """The changes after a place that this actor may know of: at most so many, maybe none yet.

    The rights are those of the reader now. Each place belongs to one change for ever, and no change
    ever appears before a place that was seen. Whoever can see little of what there is gets less
    than the limit, and goes on from `until`.
    """
    acting = readable(actor)
    if resources is not None:
        acting = {name: acts for name, acts in acting.items() if name in resources}
    found: list[Change] = []
    until, looked, stride, at_end = after, 0, limit + 1, False
    while len(found) <= limit and looked < FURTHEST and not at_end:
        rows = await connection.fetch(LOOK, until.commit, until.record, stride, list(acting))
        total = rows[-1]["total"] if rows else 0
        looked, at_end = looked + total, total < stride
        until = _place(rows[-1]) if rows else until
        found += await _told(connection, acting, [row for row in rows if row["asked"]])
        stride = min(4 * stride, STRIDE)
    if len(found) > limit:
        return Stretch(found[:limit], found[limit - 1].place, at_end=False)
    return Stretch(found, until, at_end)


async def head(connection: Connection) -> Place:
    """The place of the last change there is; whoever reads on from there misses nothing."""
    row = await connection.fetchrow(HEAD)
    return Place.START if row is None else Place(row["position"], row["record"])


async def knows(connection: Connection, place: Place) -> bool:
    """Whether the log has this place; a database that was put back may have lost it."""
    if place == Place.START:
        return True
    known: bool = await connection.fetchval(KNOWS, place.commit, place.record)
    return known


async def count(connection: Connection, after: Place, until: Place, most: int) -> int:
    """How many changes lie between two places, whoever may see them; no more are counted."""
    bounds = (after.commit, after.record, until.commit, until.record)
    counted: int = await connection.fetchval(COUNT, *bounds, most)
    return counted


async def _told(
    connection: Connection, acting: Mapping[str, Actor], rows: Sequence[asyncpg.Record]
) -> list[Change]:
    """Those that the actor may know of, in order."""
    names = [(row["resource"], row["key"]) for row in rows]
    seen = await visible(connection, acting, names)
    return [_change(row, seen[name]) for row, name in zip(rows, names, strict=True) if name in seen]


def _change(row: asyncpg.Record, told: Told) -> Change:
    operation = ChangeOperation(row["operation"])
    return Change(
        _place(row),
        row["resource"],
        told.key,
        operation,
        row["committed_at"],
        FOLLOWED[row["resource"]].members(row["columns"] or []),
        None if operation is ChangeOperation.DELETED else told.link,
    )


def _place(row: asyncpg.Record) -> Place:
    return Place(row["position"], row["id"])
