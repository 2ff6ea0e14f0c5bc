"""Real lists: a small register that ships with the tests, and the whole ones where they lie."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from ok_api.exchange.register import RegisterReport, load_register

APRIL = "duo-po-vestigingen-2026-04.csv"
AUGUST = "duo-po-vestigingen-2026-08.csv"
SECONDARY = "duo-vo-vestigingen-2026-10.SAMPLE.csv"
NATIONAL = "nl-scholen-2024-11-22.csv"
PUPILS = "duo-po-so-leerlingen-per-vestiging-1996-2025.csv"


@dataclass(frozen=True)
class Register:
    """A folder of lists, and what is known of them beforehand."""

    folder: Path
    april: int
    august: int
    national: dict[str, int]

    async def load(self, connection: asyncpg.Connection, name: str, on: date) -> RegisterReport:
        path = self.folder / name
        return await load_register(connection, path, reference_date=on, actor="tester")


SMALL = Register(Path(__file__).parents[2] / "registers", 183, 198, {"PO": 183, "VO": 63, "SO": 16})
WHOLE = Register(
    Path(__file__).parents[4] / "shared" / "data", 6107, 6122, {"PO": 6115, "VO": 1619, "SO": 888}
)
REGISTERS = [pytest.param(SMALL, id="small")]
if WHOLE.folder.exists():
    REGISTERS.append(pytest.param(WHOLE, id="whole"))


@pytest.fixture(params=REGISTERS)
def register(request: pytest.FixtureRequest) -> Register:
    found: Register = request.param
    return found


async def test_april_and_then_august(connection: asyncpg.Connection, register: Register) -> None:
    april = await register.load(connection, APRIL, date(2026, 4, 1))
    assert (april.created.count, april.refused.count) == (register.april, 0)
    assert april.encoding == "windows-1252"
    august = await register.load(connection, AUGUST, date(2026, 8, 1))
    assert (august.created.count, august.absent.count, august.updated.count) == (17, 2, 63)
    assert sum(august.fields.values()) == 168
    assert august.unchanged == register.august - 17 - 63
    again = await register.load(connection, AUGUST, date(2026, 8, 1))
    assert again.unchanged == register.august
    versions = await connection.fetch("SELECT version, count(*) FROM schools GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in versions] == [(1, register.august + 2 - 65), (2, 65)]
    nameless = "SELECT count(*) FROM schools WHERE municipality_name IS NULL"
    assert await connection.fetchval(nameless) == 0
    islands = "SELECT count(*) FROM schools WHERE province = 'Friesland'"
    assert await connection.fetchval(islands) == 0


async def test_the_national_list(connection: asyncpg.Connection, register: Register) -> None:
    report = await register.load(connection, NATIONAL, date(2024, 11, 22))
    count = sum(register.national.values())
    assert (report.created.count, report.refused.count) == (count, 0)
    sectors = await connection.fetch("SELECT sector, count(*) FROM schools GROUP BY 1")
    assert {row["sector"]: row["count"] for row in sectors} == register.national
    again = await register.load(connection, NATIONAL, date(2024, 11, 22))
    assert again.unchanged == count


async def test_the_lists_together_come_to_rest(
    connection: asyncpg.Connection, register: Register
) -> None:
    """Loaded in turn, none of them undoes what another one knew."""
    together = (
        (NATIONAL, date(2024, 11, 22)),
        (AUGUST, date(2026, 8, 1)),
        (SECONDARY, date(2026, 10, 1)),
        (PUPILS, date(2026, 2, 1)),
        (NATIONAL, date(2024, 11, 22)),
    )
    for name, on in together:
        await register.load(connection, name, on)
    for name, on in together:
        report = await register.load(connection, name, on)
        assert (report.created.count, report.updated.count, report.absent.count) == (0, 0, 0)
        assert report.unchanged + report.ignored == report.rows
