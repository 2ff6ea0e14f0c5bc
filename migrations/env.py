"""How Alembic reaches the database; addresses come from `ok_api.foundation.migrations`."""

import asyncio
from threading import Thread

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from ok_api.tables import Base

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "120s"


def _run(connection: Connection) -> None:
    """A migration that cannot get its lock soon gives up, so that it never holds up the service."""
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7034001)")
        context.run_migrations()


async def _migrate(url: URL) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


def _in_thread(url: URL) -> None:
    """Alembic is synchronous and may be called inside a running loop; a thread has none."""
    failure: list[BaseException] = []

    def target() -> None:
        try:
            asyncio.run(_migrate(url))
        except BaseException as error:
            failure.append(error)

    thread = Thread(target=target)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


_in_thread(context.config.attributes["url"])
