"""Other processes with a share in a database, and a look at what they leave behind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ok_api.foundation.embedded import watchdog

USER = """
import sys
from pathlib import Path
from ok_api.foundation.embedded import acquire
with acquire(Path(sys.argv[1])) as running:
    print(running.dsn, flush=True)
    sys.stdin.read()
"""


class User:
    """Another process with a share in the database."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", USER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def dsn(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def server_of(folder: Path) -> int:
    """The pid of a data folder's one server."""
    (pid,) = servers(folder)
    return pid


def watchdog_of(folder: Path) -> int:
    """The pid of a data folder's one watchdog, once it has left the shell it started from."""
    assert wait_until(lambda: len(watchdogs(folder)) == 1)
    return watchdogs(folder)[0]


def has_stopped(folder: Path) -> bool:
    """Whether a data folder's server is gone within the two seconds it may take."""
    return wait_until(lambda: not servers(folder), seconds=2)


def watchdogs(folder: Path) -> list[int]:
    return processes(watchdog.__file__, f"{folder}/postgresql")


def servers(folder: Path) -> list[int]:
    return processes("-D", str(folder / "postgresql" / "cluster"))


def processes(*words: str) -> list[int]:
    """The processes with these words in their command line; the dead that init keeps have none."""
    shown = subprocess.run(["/bin/ps", "-eww", "-o", "pid=,args="], capture_output=True, check=True)
    lines = [os.fsdecode(line).strip() for line in shown.stdout.splitlines()]
    found = [line for line in lines if all(word in line for word in words)]
    return [int(line.split()[0]) for line in found]


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not (is_met := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_met
