"""Stopping PostgreSQL once nobody uses it, also when its last user was killed.

The file runs as a script under a bare interpreter (`-I -S`: a fraction of the memory and start time
of the application), so it imports nothing beyond the standard library.
"""

import fcntl
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

USERS = "users.lock"
SERVER = "server.lock"
CLUSTER = "cluster"
SHORT_PREFIX = "ok-api-"

SOCKET_LINE = 4
STATUS_LINE = 7
PAUSE = 0.01


def pid_file(home: Path) -> list[str]:
    """The lines PostgreSQL wrote about itself; none while it has written none."""
    with suppress(OSError):
        return os.fsdecode((home / CLUSTER / "postmaster.pid").read_bytes()).splitlines()
    return []


def postmaster(home: Path, cluster: Path) -> int | None:
    """The pid of this cluster's server, or None.

    A pid file outlives a killed server, and its number is given to other processes in time. So a
    pid counts only when that process really is PostgreSQL, started on this very folder.
    """
    pid = next(iter(pid_file(home)), "").strip()
    if not pid.isdecimal():
        return None
    program, folder = _program_and_folder(int(pid))
    return int(pid) if program == "postgres" and folder == str(cluster) else None


def _program_and_folder(pid: int) -> tuple[str, str]:
    """What `postgres -D <folder> …` was started with, as our own launcher writes it."""
    arguments = _command_line(pid)
    program, folder = arguments[0], arguments[2] if arguments[1:2] == ["-D"] else ""
    return Path(program).name, folder


def _command_line(pid: int) -> list[str]:
    if Path("/proc/self").exists():
        with suppress(OSError):
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
        return [""]
    import subprocess

    shown = subprocess.run(  # noqa: S603 - a number is all that varies
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
    )
    # ps joins the arguments with blanks; our own flags around the folder find it again.
    program, _, rest = os.fsdecode(shown.stdout).partition(" -D ")
    return [program, "-D", rest.partition(" -c ")[0]]


def is_free(lock: int) -> bool:
    """Whether no other process holds the lock; it is not kept."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(lock, fcntl.LOCK_UN)
    return True


def stop_server(home: Path, cluster: Path, patience: float) -> bool:
    """Shut PostgreSQL down cleanly; the caller holds the users' lock, so nobody starts it again.

    The server's lock tells when it is over, not the pid file: a server that is only just being
    started has no pid file yet, and a killed one leaves its pid file behind.
    """
    try:
        lock = os.open(home / SERVER, os.O_RDWR)
    except FileNotFoundError:
        return True
    deadline = time.monotonic() + patience
    asked, sockets = None, Path()
    try:
        while not is_free(lock):
            if time.monotonic() > deadline:
                return False
            pid = postmaster(home, cluster)
            if pid is not None and pid != asked:
                asked, sockets = pid, _ask(home, pid)
            time.sleep(PAUSE)
    finally:
        os.close(lock)
    if sockets.name.startswith(SHORT_PREFIX):
        with suppress(OSError):
            sockets.rmdir()
    return True


def _ask(home: Path, pid: int) -> Path:
    """Ask for a fast shutdown, which ends the sessions; gives the folder of the socket."""
    sockets = Path(*pid_file(home)[SOCKET_LINE : SOCKET_LINE + 1])
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    return sockets


def watch(home: Path, own_lock: int, uid: int, gid: int) -> None:
    """Sleep until the kernel hands over the users' lock, which is when the last user is gone."""
    os.chdir(home)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    users = os.open(USERS, os.O_RDWR)
    fcntl.flock(users, fcntl.LOCK_EX)
    stop_server(Path(), home / CLUSTER, patience=float("inf"))
    # In this order: whoever gets a share from here on has to see that this watchdog is gone.
    os.close(own_lock)
    os.close(users)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
