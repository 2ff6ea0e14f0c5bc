"""The server's log, kept beside its cluster."""

import os
from contextlib import suppress

from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.home import Home

NAME = "server.log"
LIMIT = 10_000_000
SHOWN = 12


def open_log(home: Home) -> int:
    """To append to; what grew long is set aside, since a running server keeps the file it has."""
    path = home.path / NAME
    with suppress(FileNotFoundError):
        if path.lstat().st_size > LIMIT:
            path.replace(path.with_suffix(".log.1"))
    return home.open(NAME, os.O_WRONLY | os.O_APPEND)


def failure(what: str, details: str) -> EmbeddedDatabaseError:
    return EmbeddedDatabaseError(
        f"{what}. Mend what PostgreSQL says below, choose another data folder,"
        f" or set OK_DATABASE_URL.\n{details.strip()}"
    )


def failure_in_log(home: Home, what: str) -> EmbeddedDatabaseError:
    path = home.path / NAME
    with suppress(OSError):
        lines = path.read_text(errors="replace").splitlines()
        return failure(f"{what} ({path})", "\n".join(lines[-SHOWN:]))
    return failure(what, "")
