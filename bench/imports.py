"""The import against the barest thing that could do its work: parse, COPY, merge."""

import asyncio
import csv
import subprocess
import sys
import time
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import asyncpg
import httpx

from bench import rows, servers
from ok_api.exchange.register.load import load_register
from ok_api.foundation.database import bulk
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings

MERGE = """
    INSERT INTO schools (establishment_code, name, sector, school_type, denomination, website,
                         street, house_number, postal_code, city, municipality_name, province,
                         pupil_count, longitude, latitude)
    SELECT c1, c3, CASE WHEN c4 ~* 'basisonderwijs' THEN 'PO' ELSE 'VO' END, c4, c5, c6, c7,
           c8 || c9 || c10, c11, c12, c13, c14, nullif(c16, '')::int,
           c17::numeric, c18::numeric
    FROM bare ON CONFLICT (establishment_code) DO UPDATE SET
        name = excluded.name, sector = excluded.sector, school_type = excluded.school_type,
        denomination = excluded.denomination, website = excluded.website, street = excluded.street,
        house_number = excluded.house_number, postal_code = excluded.postal_code,
        city = excluded.city, municipality_name = excluded.municipality_name,
        province = excluded.province, pupil_count = excluded.pupil_count,
        longitude = excluded.longitude, latitude = excluded.latitude
"""


async def ours(dsn: str) -> float:
    async with bulk(dsn, keep=False) as connection:
        await _empty(connection)
        started = time.perf_counter()
        await load_register(
            connection, BytesIO(rows.register()), reference_date=date(2024, 11, 22), actor="bench"
        )
        return time.perf_counter() - started


async def bare(dsn: str) -> float:
    async with bulk(dsn, keep=False) as connection:
        await _empty(connection)
        started = time.perf_counter()
        lines = csv.reader(StringIO(rows.register().decode()), delimiter=";")
        next(lines)
        columns = ", ".join(f"c{number} text" for number in range(1, 19))
        await connection.execute(f"CREATE TEMP TABLE bare ({columns}) ON COMMIT DROP")
        await connection.copy_records_to_table("bare", records=lines)
        await connection.execute(MERGE)
        return time.perf_counter() - started


def over_http(dsn: str, data: Path) -> float:
    """From sending the file to its being applied, by a server with a worker beside it."""
    asyncio.run(_emptied(dsn))
    with servers.working(dsn, data), httpx.Client(base_url=servers.AT_WORK, timeout=60) as client:
        settings = Settings(_env_file=None, data_dir=data)
        token = development_token(settings, "bench", {"roles": ["office"]})
        client.headers["Authorization"] = f"Bearer {token}"
        started = time.perf_counter()
        sent = client.post(
            "/v1/imports?kind=schools&referenceDate=2024-11-22",
            content=rows.register(),
            headers={"Content-Type": "text/csv"},
        ).raise_for_status()
        while (told := client.get(sent.headers["location"]).json())["status"] != "applied":
            assert told["status"] in ("queued", "running"), told
            time.sleep(0.01)
        return time.perf_counter() - started


def by_command(dsn: str, data: Path, folder: Path) -> float:
    """The command line on the same file, its start included as whoever runs it meets it."""
    asyncio.run(_emptied(dsn))
    path = folder / "register.csv"
    path.write_bytes(rows.register())
    code = "import sys; from ok_api.cli import main; main(sys.argv[1:])"
    asked = ["import", "schools", str(path), "--reference-date", "2024-11-22"]
    environment = servers.environment(dsn, data)
    started = time.perf_counter()
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, *asked], env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - started


async def _emptied(dsn: str) -> None:
    async with bulk(dsn) as connection:
        await _empty(connection)


async def _empty(connection: asyncpg.Connection) -> None:
    await connection.execute("TRUNCATE schools, register_listings, regions CASCADE")
