"""The import against the barest thing that could do its work: parse, COPY, merge."""

import csv
import time
from datetime import date
from io import BytesIO, StringIO

import asyncpg

from bench import rows
from ok_api.exchange.register.load import load_register
from ok_api.foundation.database import bulk

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


async def _empty(connection: asyncpg.Connection) -> None:
    await connection.execute("TRUNCATE schools, register_listings, regions CASCADE")
