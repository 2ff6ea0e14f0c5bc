"""From a staging table to the register, in whole sets: what changed, who is absent, the trail.

A row of `register_changes` is one change to one school with only the fields that differ, so an
unchanged school is not touched and keeps its version. Which facts win:

* A list changes only the facts it carries, and among them:
* a list that is older than another list that names the school only fills what is still blank;
* a blank clears a fact, unless another list that carries it names the school too;
* a place in capitals, with or without what tells it from another of that name (`ELST GLD`), or a
  denomination cut at 30 characters, is no news when the register knows the same one written out:
  otherwise two lists would turn thousands of schools back and forth;
* a number of pupils gives way only to one of the same or a later year, and one without a year
  (the national list) gives way to any with a year;
* a list of one's own columns is a choice, and is followed to the letter as a single change is;
* a closed school that is named again is reopened, unless it closed after the reference date.

Absence is told by a list about its own: an open school of a sector that the file covers, which a
list of this kind has named before and this file does not. It is closed as of the reference date,
unless a list of another kind has named it on that date or later: then the two lists contradict
each other and the newest word counts. A sector is covered when the file names a school in it, so
a national list with secondary schools only closes no primary school. A refused row whose code can
be read still names its school: a mistake in a row is no reason to close a school.
"""

import json
from dataclasses import dataclass
from datetime import date

import asyncpg

from ok_api.exchange.register.formats import EXISTENCE_LISTS, ListFormat
from ok_api.tables.schools import School

OWN = {"establishment_code", "version", "created_at", "updated_at"}
FACTS = ", ".join(
    column.name
    for column in School.__table__.columns
    if column.computed is None and column.name not in OWN
)


def _place(name: str) -> str:
    """A place without accents, and without the province or municipality that stands behind it."""
    known = "dr|fl|fr|gld|gn|lb?|nb|nh|ov|ut|zh|zl"
    return f"regexp_replace(ok_fold({name}), ' (\\(({known})\\)|{known}|gem .+)$', '')"


ABSENT = """
INSERT INTO register_changes (code, action, before, after)
SELECT k.establishment_code, 'close',
       '{"status": "open", "closed_on": null}',
       jsonb_build_object('status', 'closed', 'closed_on', $2::date)
FROM schools k
JOIN register_listings l ON l.establishment_code = k.establishment_code AND l.list_kind = $1
WHERE k.status = 'open' AND k.sector = ANY($3::text[])
  AND NOT EXISTS (SELECT FROM register_staging s WHERE s.code = k.establishment_code)
  AND NOT EXISTS (
      SELECT FROM register_listings o
      WHERE o.establishment_code = k.establishment_code
        AND o.list_kind = ANY($4::text[]) AND o.reference_date >= $2)
"""

CREATED = """
INSERT INTO register_changes (line, code, action, after)
SELECT s.line, s.code, 'create', '{"status": "open"}' || jsonb_strip_nulls(s.facts)
FROM register_staging s
LEFT JOIN schools k ON k.establishment_code = s.code
WHERE s.facts IS NOT NULL AND k.establishment_code IS NULL
"""

