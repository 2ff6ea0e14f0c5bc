"""The migrations build exactly what the tables say, down to constraints and triggers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest
from pgqueuer.queries import Queries
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from uuid6 import uuid7

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


@pytest.fixture
async def earlier(server: str, worker_id: str) -> AsyncIterator[asyncpg.Connection]:
    """A database of the first release with files in it, before what came later."""
    name = f"ok_earlier_{worker_id}"
    admin = await asyncpg.connect(server)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    migrations.migrate(named(server, name), "0002")
    connection = await asyncpg.connect(named(server, name))
    yield connection
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def test_when_a_school_enrolled_and_left_is_known_from_the_trail(
    earlier: asyncpg.Connection, server: str, worker_id: str
) -> None:
    """What the trail does not tell follows from the row; no version is counted for it."""
    await earlier.execute("SET session_replication_role = replica")
    told: dict[str, UUID] = {}
    for name, status, trail in (
        ("registered", "registered", {"2026-01-01": "registered"}),
        ("enrolled", "enrolled", {"2026-01-01": "registered", "2026-02-01": "enrolled"}),
        ("completed", "completed", {"2026-02-01": "enrolled", "2026-03-01": "completed"}),
        ("left", "withdrawn", {"2026-02-01": "enrolled", "2026-04-01": "withdrawn"}),
        ("rejected", "rejected", {"2026-04-01": "rejected"}),
        ("untold", "enrolled", {}),
        ("untold and left", "withdrawn", {}),
    ):
        told[name] = uuid7()
        await earlier.execute(
            """INSERT INTO enrolments (id, learning_trajectory_id, establishment_code, status,
                   improvement_question, motivation, created_at, updated_at)
               VALUES ($1, $1, '99ZZ02', $2, 'Hoe?', 'Reden',
                   '2025-09-01 12:00+00', '2025-10-01 12:00+00')""",
            told[name],
            status,
        )
        for day, after in trail.items():
            await earlier.execute(
                """INSERT INTO audit_records (occurred_at, actor, roles, action, resource, key,
                       after, log_commit_id)
                   VALUES ($1, 'x', '{}', 'update', 'enrolments', $2, $3::text::jsonb, NULL)""",
                datetime.fromisoformat(day + "T00:00+00:00"),
                str(told[name]),
                f'{{"status": "{after}"}}',
            )
    migrations.migrate(named(server, f"ok_earlier_{worker_id}"))
    rows = {row["id"]: row for row in await earlier.fetch("SELECT * FROM enrolments")}

    def written(moment: datetime | None) -> str | None:
        return None if moment is None else str(moment.astimezone(UTC).date())

    kept = {name: rows[id_] for name, id_ in told.items()}
    assert {
        name: (written(row["enrolled_at"]), written(row["left_at"])) for name, row in kept.items()
    } == {
        "registered": (None, None),
        "enrolled": ("2026-02-01", None),
        "completed": ("2026-02-01", None),
        "left": ("2026-02-01", "2026-04-01"),
        "rejected": (None, "2026-04-01"),
        "untold": ("2025-09-01", None),
        "untold and left": (None, "2025-10-01"),
    }
    assert {row["version"] for row in rows.values()} == {1}
    await earlier.execute("SET session_replication_role = origin")
    await earlier.execute(
        "UPDATE enrolments SET status = 'withdrawn' WHERE id = $1", told["enrolled"]
    )
    left = await earlier.fetchrow("SELECT * FROM enrolments WHERE id = $1", told["enrolled"])
    assert left is not None
    assert (left["left_at"] > left["enrolled_at"], left["version"]) == (True, 2)


async def test_sessions_that_stood_twice_are_kept_and_marked(
    earlier: asyncpg.Connection, server: str, worker_id: str
) -> None:
    """Of each kind, start and whom it is for the first stays as it was, cancelled ones apart."""
    await earlier.execute("SET session_replication_role = replica")
    team, other = uuid4(), uuid4()
    for participation, status, count in (
        (team, "held", 3),
        (team, "cancelled", 2),
        (other, "held", 1),
    ):
        for _ in range(count):
            await earlier.execute(
                """INSERT INTO sessions
                   (id, participation_id, school_year, kind, starts_at, dagdelen, mode, status)
                   VALUES ($1, $2, '2025-2026', 'work_session', '2025-10-01 09:00+02', 1,
                           'at_school', $3)""",
                uuid7(),
                participation,
                status,
            )
    migrations.migrate(named(server, f"ok_earlier_{worker_id}"))
    rows = await earlier.fetch("SELECT * FROM sessions ORDER BY participation_id = $1, id", other)
    told = [(row["participation_id"], row["status"], row["parallel"]) for row in rows]
    assert told == [
        (team, "held", False),
        (team, "held", True),
        (team, "held", True),
        (team, "cancelled", False),
        (team, "cancelled", False),
        (other, "held", False),
    ]


async def test_what_was_written_in_another_form_is_rewritten_and_told(
    earlier: asyncpg.Connection, server: str, worker_id: str
) -> None:
    await earlier.execute("""
        INSERT INTO schools (establishment_code, name, sector, province, municipality_code,
                             municipality_name)
        VALUES ('99ZZ01', 'De Gids', 'PO', 'Friesland', '9901', 'Verzonnen aan Zee');
        INSERT INTO expertises (id, establishment_code, title, summary, theme, sectors, published)
        SELECT id::uuid, '99ZZ01', title, '-', 'lezen', ARRAY['PO'], true
        FROM (VALUES ('019a9c3e-0000-7000-8000-000000000001', U&'Le\\0301zen\\200b  nu'),
                     ('019a9c3e-0000-7000-8000-000000000002', 'Lézen nu')) given (id, title)
    """)
    migrations.migrate(named(server, f"ok_earlier_{worker_id}"))
    titles = await earlier.fetch("SELECT title, version FROM expertises ORDER BY id")
    told = await earlier.fetch("SELECT * FROM audit_records ORDER BY resource")
    provinces = await earlier.fetchval("SELECT province FROM schools")
    assert [tuple(row) for row in titles] == [("Lézen nu", 2), ("Lézen nu", 1)]
    assert provinces == "Fryslân"
    assert [(row["resource"], row["after"]) for row in told] == [
        ("expertises", '{"title": "Lézen nu"}'),
        ("regions", '{"name": "Verzonnen aan Zee"}'),
        ("schools", '{"province": "Fryslân"}'),
    ]
    assert all(row["log_commit_id"] for row in told)


async def test_who_takes_messages_already_is_not_asked_again(
    earlier: asyncpg.Connection, server: str, worker_id: str
) -> None:
    """Who was never sent anything that arrived, or was retired, is asked."""
    await earlier.execute("SET session_replication_role = replica")
    for status, delivery in (
        ("active", "delivered"),
        ("paused", "delivered"),
        ("active", "failed"),
        ("retired", "delivered"),
    ):
        identity = uuid7()
        await earlier.execute(
            """INSERT INTO webhook_subscriptions
               (id, actor, actor_roles, actor_schools, actor_boards, address, event_types, status)
               VALUES ($1, 'x', '{}', '{}', '{}', $2, '{*}', $3)""",
            identity,
            f"https://{status}-{delivery}.example.org/",
            status,
        )
        await earlier.execute("INSERT INTO webhook_courses VALUES ($1, 0, 0)", identity)
        await earlier.execute(
            """INSERT INTO webhook_deliveries
               (subscription_id, event_id, event_type, subject, event, status)
               VALUES ($1, 'x', 'x', 'x', '{}', $2)""",
            identity,
            delivery,
        )
    migrations.migrate(named(server, f"ok_earlier_{worker_id}"))
    rows = await earlier.fetch("SELECT confirmed_address FROM webhook_courses")
    assert {row["confirmed_address"] for row in rows} == {
        "https://active-delivered.example.org/",
        "https://paused-delivered.example.org/",
        None,
    }
