"""Whom PostgreSQL runs as: it refuses to run as root."""

import errno
import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ok_api.foundation.embedded.errors import EmbeddedDatabaseError

SERVICE_ACCOUNTS = ("postgres", "nobody")
INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        keep: Sequence[int] = (),
        output: int = subprocess.PIPE,
        stdin: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; it inherits only `keep`, and neither terminal nor secrets.

        A session of its own keeps it clear of a Ctrl-C that is meant for the application.
        """
        try:
            return subprocess.run(  # noqa: S603 - only binaries of the wheel and our own scripts
                command,
                check=False,
                cwd="/",
                env=_environment(),
                errors="replace",
                extra_groups=[] if self.is_other else None,
                group=self.gid if self.is_other else None,
                input=stdin,
                pass_fds=keep,
                start_new_session=True,
                stderr=subprocess.STDOUT,
                stdout=output,
                text=True,
                umask=0o077,
                user=self.uid if self.is_other else None,
            )
        except OSError as error:
            if error.errno != errno.EPERM or not self.is_other:
                raise
            raise EmbeddedDatabaseError(
                "PostgreSQL does not run as root, and root may not switch to another account here."
                " Run as an ordinary user, or set OK_DATABASE_URL."
            ) from error

    def detach(self, command: Sequence[str | Path], *, keep: Sequence[int], output: int) -> None:
        """Leave a command running that belongs to nobody; init reaps it, not the application."""
        self.run(["/bin/sh", "-c", '"$@" &', "sh", *command], keep=keep, output=output)

    def reaches(self, folder: Path) -> bool:
        """Whether the account can enter a folder; what is missing of it will be made readable."""
        while not folder.exists():
            folder = folder.parent
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder} is not a folder")
        return self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", folder]).returncode == 0


def current() -> Account:
    return Account(os.geteuid(), os.getegid())


def owner(folder: Path) -> Account:
    status = folder.lstat()
    try:
        return Account(status.st_uid, pwd.getpwuid(status.st_uid).pw_gid)
    except KeyError:
        return Account(status.st_uid, status.st_gid)


def service_accounts() -> list[Account]:
    """The accounts root may drop to, best first."""
    entries = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = [entries[name] for name in SERVICE_ACCOUNTS if name in entries]
    if not found:
        raise EmbeddedDatabaseError(
            "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run"
            " it as. Add one of them, run as an ordinary user, or set OK_DATABASE_URL."
        )
    return [Account(entry.pw_uid, entry.pw_gid) for entry in found]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**kept, "LC_ALL": "C"}
