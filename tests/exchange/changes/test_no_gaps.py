"""However writers run through each other: each change is read once, in one order, by everybody."""

import asyncio
import json
import random
from itertools import pairwise

import asyncpg
import pytest

from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.queries import Change, read_changes
from ok_api.foundation.identity import SYSTEM
from tests.callers import Callers
from tests.exchange.changes.following import Item, follow, page, proof
from tests.exchange.changes.writing import ROWS, Written, prepare, rename, send, write

WRITERS, TIMES = 10, 12
Names = dict[int, tuple[str, str]]
"""The name before and after, by the number of the record."""


async def names(pool: asyncpg.Pool) -> Names:
    rows = await pool.fetch("SELECT id, before, after FROM audit_records")
    return {row["id"]: (_name(row["before"]), _name(row["after"])) for row in rows}


def _name(values: str) -> str:
    return str(json.loads(values)["name"])


async def read_along(
    pool: asyncpg.Pool, number: int, ready: asyncio.Event, resources: frozenset[str] | None = None
) -> list[Change]:
    """Read on until everything is written and read, in stretches of any length."""
    chance, place, found = random.Random(number), Place.START, list[Change]()  # noqa: S311
    while True:
        done = ready.is_set()
        stretch = await read_changes(pool, SYSTEM, place, chance.randint(1, 9), resources)
        assert stretch.until >= place
        found, place = found + stretch.changes, stretch.until
        if done and stretch.at_end:
            return found
        await asyncio.sleep(chance.choice([0, 0.003]))


async def read_by_pages(office: Callers, ready: asyncio.Event) -> list[Item]:
    items, asked = list[Item](), {"limit": 7, "wait": 1}
    while True:
        done = ready.is_set()
        found = await page(office.office, **asked)
        items += found["items"]
        asked |= {"after": found["nextCursor"]}
        if done and found["atEnd"]:
            return items


def assert_in_one_order(changes: list[Change], told: Names) -> None:
    places = [change.place for change in changes]
    assert all(earlier < later for earlier, later in pairwise(places))
    last = dict.fromkeys(ROWS, "begin")
    for change in changes:
        before, after = told[change.place.record]
        assert before == last[change.key], "a change stands before one that it follows on"
        last[change.key] = after


async def test_concurrent_writers_are_read_without_gaps(
    callers: Callers, pool: asyncpg.Pool
) -> None:
    await prepare(pool)
    written, ready = Written(), asyncio.Event()
    readers = [asyncio.create_task(read_along(pool, number, ready)) for number in range(3)]
    pages = asyncio.create_task(read_by_pages(callers, ready))
    await asyncio.gather(
        *(write(pool, number, TIMES, written) for number in range(WRITERS)),
        *(send(callers.office, number, TIMES, written) for number in range(3)),
    )
    ready.set()
    told = await names(pool)
    first, *others = await asyncio.gather(*readers)
    assert {told[change.place.record][1] for change in first} == written.committed
    assert len(first) == len(written.committed) > WRITERS * TIMES
    assert written.given_up
    assert_in_one_order(first, told)
    assert all(other == first for other in others)
    items = await pages
    assert [item["cursor"] for item in items] == [change.place.cursor for change in first]
    digest = (await callers.office.get("/v1/changes/digest")).json()
    assert (digest["count"], digest["sha256"]) == (len(items), proof(items))


@pytest.mark.parametrize("seed", range(6))
async def test_any_schedule_is_read_without_gaps(pool: asyncpg.Pool, seed: int) -> None:
    """One step at a time, so that the same seed always makes the same schedule."""
    chance, place, found = random.Random(seed), Place.START, list[Change]()  # noqa: S311
    kept: dict[int, list[str]] = {}
    committed: list[str] = []
    async with Crew(pool, 5) as crew:
        for step in range(150):
            number = chance.randrange(5)
            open_ones = kept.get(number)
            deed = chance.choice(["write", "write", "half", "commit", "rollback", "read"])
            if deed == "read":
                stretch = await read_changes(pool, SYSTEM, place, chance.randint(1, 4))
                found, place = found + stretch.changes, stretch.until
            elif deed in ("write", "half"):
                await crew.write(number, f"{seed}.{step}", keep=deed == "write")
                kept.setdefault(number, []).extend([f"{seed}.{step}"] if deed == "write" else [])
            elif open_ones is not None:
                await crew.end(number, deed)
                committed += open_ones if deed == "commit" else []
                del kept[number]
    while not (stretch := await read_changes(pool, SYSTEM, place, 3)).at_end or stretch.changes:
        found, place = found + stretch.changes, stretch.until
    assert [change.key for change in found] == committed
    assert len(committed) > 10


class Crew:
    """Connections that each have a transaction under way, told one by one what to do."""

    def __init__(self, pool: asyncpg.Pool, size: int) -> None:
        self._pool, self._size = pool, size

    async def __aenter__(self) -> "Crew":
        self._connections = [await self._pool.acquire() for _ in range(self._size)]
        self._open = [False] * self._size
        return self

    async def __aexit__(self, *_: object) -> None:
        for number, connection in enumerate(self._connections):
            if self._open[number]:
                await connection.execute("ROLLBACK")
            await self._pool.release(connection)

    async def write(self, number: int, key: str, *, keep: bool) -> None:
        connection = self._connections[number]
        if not self._open[number]:
            await connection.execute("BEGIN")
            self._open[number] = True
        await connection.execute("SAVEPOINT half")
        await connection.execute(
            "INSERT INTO audit_records (actor, roles, action, resource, key)"
            " VALUES ('w', '{}', 'create', 'schools', $1)",
            key,
        )
        await connection.execute("RELEASE half" if keep else "ROLLBACK TO half")

    async def end(self, number: int, how: str) -> None:
        await self._connections[number].execute(how.upper())
        self._open[number] = False


async def test_reading_by_number_alone_would_skip_what_the_feed_tells(
    callers: Callers, pool: asyncpg.Pool
) -> None:
    """The first transaction takes the lower number and commits last: the classic gap."""
    await prepare(pool)
    by_number, last, place, found = list[str](), 0, Place.START, list[Change]()

    async def look() -> None:
        nonlocal last, place, found
        rows = await pool.fetch("SELECT id, key FROM audit_records WHERE id > $1 ORDER BY id", last)
        by_number.extend(row["key"] for row in rows)
        last = rows[-1]["id"] if rows else last
        stretch = await read_changes(pool, SYSTEM, place, 10)
        found, place = found + stretch.changes, stretch.until

    async with pool.acquire() as slow, pool.acquire() as quick:
        begun = slow.transaction()
        await begun.start()
        await rename(slow, ROWS[0], "slow")
        async with quick.transaction():
            await rename(quick, ROWS[1], "quick")
        await look()
        await begun.commit()
        await look()
    assert by_number == [ROWS[1]], "the naive reader has lost the first row for good"
    assert [change.key for change in found] == [ROWS[1], ROWS[0]]
    assert [item["key"] for item in await follow(callers.office)] == [ROWS[1], ROWS[0]]
