"""Work for later: asked for in the transaction that wants it, done by whichever worker is free.

The queue is PgQueuer's (ADR 6), and `taking.py` takes from it. A job whose worker died is taken up
again by another one, so a job must bear being done again from the start.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy import select

from ok_api.foundation import json
from ok_api.foundation.database import Work

Run = Callable[[Mapping[str, Any]], Awaitable[None]]


class Interrupted(Exception):
    """The worker is to stop: the job waits for the next one, and nothing went wrong with it."""


@dataclass(frozen=True)
class Kind:
    """One kind of job. `at_once` is how many of its kind run at a time, over all workers."""

    name: str
    run: Run
    at_once: int = 0
    attempts: int = 8
    first_pause: timedelta = timedelta(seconds=1)
    given_up: Run | None = None
    """Told when the last attempt has failed too."""


@dataclass(frozen=True)
class Regular:
    """Work of every night or hour, by a cron expression; one worker of all does it."""

    name: str
    cron: str
    run: Callable[[], Awaitable[None]]


async def ask(work: Work, name: str, **payload: Any) -> None:
    """Queue a job in the transaction of the work: both are there, or neither."""
    from pgqueuer import AsyncpgDriver  # Late: a server that never asks starts without it.
    from pgqueuer.queries import Queries

    await work.session.flush()
    # SQLAlchemy begins its transaction with the first statement of its own, not before.
    await work.session.execute(select(1))
    connection = await work.session.connection()
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, asyncpg.Connection)
    await Queries(AsyncpgDriver(raw)).enqueue(name, json.encode(payload))
