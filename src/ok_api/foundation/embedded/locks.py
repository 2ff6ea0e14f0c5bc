"""File locks with an end to the waiting."""

import fcntl
import time

from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.watchdog import PAUSE

# A server that has much to write away, or to recover, takes its time over stopping and starting.
PATIENCE = 120.0


def take_now(lock: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take(lock: int, kind: int = fcntl.LOCK_EX) -> None:
    deadline = time.monotonic() + PATIENCE
    while not take_now(lock, kind):
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(
                "Another process has been starting or stopping the database for two minutes."
                " See server.log in its data folder, or set OK_DATABASE_URL."
            )
        time.sleep(PAUSE)
