"""What a load asks of the database, and how the rows and their boards and regions get there."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import asyncpg

from ok_api.exchange.register.merge import Load
from ok_api.exchange.register.report import DETAILS_KEPT, Changed, Named, RegisterReport
from ok_api.exchange.register.rows import RegionCodes
from ok_api.rules.words import RegionKind

REGION_CODES = """
SELECT kind, name, min(code) AS code FROM regions WHERE name IS NOT NULL
GROUP BY kind, name HAVING count(*) = 1
"""

# Dropped first, for the transaction of the caller may hold more than one load.
STAGE = """
DROP TABLE IF EXISTS pg_temp.register_staging, pg_temp.register_changes;
CREATE TEMP TABLE register_staging (line integer, code text, facts jsonb) ON COMMIT DROP;
CREATE TEMP TABLE register_changes (
    line integer, code text, action text, before jsonb, after jsonb
) ON COMMIT DROP;
"""

# Statistics lag behind a load that is not committed yet: the planner then takes the register for
# empty, and loops over all of it for each row. Hashing is right for whole sets at any size.
PLAN_FOR_SETS = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off"
PLAN_AS_BEFORE = "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL jit TO DEFAULT"

SHRUNKEN = """
SELECT k.sector, count(*) AS listed, count(*) - count(c.code) AS named
FROM schools k
JOIN register_listings l ON l.establishment_code = k.establishment_code AND l.list_kind = $1
LEFT JOIN register_changes c ON c.code = k.establishment_code AND c.action = 'close'
WHERE k.status = 'open' GROUP BY k.sector HAVING count(c.code) * 2 > count(*)
ORDER BY listed DESC LIMIT 1
"""

BOARDS = """
WITH made AS (
    INSERT INTO school_boards (board_number)
    SELECT DISTINCT facts->>'board_number' FROM register_staging
    WHERE facts->>'board_number' IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING board_number
), told AS (
    INSERT INTO audit_records (actor, roles, action, operation, resource, key, reason)
    SELECT $1, $3::text[], 'create', 'importSchools', 'school-boards', board_number, $2 FROM made
)
SELECT count(*) FROM made
"""

REGIONS = """
WITH given AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS g(kind, code, name)
), prior AS (
    SELECT r.kind, r.code, r.name FROM regions r JOIN given USING (kind, code)
), written AS (
    INSERT INTO regions (kind, code, name) SELECT kind, code, name FROM given
    ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name
    WHERE excluded.name IS NOT NULL AND regions.name IS DISTINCT FROM excluded.name
      AND ($7 OR regions.name IS NULL)
    RETURNING kind, code, name
), told AS (
    INSERT INTO audit_records
        (actor, roles, action, operation, resource, key, before, after, reason)
    SELECT $4, $6::text[], CASE WHEN p.code IS NULL THEN 'create' ELSE 'update' END,
           'importSchools', 'regions', w.kind || '/' || w.code,
           CASE WHEN p.code IS NOT NULL THEN jsonb_build_object('name', p.name) END,
           jsonb_build_object('name', w.name), $5
    FROM written w LEFT JOIN prior p USING (kind, code)
)
SELECT count(*) FILTER (WHERE p.code IS NULL) AS created, count(p.code) AS renamed
FROM written w LEFT JOIN prior p USING (kind, code)
"""

# Municipality 1948 stands in DUO's files with and without its name.
NAME_MUNICIPALITIES = """
UPDATE register_staging s SET facts = s.facts || jsonb_build_object('municipality_name', r.name)
FROM regions r
WHERE r.kind = 'municipality' AND r.code = s.facts->>'municipality_code'
  AND r.name IS NOT NULL AND NOT s.facts ? 'municipality_name'
"""

COUNTS = """
SELECT count(*) FILTER (WHERE c.action = 'create') AS created,
       count(*) FILTER (WHERE c.action = 'update') AS updated,
       count(*) FILTER (WHERE c.action = 'update' AND c.after ? 'status') AS reopened,
       count(*) FILTER (WHERE c.action = 'close') AS absent
FROM register_changes c
"""
NAMED = """
SELECT count(*) FILTER (WHERE k.establishment_code IS NOT NULL) AS registered,
       count(*) FILTER (WHERE k.establishment_code IS NULL) AS ignored
