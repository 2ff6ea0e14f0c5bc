"""Whether a database is at the newest revision, and what to say when it is not."""

import asyncpg

from ok_api.foundation import migrations


async def behind(dsn: str) -> str | None:
    """The sentence for a database that is not at the newest revision; `None` when it is."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return told(await migrations.current(connection))
    finally:
        await connection.close()


def told(revision: str | None) -> str | None:
    newest = migrations.newest()
    if revision == newest:
        return None
    if revision is None:
        return "The database was never migrated; run ok-api migrate."
    return f"The database is at revision {revision}, the newest is {newest}; run ok-api migrate."
