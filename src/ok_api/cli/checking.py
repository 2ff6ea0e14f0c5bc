"""Whether this installation can work: what is configured, reachable and migrated."""

import asyncio
from enum import StrEnum
from typing import NamedTuple

import asyncpg
import httpx
import jwt
from rich.console import Console
from rich.markup import escape
from sqlalchemy.engine import make_url

from ok_api import __version__
from ok_api.cli.revision import told
from ok_api.foundation import migrations
from ok_api.foundation.address import Address, database_address
from ok_api.foundation.settings import Settings

OLDEST_POSTGRESQL = 15


class Verdict(StrEnum):
    RIGHT = "[green]✓[/]"
    DOUBTFUL = "[yellow]![/]"
    WRONG = "[red]✗[/]"


class Finding(NamedTuple):
    name: str
    found: str
    verdict: Verdict = Verdict.RIGHT


def report(settings: Settings, console: Console) -> bool:
    """Print a line per thing that was checked; answers whether none of them is wrong.

    A line is never wrapped: addresses are there to be copied.
    """
    findings = _findings(settings)
    for finding in findings:
        line = f"{finding.verdict.value} {finding.name:<14} {escape(finding.found)}"
        console.print(line, soft_wrap=True, highlight=False)
    return all(finding.verdict is not Verdict.WRONG for finding in findings)


def _findings(settings: Settings) -> list[Finding]:
    known = [
        Finding("version", __version__),
        Finding("environment", settings.environment.value),
        Finding("data folder", str(settings.data_dir)),
        Finding("token issuer", str(settings.token_issuer or "development key only")),
    ]
    if settings.token_jwks_url is not None:
        known.append(_keys(str(settings.token_jwks_url)))
    with database_address(settings) as address:
        place = Finding("database", _place(address))
        return [*known, place, *asyncio.run(_database(address.dsn, settings))]


def _keys(address: str) -> Finding:
    """Asked for as the server does, which otherwise finds out at the first token."""
    try:
        answer = httpx.get(address, timeout=5).raise_for_status()
        count = len(jwt.PyJWKSet.from_dict(answer.json()).keys)
    except (httpx.HTTPError, jwt.PyJWTError, ValueError, AttributeError) as error:
        return Finding("token keys", f"{address}: {error}", Verdict.WRONG)
    return Finding("token keys", f"{count} at {address}")


def _place(address: Address) -> str:
    """Without the password, which the address holds too."""
    url = make_url(address.dsn)
    if address.own:
        return f"{address.place}, database {url.database}"
    host = url.host or url.query.get("host") or "a local socket"
    port = url.port or url.query.get("port") or 5432
    return f"host {host}, port {port}, database {url.database or 'of the role'}"


async def _database(dsn: str, settings: Settings) -> list[Finding]:
    try:
        connection = await asyncpg.connect(dsn, timeout=5)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Finding("connection", str(error) or "no answer", Verdict.WRONG)]
    try:
        return [
            await _version(connection),
            _revision(await migrations.current(connection)),
            await _role(connection, settings),
        ]
    finally:
        await connection.close()


async def _version(connection: asyncpg.Connection) -> Finding:
    """As the server calls itself: what the driver takes it apart into has no minor version."""
    version = await connection.fetchval("SHOW server_version")
    young = connection.get_server_version().major >= OLDEST_POSTGRESQL
    return Finding("PostgreSQL", version, Verdict.RIGHT if young else Verdict.WRONG)


def _revision(revision: str | None) -> Finding:
    wrong = told(revision)
    if wrong is None:
        return Finding("revision", f"{revision}, the newest")
    return Finding("revision", wrong, Verdict.WRONG)


async def _role(connection: asyncpg.Connection, settings: Settings) -> Finding:
    """A superuser is above every grant and check, which production cannot afford."""
    name = await connection.fetchval("SELECT current_user")
    superuser = await connection.fetchval(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    if not superuser:
        return Finding("role", f"{name}, no superuser")
    verdict = Verdict.WRONG if settings.production else Verdict.DOUBTFUL
    return Finding("role", f"{name} is a superuser: use a role of its own", verdict)
