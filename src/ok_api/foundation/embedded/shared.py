"""Root's own folders that any account can read, for when the folder asked for is root's alone."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# A name taken by someone else is left alone, which matters below /var/tmp.
SHARED = (Path("/var/lib/ok-api"), Path("/var/tmp/ok-api"))  # noqa: S108


def shared_folders() -> list[Path]:
    """Those that are there and can be trusted."""
    return [folder for folder in SHARED if _is_written_by_root_alone(folder)]


def made_shared_folders() -> Iterator[Path]:
    """Those that can be had, best first."""
    for folder in SHARED:
        with suppress(OSError):
            make_readable(folder)
        if _is_written_by_root_alone(folder):
            yield folder


def make_readable(folder: Path) -> None:
    """Make what is missing, open to all whatever the umask; what is there stays as it is."""
    if not folder.exists():
        make_readable(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(0o755)


def _is_written_by_root_alone(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    written_by_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == 0 and not written_by_others
