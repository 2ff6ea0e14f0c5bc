"""The application's role and database, and the addresses to reach them."""

from pathlib import Path
from urllib.parse import quote

from ok_api.foundation.embedded.account import current
from ok_api.foundation.embedded.binaries import locate
from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.log import advice

PORT = "5432"
SUPERUSER = "postgres"
ROLE = "ok_api"

# psql quotes :'name' and runs what each select gives, so that both can be repeated without harm.
CREATION = r"""
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'role') WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""
NO_CONNECTION = 2


class NoAnswerError(EmbeddedDatabaseError):
    """The server turned the connection away: it is recovering, or was killed a moment ago."""


def ensure_database(sockets: Path, name: str) -> None:
    """Make the role and the database unless they are there.

    The role is no superuser: those are above row-level security and every grant. Owning the
    database lets it migrate, and create the trusted extensions that the tables need.
    """
    connection = ["-h", str(sockets), "-p", PORT, "-U", SUPERUSER, "-d", "postgres"]
    variables = ["-v", "ON_ERROR_STOP=1", "-v", f"role={ROLE}", "-v", f"name={name}"]
    psql = locate() / "bin" / "psql"
    made = current().run([psql, "-X", "-q", *connection, *variables, "-f", "-"], stdin=CREATION)
    if made.returncode:
        kind = NoAnswerError if made.returncode == NO_CONNECTION else EmbeddedDatabaseError
        raise kind(advice(f"The database {name} could not be made", made.stdout))


def role_dsn(sockets: Path, database: str) -> str:
    return _dsn(ROLE, database, sockets)


def admin_dsn(sockets: Path) -> str:
    return _dsn(SUPERUSER, "postgres", sockets)


def _dsn(user: str, database: str, sockets: Path) -> str:
    """The port names the socket; without it here, a PGPORT meant for another server would."""
    host = quote(str(sockets), safe="/")
    return f"postgresql://{user}@/{quote(database, safe='')}?host={host}&port={PORT}"
