"""Bringing a database to the newest shape, and telling whether it is there."""

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

import ok_api

_PACKAGE = Path(ok_api.__file__).parent


def migrate(dsn: str) -> None:
    """Upgrade to the newest revision; a no-op when the database is there already."""
    command.upgrade(_config(dsn), "head")


def newest() -> str | None:
    return ScriptDirectory.from_config(_config("")).get_current_head()


async def current(connection: "asyncpg.Connection | asyncpg.Pool") -> str | None:
    """The revision the database is at; `None` when it was never migrated."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision


def _config(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_folder()))
    if dsn:
        url = make_url(dsn).set(drivername="postgresql+asyncpg")
        config.attributes["url"] = url
    return config


def _folder() -> Path:
    """Inside the installed package, or beside `src` in a checkout."""
    inside = _PACKAGE / "migrations"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "migrations"
