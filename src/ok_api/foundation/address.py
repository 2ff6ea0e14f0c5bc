"""Where the database is: the stated one, or a PostgreSQL of our own in the data folder."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ok_api.foundation.settings import Settings

if TYPE_CHECKING:
    from ok_api.foundation.embedded import RunningDatabase

LOOK_EVERY = 1.0
"""Seconds between looks whether our own PostgreSQL still lives."""


@dataclass(frozen=True)
class Address:
    dsn: str
    place: str
    """Said to the person who started the program."""
    own: bool
    """Whether it is ours, so that we may migrate it unasked."""


@contextmanager
def database_address(settings: Settings, name: str = "database") -> Iterator[Address]:
    """The stated database, or the embedded one of that name in the data folder.

    Holds a share in the embedded database while it is in use; the last one out stops it.

    Raises `EmbeddedDatabaseError` where there can be no embedded one.
    """
    if settings.database_url is not None:
        host = urlsplit(settings.database_url).hostname or "a local socket"
        yield Address(settings.database_url, f"PostgreSQL on {host}", own=False)
        return
    from ok_api.foundation.embedded import acquire

    with acquire(settings.data_dir / name) as running, _kept_running(running):
        yield Address(running.dsn, f"embedded PostgreSQL in {running.data_dir}", own=True)


@contextmanager
def _kept_running(running: "RunningDatabase") -> Iterator[None]:
    """A PostgreSQL that was killed under us is started again: what was committed is all there."""
    from ok_api.foundation.embedded import EmbeddedDatabaseError

    enough = threading.Event()

    def look_after() -> None:
        while not enough.wait(LOOK_EVERY):
            with suppress(EmbeddedDatabaseError, OSError):
                running.revive()

    keeper = threading.Thread(target=look_after, name="database keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        enough.set()
        keeper.join()
