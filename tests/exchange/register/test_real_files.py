"""The real lists, where they are at hand: they lie beside the project and are not part of it."""

from datetime import date
from pathlib import Path

import asyncpg
import pytest

from ok_api.exchange.register import RegisterReport, load_register

DATA = Path(__file__).parents[4] / "shared" / "data"
APRIL = "duo-po-vestigingen-2026-04.csv"
AUGUST = "duo-po-vestigingen-2026-08.csv"
SECONDARY = "duo-vo-vestigingen-2026-10.SAMPLE.csv"
NATIONAL = "nl-scholen-2024-11-22.csv"
PUPILS = "duo-po-so-leerlingen-per-vestiging-1996-2025.csv"


async def load(connection: asyncpg.Connection, name: str, on: date) -> RegisterReport:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not in ../shared/data")
    return await load_register(connection, path, reference_date=on, actor="tester")


async def test_april_and_then_august(connection: asyncpg.Connection) -> None:
    april = await load(connection, APRIL, date(2026, 4, 1))
    assert (april.created.count, april.refused.count) == (6107, 0)
    assert april.encoding == "windows-1252"
    august = await load(connection, AUGUST, date(2026, 8, 1))
    assert (august.created.count, august.absent.count, august.updated.count) == (17, 2, 63)
    assert sum(august.fields.values()) == 168
    assert august.unchanged == 6122 - 17 - 63
    again = await load(connection, AUGUST, date(2026, 8, 1))
    assert again.unchanged == 6122
    versions = await connection.fetch("SELECT version, count(*) FROM schools GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in versions] == [(1, 6124 - 65), (2, 65)]
    nameless = "SELECT count(*) FROM schools WHERE municipality_name IS NULL"
    assert await connection.fetchval(nameless) == 0
    islands = "SELECT count(*) FROM schools WHERE province = 'Friesland'"
    assert await connection.fetchval(islands) == 0


async def test_the_national_list(connection: asyncpg.Connection) -> None:
    report = await load(connection, NATIONAL, date(2024, 11, 22))
    assert (report.created.count, report.refused.count) == (8622, 0)
    sectors = await connection.fetch("SELECT sector, count(*) FROM schools GROUP BY 1")
    assert {row["sector"]: row["count"] for row in sectors} == {"PO": 6115, "VO": 1619, "SO": 888}
    again = await load(connection, NATIONAL, date(2024, 11, 22))
    assert again.unchanged == 8622


async def test_the_lists_together_come_to_rest(connection: asyncpg.Connection) -> None:
    """Loaded in turn, none of them undoes what another one knew."""
    together = (
        (NATIONAL, date(2024, 11, 22)),
        (AUGUST, date(2026, 8, 1)),
        (SECONDARY, date(2026, 10, 1)),
        (PUPILS, date(2026, 2, 1)),
        (NATIONAL, date(2024, 11, 22)),
    )
    for name, on in together:
        await load(connection, name, on)
    for name, on in together:
        report = await load(connection, name, on)
        assert (report.created.count, report.updated.count, report.absent.count) == (0, 0, 0)
        assert report.unchanged + report.ignored == report.rows
