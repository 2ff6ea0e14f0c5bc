"""Bringing a cluster up: made when missing, started when it is not running."""

import os
import time
from pathlib import Path

from ok_api.foundation.embedded import watchdog
from ok_api.foundation.embedded.binaries import usable_by
from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.home import Home
from ok_api.foundation.embedded.locks import PATIENCE, take_now
from ok_api.foundation.embedded.log import NAME, advice, open_log, tail
from ok_api.foundation.embedded.making import make_cluster
from ok_api.foundation.embedded.roles import PORT
from ok_api.foundation.embedded.sockets import socket_folder

# What keeps a server from starting does so twice; what killed one while it started does not.
STARTS = 2


def ensure_running(home: Home) -> Path:
    """Start the server unless it runs, and give the folder of its socket.

    While any process of an earlier server or of an interrupted `initdb` is left, the lock is taken:
    then the server is either about to be ready or about to be gone, and waiting shows which.
    """
    deadline = time.monotonic() + PATIENCE
    starts = 0
    while (sockets := _ready(home)) is None:
        lock = home.open(watchdog.SERVER)
        try:
            if take_now(lock):
                if starts == STARTS:
                    raise _failure(home, "PostgreSQL did not start")
                _start(home, lock)
                starts += 1
        finally:
            os.close(lock)
        if time.monotonic() > deadline:
            raise _failure(home, "PostgreSQL is not ready after two minutes")
        time.sleep(watchdog.PAUSE)
    return sockets


def _ready(home: Home) -> Path | None:
    lines = watchdog.pid_file(home.path)
    if len(lines) <= watchdog.STATUS_LINE or lines[watchdog.STATUS_LINE].strip() != "ready":
        return None
    is_running = watchdog.postmaster(home.path, home.cluster) is not None
    return Path(lines[watchdog.SOCKET_LINE]) if is_running else None


def _start(home: Home, lock: int) -> None:
    """Start PostgreSQL, which inherits the lock: it is free only when no process of it is left.

    So the pid files found here are stale ones, whomever their numbers belong to by now.
    """
    programs = usable_by(home.account)
    if not home.cluster.exists():
        make_cluster(home, programs, lock)
    sockets = socket_folder(home)
    for stale in (home.cluster / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
    }
    command: list[str | Path] = [programs / "bin" / "postgres", "-D", home.cluster]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = open_log(home)
    try:
        home.account.detach(command, keep=[lock], output=log)
    finally:
        os.close(log)


def _failure(home: Home, what: str) -> EmbeddedDatabaseError:
    return EmbeddedDatabaseError(advice(f"{what} ({home.path / NAME})", tail(home)))
