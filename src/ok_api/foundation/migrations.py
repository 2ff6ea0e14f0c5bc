"""Bringing a database to the newest shape, and telling whether it is there."""

from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

import ok_api
from ok_api.foundation.pool import ReadPool

_PACKAGE = Path(ok_api.__file__).parent


def migrate(dsn: str, to: str = "head") -> None:
    """Upgrade to the newest revision; a no-op when the database is there already."""
    from alembic import command  # Late: a server that finds its database in order needs none of it.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_folder()))
    config.attributes["url"] = make_url(dsn).set(drivername="postgresql+asyncpg")
    command.upgrade(config, to)


def newest() -> str:
    """The last revision, by the number that the name of its file begins with."""
    return max(path.name.partition("_")[0] for path in _folder().glob("versions/[0-9]*_*.py"))


async def current(connection: asyncpg.Connection | ReadPool) -> str | None:
    """The revision the database is at; `None` when it was never migrated."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision


def _folder() -> Path:
    """Inside the installed package, or beside `src` in a checkout."""
    inside = _PACKAGE / "migrations"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "migrations"
