"""Holding a share in the server, and leaving it."""

import fcntl
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from ok_api.foundation.embedded import watchdog
from ok_api.foundation.embedded.account import current
from ok_api.foundation.embedded.cluster import ensure_running
from ok_api.foundation.embedded.database import RunningDatabase
from ok_api.foundation.embedded.home import Home, settle
from ok_api.foundation.embedded.locks import PATIENCE, take, take_now
from ok_api.foundation.embedded.log import open_log
from ok_api.foundation.embedded.roles import NoAnswerError, admin_dsn, ensure_database, role_dsn

ANSWER_PATIENCE = 30.0


class Share:
    """A shared lock on the users' file, for as long as this process wants the server to run."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._process = os.getpid()
        self._once = Lock()
        self._lock = home.open(watchdog.USERS)
        try:
            take(self._lock, fcntl.LOCK_SH)
        except BaseException:
            os.close(self._lock)
            raise

    def give_up(self) -> None:
        """Only the last one out gets the exclusive lock, and nobody comes in while it has it.

        Whatever goes wrong here, closing the lock wakes the watchdog, which stops the server too.
        A forked child has the very lock of its parent, and must not stop the server under it.
        """
        if not self._once.acquire(blocking=False):
            return
        try:
            if os.getpid() == self._process and take_now(self._lock):
                with suppress(OSError):
                    watchdog.stop_server(self._home.path, self._home.cluster, PATIENCE)
        finally:
            os.close(self._lock)


def take_share(data_dir: Path, database: str) -> RunningDatabase:
    """The share comes first, so that the server cannot be stopped between finding and using it."""
    home = settle(data_dir)
    share = Share(home)
    try:
        sockets = _bring_up(home, database)
    except BaseException:
        share.give_up()
        raise
    return RunningDatabase(
        dsn=role_dsn(sockets, database),
        admin_dsn=admin_dsn(sockets),
        data_dir=home.data_dir,
        _give_up=share.give_up,
        _revive=lambda: _revive(home, database),
    )


def _revive(home: Home, database: str) -> None:
    if watchdog.postmaster(home.path, home.cluster) is None:
        _bring_up(home, database)


def _bring_up(home: Home, database: str) -> Path:
    turn = home.open("start.lock")
    try:
        take(turn)
        # Before the server, so that it is never without: this process may be killed at any moment.
        _ensure_watchdog(home)
        return _running_database(home, database)
    finally:
        os.close(turn)


def _running_database(home: Home, database: str) -> Path:
    """A server that was killed an instant ago may look alive yet, so no answer means once more."""
    deadline = time.monotonic() + ANSWER_PATIENCE
    while True:
        sockets = ensure_running(home)
        try:
            ensure_database(sockets, database)
        except NoAnswerError:
            if time.monotonic() > deadline:
                raise
            time.sleep(watchdog.PAUSE)
        else:
            return sockets


def _ensure_watchdog(home: Home) -> None:
    """Start a watchdog unless one lives; it inherits the lock that says so."""
    lock = home.open("watchdog.lock")
    try:
        if take_now(lock):
            _start_watchdog(home, lock)
    finally:
        os.close(lock)


def _start_watchdog(home: Home, lock: int) -> None:
    """As root it starts as root, which alone may read the interpreter, and steps down itself."""
    numbers = [str(number) for number in (lock, home.account.uid, home.account.gid)]
    command = [sys.executable, "-I", "-S", watchdog.__file__, str(home.path), *numbers]
    log = open_log(home)
    try:
        current().detach(command, keep=[lock], output=log)
    finally:
        os.close(log)
