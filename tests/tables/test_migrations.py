"""The migrations build exactly what the tables say, down to constraints and triggers."""

import asyncpg
import pytest
from pgqueuer.queries import Queries
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from ok_api.foundation import migrations
from ok_api.tables import Base, ddl
from ok_api.tables.refusals import SENTENCES
from tests.conftest import named

SHAPES = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, column_default,
               generation_expression, numeric_precision, numeric_scale
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ok\\_%'""",
}


async def _shape(dsn: str, query: str) -> set[tuple[str, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(query)
    finally:
        await connection.close()
    told = {tuple(" ".join(str(value).split()) for value in row) for row in rows}
    return {row for row in told if not row[0].startswith(("alembic_version", "pgqueuer"))}


@pytest.fixture(scope="module")
async def built(server: str, worker_id: str) -> str:
    """A database made straight from the tables."""
    name = f"ok_built_{worker_id}"
    admin = await asyncpg.connect(server)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    await admin.close()
    dsn = named(server, name)
    engine = create_async_engine(make_url(dsn).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        for statement in ddl.before_tables():
            await connection.exec_driver_sql(statement)
        await connection.run_sync(Base.metadata.create_all)
        for statement in ddl.after_tables(Base.metadata):
            await connection.exec_driver_sql(statement)
    await engine.dispose()
    return dsn


@pytest.mark.parametrize("part", SHAPES)
async def test_the_migrated_database_equals_the_tables(dsn: str, built: str, part: str) -> None:
    migrated, declared = await _shape(dsn, SHAPES[part]), await _shape(built, SHAPES[part])
    assert migrated - declared == set(), "only in the migrated database"
    assert declared - migrated == set(), "only in the tables"


async def test_the_jobs_have_the_tables_that_their_library_wants(dsn: str) -> None:
    """A new release of the library may want more: then that is a migration of ours."""
    connection = await asyncpg.connect(dsn)
    wanted = await Queries.from_asyncpg_connection(connection).plan_upgrade()
    await connection.close()
    assert not wanted.statements


async def test_a_migrated_database_is_at_the_newest_revision(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    assert await migrations.current(connection) == migrations.newest()
    await connection.close()


async def test_every_explained_constraint_exists(dsn: str) -> None:
    """A renamed constraint would silently lose its sentence."""
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        """SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes
           UNION SELECT tgrelid::regclass || '_are_kept' FROM pg_trigger"""
    )
    await connection.close()
    assert set(SENTENCES) <= {row["name"] for row in rows}
