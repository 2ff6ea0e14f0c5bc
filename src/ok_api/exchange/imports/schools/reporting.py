"""The report of a list of schools, told by PostgreSQL from what the load left in its tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from ok_api.exchange.register.rows import Finding, Row
from ok_api.foundation import json
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.problems import kept_flaws, kept_problem
from ok_api.rules.text import Text

UNKNOWN = Flaw(
    "body",
    "",
    "not_in_register",
    Text(
        "Deze school staat niet in het register; deze lijst voegt haar niet toe.",
        "This school is not in the register; this list does not add it.",
    ),
)
FINDINGS = """
DROP TABLE IF EXISTS pg_temp.import_findings;
CREATE TEMP TABLE import_findings (
    line integer, row_id text, code text, refusals jsonb, remarks jsonb
) ON COMMIT DROP
"""
COLUMNS = (
    "import_id",
    "number",
    "line",
    "row_id",
    "outcome",
    "resource",
    "key",
    "flaws",
    "remarks",
    "mended_by",
)
REPORT = """
SELECT $1::uuid, (row_number() OVER (ORDER BY line NULLS LAST, key))::integer, line, row_id,
       outcome, CASE WHEN key IS NOT NULL THEN 'schools' END, key, flaws, remarks,
       CASE WHEN flaws IS NOT NULL THEN 'sender' END
FROM (
    SELECT s.line, f.row_id, s.code AS key, NULL::jsonb AS flaws,
           CASE c.action WHEN 'create' THEN 'created' WHEN 'update' THEN 'updated'
                ELSE 'unchanged' END AS outcome,
           CASE WHEN k.establishment_code IS NULL THEN coalesce(f.remarks, '[]') || $2::jsonb
                ELSE f.remarks END AS remarks
    FROM register_staging s
    LEFT JOIN schools k ON k.establishment_code = s.code
    LEFT JOIN register_changes c ON c.code = s.code AND c.action <> 'close'
    LEFT JOIN import_findings f ON f.line = s.line
    WHERE s.facts IS NOT NULL
    UNION ALL
    SELECT line, row_id, code, refusals, 'refused', remarks FROM import_findings
    WHERE refusals IS NOT NULL
    UNION ALL
    SELECT NULL, NULL, code, NULL, 'absent', NULL FROM register_changes WHERE action = 'close'
) told
"""
STORE = f"INSERT INTO import_rows ({', '.join(COLUMNS)}) {REPORT}"
CLEAR = "DELETE FROM import_rows WHERE import_id = $1"
HEAD = "SELECT coalesce((SELECT position FROM log_head), 0)"
DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(one, '' ORDER BY one COLLATE "C"), ''),
                                'UTF8')), 'hex')
FROM (
    SELECT md5(concat_ws('|', code, action, before, after)) AS one FROM register_changes
    UNION ALL SELECT md5(concat_ws('|', 'refused', line, code)) FROM import_findings
    WHERE refusals IS NOT NULL
) told
"""


async def log_head(connection: asyncpg.Connection) -> int:
    position: int = await connection.fetchval(HEAD)
    return position


async def begin(connection: asyncpg.Connection) -> None:
    await connection.execute(FINDINGS)


async def note_findings(connection: asyncpg.Connection, batch: Sequence[Row]) -> None:
    """What the report tells of the rows beyond their effects."""
    told = [row for row in batch if row.refusals or row.remarks or row.row_id is not None]
    if told:
        await connection.copy_records_to_table(
            "import_findings",
            columns=("line", "row_id", "code", "refusals", "remarks"),
            records=map(_finding, told),
        )


def _finding(row: Row) -> tuple[int, str | None, str | None, str | None, str | None]:
    problem = kept_problem(InvalidInput(*_flaws(row.refusals)))
    refusals = json.encode_text([problem]) if row.refusals else None
    remarks = kept_flaws(_flaws(row.remarks))
    return row.line, row.row_id, row.code, refusals, json.encode_text(remarks) if remarks else None


def _flaws(findings: Sequence[Finding]) -> list[Flaw]:
    return [
        Flaw("body", f"/{one.column}" if one.column else "", one.code, one.reason)
        for one in findings
    ]


async def digest(connection: asyncpg.Connection) -> str:
    """Of every effect, with what each school was before."""
    told: str = await connection.fetchval(DIGEST)
    return told


async def store(connection: asyncpg.Connection, import_id: UUID) -> None:
    await connection.execute(CLEAR, import_id)
    await connection.execute("ANALYZE import_findings")
    await connection.execute(STORE, import_id, _unknown())


async def put_aside(connection: asyncpg.Connection, import_id: UUID, path: Path) -> None:
    """On disk, since the tables that tell it are about to be undone."""
    await connection.execute("ANALYZE import_findings")
    await connection.copy_from_query(REPORT, import_id, _unknown(), output=path, format="binary")


async def take_back(connection: asyncpg.Connection, import_id: UUID, path: Path) -> None:
    await connection.execute(CLEAR, import_id)
    await connection.copy_to_table("import_rows", source=path, columns=COLUMNS, format="binary")


def _unknown() -> str:
    return json.encode_text(kept_flaws([UNKNOWN]))


async def end(connection: asyncpg.Connection, import_id: UUID, values: Mapping[str, Any]) -> bool:
    """Whether it was still under way, and nobody asked for it to stop."""
    settings = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 2))
    told = [
        json.encode_text(value) if isinstance(value, (dict, list)) else value
        for value in values.values()
    ]
    ended = await connection.fetchval(
        f"UPDATE imports SET {settings} WHERE id = $1 AND status = 'running'"  # noqa: S608
        " AND cancel_asked_at IS NULL RETURNING true",
        import_id,
        *told,
    )
    return bool(ended)
