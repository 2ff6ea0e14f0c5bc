"""What of this program runs on this machine, as each process notes it for `ok-api healthy`."""

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

SERVER = "server"
WORKER = "worker"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Running:
    """One process: what it is, what it noted of itself, and when it last showed that it lives."""

    what: str
    process: int
    about: Mapping[str, Any]
    seconds_ago: float


class Note:
    """The note of this process; where none can be left, nothing is noted, and nothing fails."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def renew(self) -> None:
        """I live."""
        if self._path is not None:
            os.utime(self._path)


@contextmanager
def noted(what: str, **about: Any) -> Iterator[Note]:
    path = None
    try:
        path = _folder() / f"{what}-{os.getpid()}.json"
        path.write_text(json.dumps(about), encoding="utf-8")
    except OSError as error:
        log.warning("what runs cannot be noted", error=repr(error))
        path = None
    try:
        yield Note(path)
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


def running() -> list[Running]:
    """What lives; the notes of what died are removed."""
    found = []
    for path in sorted(_folder().glob("*-*.json")):
        what, _, process = path.stem.partition("-")
        if not _lives(int(process)):
            path.unlink(missing_ok=True)
            continue
        about = json.loads(path.read_text(encoding="utf-8") or "{}")
        found.append(Running(what, int(process), about, time.time() - path.stat().st_mtime))
    return found


def _folder() -> Path:
    """Of this account only, in the container's or the machine's own temporary folder, since
    containers that share a data folder do not share their processes.
    """
    folder = Path(tempfile.gettempdir()) / f"ok-api-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another account")
    return folder


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
