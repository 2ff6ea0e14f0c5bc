"""The numbering of commits stands in nobody's way but that of the next commit."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.factories import make_participation, make_team_member
from tests.programme.review.cases import year_of

RECORD = (
    "INSERT INTO audit_records (actor, roles, action, resource, key)"
    " VALUES ('w', '{}', 'update', 'schools', $1)"
)
POSITIONS = """
SELECT r.key, c.position FROM audit_records r JOIN log_commits c ON c.id = r.log_commit_id
ORDER BY c.position
"""


async def test_what_a_commit_must_wait_for_it_waits_for_before_it_is_numbered(
    pool: asyncpg.Pool, session: AsyncSession
) -> None:
    """The plan is checked at the end, against a year that the other is changing just then."""
    participation = await make_participation(session)
    year = await year_of(session, participation)
    member = await make_team_member(session, participation)
    await session.commit()
    async with pool.acquire() as planning, pool.acquire() as noting:
        await planning.execute("BEGIN")
        await planning.execute(RECORD, "planning")
        await planning.execute(
            "INSERT INTO plan_entries (programme_year_id, team_member_id, days) VALUES ($1, $2, 5)",
            year.id,
            member.id,
        )
        await noting.execute("BEGIN")
        await noting.execute("UPDATE programme_years SET plan_note = 'x' WHERE id = $1", year.id)
        await noting.execute(RECORD, "noting")
        committing = asyncio.create_task(planning.execute("COMMIT"))
        await _waits(pool, planning)
        await noting.execute("COMMIT")
        await committing
    assert [tuple(row) for row in await pool.fetch(POSITIONS)] == [("noting", 1), ("planning", 2)]


async def _waits(pool: asyncpg.Pool, connection: asyncpg.pool.PoolConnectionProxy) -> None:
    """Until that connection is held up by a lock."""
    async with asyncio.timeout(10):
        while not await pool.fetchval(  # noqa: ASYNC110 - The database tells when it is asked.
            "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1",
            connection.get_server_pid(),
        ):
            await asyncio.sleep(0.01)


async def test_a_commit_that_fails_at_the_end_leaves_no_number(
    pool: asyncpg.Pool, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    year = await year_of(session, participation)
    member = await make_team_member(session, participation)
    await session.commit()
    with pytest.raises(asyncpg.CheckViolationError):
        await _plan_too_much(pool, year.id, member.id)
    await pool.execute(RECORD, "after")
    assert [tuple(row) for row in await pool.fetch(POSITIONS)] == [("after", 1)]
    assert await pool.fetchval("SELECT position FROM log_head") == 1


async def test_many_at_once_are_numbered_without_a_hole(pool: asyncpg.Pool) -> None:
    await asyncio.gather(*(pool.execute(RECORD, str(number)) for number in range(200)))
    rows = await pool.fetch(POSITIONS)
    assert [row["position"] for row in rows] == list(range(1, 201))
    assert await pool.fetchval("SELECT count(*) FROM log_commits") == 200


async def _plan_too_much(pool: asyncpg.Pool, year_id: UUID, member_id: UUID) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(RECORD, "too many")
        await connection.execute(
            "INSERT INTO plan_entries (programme_year_id, team_member_id, days)"
            " VALUES ($1, $2, 9999)",
            year_id,
            member_id,
        )