FROM register_staging s LEFT JOIN schools k ON k.establishment_code = s.code
WHERE s.facts IS NOT NULL
"""
FIELDS = """
SELECT f.key, count(*) FROM register_changes c CROSS JOIN LATERAL jsonb_object_keys(c.after) f(key)
WHERE c.action = 'update' GROUP BY f.key ORDER BY count(*) DESC, f.key
"""
CHANGES = """
SELECT c.line, c.code, k.name,
       CASE WHEN $1 = 'update' THEN c.before::text END AS before,
       CASE WHEN $1 = 'update' THEN c.after::text END AS after
FROM register_changes c JOIN schools k ON k.establishment_code = c.code
WHERE c.action = $1 ORDER BY c.line, c.code LIMIT $2
"""


async def last_reference_date(connection: asyncpg.Connection, kind: str) -> date | None:
    found: date | None = await connection.fetchval(
        "SELECT max(reference_date) FROM register_listings WHERE list_kind = $1", kind
    )
    return found


async def region_codes(connection: asyncpg.Connection) -> RegionCodes:
    rows = await connection.fetch(REGION_CODES)
    return {(RegionKind(row["kind"]), row["name"]): row["code"] for row in rows}


async def alone(connection: asyncpg.Connection) -> None:
    """One load at a time; the lock lasts until the caller's transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('ok_api.register'))")


async def begin(connection: asyncpg.Connection) -> None:
    """The tables last until the caller's transaction ends."""
    await alone(connection)
    await connection.execute(PLAN_FOR_SETS)
    await connection.execute(STAGE)


async def end(connection: asyncpg.Connection) -> None:
    """The caller's transaction may go on to do other things."""
    await connection.execute(PLAN_AS_BEFORE)


async def most_shrunken(connection: asyncpg.Connection, kind: str) -> tuple[str, int, int] | None:
    """The sector that the file would close more than half of: what it still names, and the whole.

    The absent ones must stand in `register_changes`, and not be closed yet.
    """
    row = await connection.fetchrow(SHRUNKEN, kind)
    return (row["sector"], row["named"], row["listed"]) if row else None


async def store_boards(connection: asyncpg.Connection, load: Load) -> int:
    """Boards come without a name: the lists of schools give no more than their numbers."""
    made: int = await connection.fetchval(BOARDS, load.actor, load.reason, load.roles)
    return made


async def store_regions(
    connection: asyncpg.Connection,
    load: Load,
    names: Mapping[tuple[RegionKind, str], str | None],
) -> tuple[int, int]:
    """How many regions were created, and how many got another name.

    A list of one's own brings regions along, and leaves those that there are their names.
    """
    kinds, codes = [kind.value for kind, _ in names], [code for _, code in names]
    told, renames = (load.actor, load.reason, load.roles), not load.known.ours
    row = await connection.fetchrow(REGIONS, kinds, codes, list(names.values()), *told, renames)
    await connection.execute(NAME_MUNICIPALITIES)
    return (row["created"], row["renamed"]) if row else (0, 0)


async def describe(connection: asyncpg.Connection, report: RegisterReport) -> None:
    """Fill the report from what the merge left in its tables, before they vanish."""
    counts, named = await connection.fetchrow(COUNTS), await connection.fetchrow(NAMED)
    assert counts
    assert named
    report.fields = {row["key"]: row["count"] for row in await connection.fetch(FIELDS)}
    report.ignored = named["ignored"]
    report.unchanged = named["registered"] - counts["created"] - counts["updated"]
    report.created.items = [_named(row) for row in await _changes(connection, "create")]
    report.updated.items = [_changed(row) for row in await _changes(connection, "update")]
    report.absent.items = [_named(row) for row in await _changes(connection, "close")]
    report.reopened.items = [
        Named(school.line, school.code, school.name)
        for school in report.updated.items
        if "status" in school.fields
    ]
    for what in ("created", "updated", "reopened", "absent"):
        getattr(report, what).count = counts[what]


async def _changes(connection: asyncpg.Connection, action: str) -> Sequence[asyncpg.Record]:
    return await connection.fetch(CHANGES, action, DETAILS_KEPT)


def _named(row: asyncpg.Record) -> Named:
    return Named(row["line"], row["code"], row["name"])


def _changed(row: asyncpg.Record) -> Changed:
    before, after = json.loads(row["before"]), json.loads(row["after"])
    fields = {name: (before[name], after[name]) for name in after}
    return Changed(row["line"], row["code"], row["name"], fields)
