"""Whether this installation can work: what is configured, reachable and migrated."""

import asyncio

import asyncpg
from rich.console import Console
from rich.table import Table

from ok_api import __version__
from ok_api.foundation import migrations
from ok_api.foundation.address import database_address
from ok_api.foundation.settings import Settings

OLDEST_POSTGRESQL = 15


def report(settings: Settings, console: Console) -> bool:
    """Print a line per thing that was checked; answers whether all of them are right."""
    table = Table("", "Checked", "Found", box=None)
    right = True
    for name, found, good in _findings(settings):
        table.add_row("[green]✓[/]" if good else "[red]✗[/]", name, found)
        right = right and good
    console.print(table)
    return right


def _findings(settings: Settings) -> list[tuple[str, str, bool]]:
    known = [
        ("version", __version__, True),
        ("environment", settings.environment.value, True),
        ("data folder", str(settings.data_dir), True),
        ("token issuer", str(settings.token_issuer or "development key only"), True),
    ]
    with database_address(settings) as address:
        return [*known, ("database", address.place, True), *asyncio.run(_database(address.dsn))]


async def _database(dsn: str) -> list[tuple[str, str, bool]]:
    try:
        connection = await asyncpg.connect(dsn, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        return [("connection", str(error), False)]
    try:
        version = connection.get_server_version()
        revision = await migrations.current(connection)
        superuser = await connection.fetchval(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    newest = migrations.newest()
    return [
        ("PostgreSQL", f"{version.major}.{version.minor}", version.major >= OLDEST_POSTGRESQL),
        ("revision", f"{revision or 'never migrated'}, newest {newest}", revision == newest),
        ("role", "superuser: use one of its own" if superuser else "a role of its own", True),
    ]
