"""Making a cluster, once."""

import os
import shutil
import sys
from pathlib import Path

from ok_api.foundation.embedded.errors import EmbeddedDatabaseError
from ok_api.foundation.embedded.home import Home
from ok_api.foundation.embedded.log import advice
from ok_api.foundation.embedded.roles import SUPERUSER

# There is no ICU in the wheels, and on macOS only PostgreSQL itself has a C.UTF-8.
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    *(("--locale=C", "--lc-ctype=UTF-8") if sys.platform == "darwin" else ("--locale=C.UTF-8",)),
)
# Written to postgresql.conf, where an operator can tune them.
SETTINGS = {
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}


def make_cluster(home: Home, programs: Path, lock: int) -> None:
    """Make it beside its place and rename it, so that a half-made one is never taken for whole.

    `initdb` inherits the server's lock: when this process is killed, the next one waits for it.
    """
    draft = home.cluster.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *LOCALE]
    settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    command = [programs / "bin" / "initdb", "-D", draft, *options, *settings]
    made = home.account.run(command, keep=[lock])
    if made.returncode:
        what = f"PostgreSQL could not make {home.cluster}"
        raise EmbeddedDatabaseError(advice(what, made.stdout))
    draft.rename(home.cluster)
    folder = os.open(home.path, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
