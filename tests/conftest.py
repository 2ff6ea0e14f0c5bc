"""A database per worker, cloned from one template that the migrations built; emptied per test."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.worker import work
from ok_api.foundation import migrations
from ok_api.foundation.errors import Flaw
from ok_api.foundation.exports.kept import Kept
from ok_api.foundation.flaw_codes import flaw_codes
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from ok_api.tables import Base
from tests import servers
from tests.callers import Callers

# How long an example takes says how busy the machine is, and nothing about the code.
hypothesis.register_profile("suite", deadline=None)
hypothesis.load_profile("suite")

ROOT = Path(__file__).parents[1]
LOCK = 7034002
UNLIMITED: Any = {
    **{f"rate_{what}": "1000000/second" for what in ("searches", "tables", "computations")},
    "max_refusals_per_minute": 1_000_000,
}
"""Tests ask more often than anybody does; those of the rates have settings of their own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", help="Run on this installed version instead of our own.")


@pytest.fixture(autouse=True)
def codes_are_listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every code of a flaw, and each of its parameters, stands in `flaw_codes.yaml`."""
    made, unlisted = Flaw.__init__, set[str]()

    def make(flaw: Flaw, *members: Any, **named: Any) -> None:
        made(flaw, *members, **named)
        listed = flaw_codes().get(flaw.code)
        if listed is None or not set(flaw.parameters) <= set(listed.parameters):
            unlisted.add(f"{flaw.code} {sorted(flaw.parameters)}")

    monkeypatch.setattr(Flaw, "__init__", make)
    yield
    assert not unlisted, f"not in flaw_codes.yaml: {unlisted}"


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL on which databases may be made, as its superuser."""
    with servers.running(request.config.getoption("--postgresql")) as address:
        yield address


@pytest.fixture(scope="session")
def dsn(server: str, worker_id: str) -> Iterator[str]:
    name = f"ok_test_{worker_id}_{os.getpid()}"
    yield asyncio.run(clone(server, name))
    asyncio.run(drop(server, name))


async def clone(server: str, name: str) -> str:
    template = f"ok_template_{_shape()}"
    admin = await asyncpg.connect(server)
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", LOCK)
        known = await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template)
        if known is None:
            await admin.execute(f'DROP DATABASE IF EXISTS "{template}_draft"')
            await admin.execute(f'CREATE DATABASE "{template}_draft"')
            migrations.migrate(named(server, f"{template}_draft"))
            await admin.execute(f'ALTER DATABASE "{template}_draft" RENAME TO "{template}"')
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        await admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    finally:
        await admin.close()
    return named(server, name)


async def drop(server: str, name: str) -> None:
    admin = await asyncpg.connect(server)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()


def named(server: str, database: str) -> str:
    """The same server's address, for another database."""
    parts = urlsplit(server)
    made = urlunsplit(parts._replace(netloc=parts.netloc or "@", path=f"/{database}"))
    return made if parts.netloc else made.replace("//@/", "///")


def _shape() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*.*")):
        if path.suffix in (".py", ".sql"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def settings(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    return Settings(_env_file=None, data_dir=folder, log_level="error", **UNLIMITED)


@pytest.fixture(scope="session")
async def app(settings: Settings, dsn: str) -> AsyncIterator[FastAPI]:
    app = create_app(settings, dsn=dsn)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def _admin(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def emptied(_admin: asyncpg.Connection) -> None:
    """Every table empty, the queue's too; triggers and foreign keys sleep while it happens."""
    tables = [*(table.name for table in Base.metadata.sorted_tables), "pgqueuer", "pgqueuer_log"]
    deletes = ";".join(f"DELETE FROM {table}" for table in tables)  # noqa: S608
    await _admin.execute(
        f"SET session_replication_role = replica; {deletes}; SET session_replication_role = origin"
    )


@pytest.fixture
async def client(app: FastAPI, emptied: None) -> AsyncIterator[httpx.AsyncClient]:
    """A caller without a token, on an empty database."""
    app.state.services.kept = Kept()  # Factories leave no trace in the log.
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def callers(client: httpx.AsyncClient, app: FastAPI, settings: Settings) -> Callers:
    """Callers of every role, each a client of its own: `callers.office`, `callers.school(code)`."""
    return Callers(client, app, settings)


@pytest.fixture
async def session(app: FastAPI, emptied: None) -> AsyncIterator[AsyncSession]:
    """For factories: what they make is committed when `await session.commit()` says so."""
    async with AsyncSession(app.state.services.database.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
async def connection(dsn: str, emptied: None) -> AsyncIterator[asyncpg.Connection]:
    """A raw connection in a transaction that is rolled back."""
    connection = await asyncpg.connect(dsn, server_settings={"timezone": "UTC"})
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    worker = getattr(request.config, "workerinput", None)
    return str(worker["workerid"]) if worker else "main"


@pytest.fixture
async def worker(app: FastAPI, settings: Settings, dsn: str, emptied: None) -> AsyncIterator[None]:
    """A worker on this test's database, for as long as the test lasts."""
    stop = asyncio.Event()
    working = asyncio.create_task(work(settings, dsn, stop))
    yield
    stop.set()
    await asyncio.wait_for(working, 20)