UPDATED = f"""
WITH newer AS (
    SELECT DISTINCT establishment_code AS code FROM register_listings
    WHERE list_kind = ANY($2::text[]) AND reference_date > $1
), named AS MATERIALIZED (
    SELECT s.line, s.code, c.current, w.code IS NOT NULL AS older,
           CASE WHEN k.pupil_count_year > coalesce((s.facts->>'pupil_count_year')::integer, 0)
                THEN s.facts - '{{pupil_count,pupil_count_year}}'::text[] ELSE s.facts END
           || CASE WHEN $3 AND k.status = 'closed' AND k.closed_on <= $1
                THEN '{{"status": "open", "closed_on": null}}' ELSE '{{}}' END::jsonb AS facts
    FROM register_staging s
    JOIN schools k ON k.establishment_code = s.code
    LEFT JOIN newer w ON w.code = s.code
    CROSS JOIN LATERAL (
        SELECT to_jsonb(stored) AS current FROM (SELECT {FACTS} FROM (SELECT k.*) own) stored
    ) c
    WHERE s.facts IS NOT NULL
)
INSERT INTO register_changes (line, code, action, before, after)
SELECT n.line, n.code, 'update', d.before, d.after
FROM named n
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(f.key, n.current->f.key) AS before,
           jsonb_object_agg(f.key, f.value) AS after
    FROM jsonb_each(n.facts) f
    WHERE f.value <> n.current->f.key
      AND (NOT n.older OR n.current->f.key = 'null' OR starts_with(f.key, 'pupil_count'))
      AND NOT (f.value = 'null' AND EXISTS (
          SELECT FROM register_listings o
          WHERE o.establishment_code = n.code AND $4::jsonb->o.list_kind ? f.key))
      AND ($3 AND f.key IN ('city', 'correspondence_city')
           AND f.value#>>'{{}}' = upper(f.value#>>'{{}}')
           AND {_place("f.value#>>'{}'")} = {_place("n.current->>f.key")}) IS NOT TRUE
      AND ($3 AND f.key = 'denomination' AND length(f.value#>>'{{}}') = 30
           AND starts_with(n.current->>f.key, f.value#>>'{{}}')) IS NOT TRUE
) d
WHERE NOT n.current @> n.facts AND d.after IS NOT NULL
"""  # noqa: S608 - The columns come from our own table.

INSERT = f"""
INSERT INTO schools (establishment_code, {FACTS})
SELECT c.code, {FACTS}
FROM register_changes c CROSS JOIN LATERAL jsonb_populate_record(NULL::schools, c.after)
WHERE c.action = 'create' ORDER BY c.line
"""  # noqa: S608 - The columns come from our own table.

UPDATE = f"""
UPDATE schools k SET ({FACTS}) = (SELECT {FACTS} FROM jsonb_populate_record(k, c.after))
FROM register_changes c WHERE c.code = k.establishment_code AND c.action <> 'create'
"""  # noqa: S608 - The columns come from our own table.

LISTINGS = """
INSERT INTO register_listings (establishment_code, list_kind, reference_date)
SELECT s.code, $1, $2 FROM register_staging s JOIN schools k ON k.establishment_code = s.code
ON CONFLICT (establishment_code, list_kind) DO UPDATE SET reference_date = excluded.reference_date
WHERE register_listings.reference_date <> excluded.reference_date
"""

AUDIT = """
INSERT INTO audit_records
    (actor, roles, action, operation, resource, key, before, after, reason, log_commit_id)
SELECT $1, $3::text[], action, 'importSchools', 'schools', code, before, after, $2,
       (SELECT ok_log_commit())
FROM register_changes ORDER BY line NULLS LAST, code
"""


@dataclass(frozen=True)
class Load:
    """One file on its way in: which list it is, of when, and on whose account."""

    known: ListFormat
    reference_date: date
    actor: str
    reason: str
    roles: tuple[str, ...] = ()

    @property
    def others(self) -> dict[str, list[str]]:
        """The lists that may contradict this one on whether a school exists, and their facts."""
        if self.known.ours:
            return {}
        return {
            other.kind: [target for field in other.fields for target in field.targets]
            for other in EXISTENCE_LISTS
            if other.kind != self.known.kind
        }


async def find_absent(connection: asyncpg.Connection, load: Load, sectors: list[str]) -> None:
    """Note who is absent; nothing is closed yet, so that the guard can look at it first."""
    await connection.execute(
        ABSENT, load.known.kind, load.reference_date, sectors, list(load.others)
    )


async def merge(connection: asyncpg.Connection, load: Load) -> None:
    """Work out the other changes, make them all, and leave the trail; never commits."""
    await connection.execute("ANALYZE register_staging")
    if load.known.creates:
        await connection.execute(CREATED)
    carried, reopens = json.dumps(load.others), load.known.tells_existence
    await connection.execute(UPDATED, load.reference_date, list(load.others), reopens, carried)
    await connection.execute("ANALYZE register_changes")
    if await connection.execute(INSERT) != "INSERT 0 0":
        # A register just filled has no statistics: each listing would seek its school the long way.
        await connection.execute("ANALYZE schools")
    await connection.execute(UPDATE)
    if not load.known.ours:
        await connection.execute(LISTINGS, load.known.kind, load.reference_date)
    await connection.execute(AUDIT, load.actor, load.reason, load.roles)
