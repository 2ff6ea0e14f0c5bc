"""The server's log, kept beside its cluster."""

import os
from contextlib import suppress

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


def tail(home: Home) -> str:
    with suppress(OSError):
        lines = (home.path / NAME).read_text(errors="replace").splitlines()
        return "\n".join(lines[-SHOWN:])
    return ""


def advice(what: str, details: str) -> str:
    return (
        f"{what}. Mend what PostgreSQL says below, choose another data folder,"
        f" or set OK_DATABASE_URL.\n{details.strip()}"
    )
