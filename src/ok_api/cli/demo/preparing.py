"""An empty database that is this demonstration's alone for as long as it plays and serves."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from ok_api.foundation.address import Address

LOCK = 7034003


@contextmanager
def alone(address: Address) -> Iterator[None]:
    """Hold the database, emptied; the lock is the connection's, so a killed holder frees it.

    Raises `ValueError` while another demonstration holds it, or when it is not ours to empty.
    """
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(address.dsn))
        try:
            runner.run(_claim(connection))
            runner.run(_empty(connection, own=address.own))
            yield
        finally:
            connection.terminate()


async def _claim(connection: asyncpg.Connection) -> None:
    if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
        raise ValueError(
            "Another demonstration uses this database and would lose it. Stop that one first,"
            " or give this one a data folder of its own with OK_DATA_DIR."
        )


async def _empty(connection: asyncpg.Connection, *, own: bool) -> None:
    """Our own demonstration starts anew each time; a stated database must be empty by itself."""
    if own:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    elif await connection.fetchval("SELECT to_regclass('schools')") is not None and (
        await connection.fetchval("SELECT exists(SELECT FROM schools)")
    ):
        raise ValueError("The demonstration needs an empty database; this one has schools.")
