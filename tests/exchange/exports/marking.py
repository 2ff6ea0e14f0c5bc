"""Markers in every text of a database, and every identity and code that it holds."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Column, Computed, Enum, String, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ok_api.tables import Base

CLOSED = {
    "school_year",
    "next_school_year",
    "media_type",
    "sectors",
    "theme_id",
    "problem",
    "flaws",
    "language",
}
"""Texts with a check of their own: codes, and no place to type a name."""


def _texts_of(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        typed = isinstance(column.type, (String, JSONB)) or (
            isinstance(column.type, ARRAY) and isinstance(column.type.item_type, String)
        )
        fixed = (
            column.primary_key
            or column.foreign_keys
            or isinstance(column.type, Enum)
            or isinstance(column.server_default, Computed)
            or column.name in CLOSED
        )
        if typed and not fixed:
            yield column


def _marked(column: Column[Any]) -> str:
    """Another one in each row, since some texts are told apart by a constraint."""
    marker = f"'=Marker {column.table.name} {column.name} ' || ctid"
    if isinstance(column.type, JSONB):
        return f"jsonb_build_object('norm', {marker})"
    return f"ARRAY[{marker}]" if isinstance(column.type, ARRAY) else marker


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    admin = await asyncpg.connect(dsn)
    try:
        yield admin
    finally:
        await admin.close()


async def mark(dsn: str) -> set[str]:
    """A marker in every text of every row, past triggers and references; where it was put."""
    marked = set()
    async with _connected(dsn) as admin:
        await admin.execute("SET session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            for column in _texts_of(table):
                done = await admin.execute(
                    f"UPDATE {table.name} SET {column.name} = {_marked(column)}"  # noqa: S608
                )
                if not done.endswith(" 0"):
                    marked.add(f"{table.name}.{column.name}")
    return marked


async def identities(dsn: str) -> set[str]:
    """Every identity and code in the database."""
    known = set[str]()
    async with _connected(dsn) as admin:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name.endswith(("_code", "_number")) or column.name == "id":
                    rows = await admin.fetch(
                        f"SELECT DISTINCT {column.name}::text AS it FROM {table.name}"  # noqa: S608
                    )
                    known |= {row["it"] for row in rows if row["it"] and len(row["it"]) > 4}
    return known
