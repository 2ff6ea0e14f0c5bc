"""Writers that are all at work at once: slow ones, ones that give up, ones that half give up."""

import asyncio
import json
import random
from dataclasses import dataclass, field

import asyncpg

from tests.callers import Caller

ROWS = [f"99ZZ{number:02d}" for number in range(10, 16)]
"""The schools that they all write to; a name always says which one came before it."""


@dataclass
class Written:
    """What really was committed, by the writers' own account."""

    committed: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)


async def prepare(pool: asyncpg.Pool) -> None:
    await pool.executemany(
        "INSERT INTO schools (establishment_code, name, sector) VALUES ($1, $2, 'PO')",
        [(code, "begin") for code in ROWS],
    )


async def rename(connection: asyncpg.pool.PoolConnectionProxy, code: str, mark: str) -> None:
    """As a service does: lock the row, change it, and leave the trail in the same transaction."""
    before = await connection.fetchval(
        "SELECT name FROM schools WHERE establishment_code = $1 FOR UPDATE", code
    )
    await connection.execute(
        "UPDATE schools SET name = $2 WHERE establishment_code = $1", code, mark
    )
    await connection.execute(
        "INSERT INTO audit_records (actor, roles, action, resource, key, before, after)"
        " VALUES ('w', '{}', 'update', 'schools', $1, $2, $3)",
        code,
        json.dumps({"name": before}),
        json.dumps({"name": mark}),
    )


async def write(pool: asyncpg.Pool, number: int, times: int, written: Written) -> None:
    """Some transactions, of which one in five is rolled back and some hold on for long."""
    chance = random.Random(number)  # noqa: S311
    for turn in range(times):
        mark = f"{number}.{turn}"
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            kept, lost = await _some(connection, chance, mark)
            await asyncio.sleep(chance.choice([0, 0, 0.002, 0.05]))
            if chance.random() < 0.2:
                await transaction.rollback()
                written.given_up |= kept | lost
            else:
                await transaction.commit()
                written.committed |= kept
                written.given_up |= lost


async def _some(
    connection: asyncpg.pool.PoolConnectionProxy, chance: random.Random, mark: str
) -> tuple[set[str], set[str]]:
    """Changes to a few rows, always in the same order; some of them in a savepoint that is left."""
    kept, lost = set[str](), set[str]()
    for code in sorted(chance.sample(ROWS, chance.randint(1, 3))):
        name = f"{mark}.{code}"
        savepoint = connection.transaction()
        await savepoint.start()
        await rename(connection, code, name)
        await asyncio.sleep(chance.choice([0, 0.001, 0.004]))
        if chance.random() < 0.25:
            await savepoint.rollback()
            lost.add(name)
        else:
            await savepoint.commit()
            kept.add(name)
    return kept, lost


async def send(office: Caller, number: int, times: int, written: Written) -> None:
    """The same over HTTP."""
    for turn in range(times):
        code = ROWS[(number + turn) % len(ROWS)]
        name = f"http.{number}.{turn}"
        answer = await office.put(
            f"/v1/schools/{code}", json={"name": name, "sector": "PO"}, headers={"If-Match": "*"}
        )
        assert answer.status_code == 200, answer.text
        written.committed.add(name)
