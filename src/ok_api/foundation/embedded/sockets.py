"""Where the server's socket lies: in the home, or in a folder with a short name."""

import os
import stat
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ok_api.foundation.embedded.account import Account
from ok_api.foundation.embedded.home import Home
from ok_api.foundation.embedded.watchdog import SHORT_PREFIX

# The socket's own name is added to it, and the whole has to stay below 100 bytes.
LONGEST = 80
# What PostgreSQL's setting or a client's address would take for the end of a folder's name.
SPECIAL = frozenset(",'\"\\@\n")
SHORT_PARENT = Path("/tmp")  # noqa: S108 - private by owner and mode, both checked


def socket_folder(home: Home) -> Path:
    path = str(home.path)
    if len(os.fsencode(path)) <= LONGEST and not SPECIAL & set(path):
        return home.path
    folder = SHORT_PARENT / f"{SHORT_PREFIX}{sha256(os.fsencode(path)).hexdigest()[:16]}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _hand_over(folder, home.account)
    status = folder.lstat()
    is_private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700
    if is_private and status.st_uid == home.account.uid:
        return folder
    # Someone else took the name first.
    folder = Path(tempfile.mkdtemp(prefix=SHORT_PREFIX, dir=SHORT_PARENT))
    _hand_over(folder, home.account)
    return folder


def _hand_over(folder: Path, account: Account) -> None:
    if account.is_other:
        os.chown(folder, account.uid, account.gid)
