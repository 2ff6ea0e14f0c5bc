"""A real PostgreSQL of our own, for when no database is given.

Every process that wants the database holds a share in it; the first one in starts the server and
the last one out stops it. All of that rests on file locks, because the kernel frees those also
when a process is killed:

- `users.lock`: shared by every user, wanted exclusively by the watchdog that stops the server;
- `start.lock`: held by the one process that is starting the server;
- `server.lock`: inherited by PostgreSQL, so that it is free only when no process of it is left;
- `watchdog.lock`: inherited by the watchdog, so that a killed one is noticed and replaced.
"""

from ok_api.foundation.embedded.database import RunningDatabase, acquire
from ok_api.foundation.embedded.errors import EmbeddedDatabaseError

__all__ = ["EmbeddedDatabaseError", "RunningDatabase", "acquire"]
