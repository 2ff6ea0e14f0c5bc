"""Where the cluster lives, and the files beside it."""

import os
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ok_api.foundation.embedded.account import Account, current, owner, service_accounts
from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.shared import (
    made_shared_folders,
    make_readable,
    shared_folders,
)
from ok_api.foundation.embedded.watchdog import CLUSTER

FOLDER = "postgresql"


@dataclass(frozen=True)
class Home:
    """The folder of our own below the data folder; its account owns it and nobody else enters."""

    data_dir: Path
    account: Account

    @property
    def path(self) -> Path:
        return self.data_dir / FOLDER

    @property
    def cluster(self) -> Path:
        return self.path / CLUSTER

    def open(self, name: str, flags: int = os.O_RDWR) -> int:
        """Open a file here, made on first use; as root, never through a link someone left.

        Root hands over what it made, also when it was killed between making and handing over.
        """
        opened = os.open(self.path / name, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        status = os.fstat(opened)
        if self.account.is_other and status.st_uid == 0 and status.st_nlink == 1:
            os.fchown(opened, self.account.uid, self.account.gid)
        return opened


def settle(requested: Path) -> Home:
    """The home for a data folder, made when it is not there yet."""
    requested = requested.expanduser().resolve()
    home = _home_of_root(requested) if os.geteuid() == 0 else Home(requested, current())
    if not home.path.exists():
        _make(home)
    _refuse_foreign(home)
    if stat.S_IMODE(home.path.stat().st_mode) != 0o700:
        home.path.chmod(0o700)
    return home


def _home_of_root(requested: Path) -> Home:
    """Root runs PostgreSQL as the home's owner, so that root and a user can share a database."""
    for base in (requested, *(folder / _leaf(requested) for folder in shared_folders())):
        if (base / FOLDER).exists():
            return Home(base, owner(base / FOLDER))
    account = service_accounts()[0]
    if account.reaches(requested):
        return Home(requested, account)
    for folder in made_shared_folders():
        return Home(folder / _leaf(requested), account)
    raise EmbeddedDatabaseError(
        f"The account PostgreSQL runs as cannot enter {requested}, and no folder could be made"
        " in /var/lib or /var/tmp. Choose another data folder, or set OK_DATABASE_URL."
    )


def _leaf(requested: Path) -> str:
    return f"{requested.name}-{sha256(os.fsencode(requested)).hexdigest()[:12]}"


def _make(home: Home) -> None:
    if not home.account.is_other:
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    make_readable(home.data_dir)
    draft = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=home.data_dir))
    os.chown(draft, home.account.uid, home.account.gid)
    try:
        draft.rename(home.path)
    except OSError:
        # Another process was faster, which is as good.
        draft.rmdir()


def _refuse_foreign(home: Home) -> None:
    """Root follows an owner it has reason to trust, never whoever came first to a shared folder."""
    expected = {home.account.uid} if os.geteuid() else _trusted_by_root(home)
    status = home.path.lstat()
    if stat.S_ISDIR(status.st_mode) and status.st_uid in expected:
        return
    raise EmbeddedDatabaseError(
        f"{home.path} belongs to another account (uid {status.st_uid})."
        " Run as that account, choose another data folder, or set OK_DATABASE_URL."
    )


def _trusted_by_root(home: Home) -> set[int]:
    return {account.uid for account in (*service_accounts(), owner(home.data_dir))} - {0}
