"""What the rest of the application sees of the embedded database."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from ok_api.foundation.embedded.errors import EmbeddedDatabaseError


@dataclass(frozen=True)
class RunningDatabase:
    """One share in a running PostgreSQL, which stops when the last share is given up."""

    # The application's own role, which owns the database and is no superuser.
    dsn: str
    # The superuser in the maintenance database, for cloning and for dropping databases.
    admin_dsn: str
    # The folder asked for, unless only root can read it; the cluster is in `postgresql/` below it.
    data_dir: Path
    _give_up: Callable[[], None] = field(repr=False, compare=False)
    _revive: Callable[[], None] = field(repr=False, compare=False)

    def revive(self) -> None:
        """Start PostgreSQL again if somebody killed it, and not if it runs. Cheap to ask often.

        Only while the share is held: nobody else stops the server then.
        """
        self._revive()

    def release(self) -> None:
        """Give the share up; a second call does nothing.

        The last one out waits until PostgreSQL has stopped. A process that never gets here is no
        problem: the kernel frees its share, and the watchdog stops the server.
        """
        self._give_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def acquire(data_dir: Path, *, database: str = "ok_api") -> RunningDatabase:
    """Take a share in the PostgreSQL of this data folder, making and starting it when needed.

    Fails with `EmbeddedDatabaseError` where there can be none; any process may call it at any time.
    """
    if sys.platform == "win32":
        raise EmbeddedDatabaseError(
            "The embedded database needs Linux or macOS. Set OK_DATABASE_URL to a PostgreSQL."
        )
    # The locks are modules that Windows does not have.
    from ok_api.foundation.embedded.share import take_share

    try:
        return take_share(data_dir, database)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The database cannot be kept in {data_dir} ({error})."
            " Choose another data folder, or set OK_DATABASE_URL."
        ) from error
