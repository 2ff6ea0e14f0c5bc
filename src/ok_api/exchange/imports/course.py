"""One import under way: how far it is, and whether it may go on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID


class CancelledByCaller(Exception):
    """Somebody asked to stop: what is not committed yet is undone."""


@dataclass
class Course:
    """`told` stores the progress (0 to 1) outside the import's own transaction.

    It raises `CancelledByCaller` when that was asked for in the meantime. Cheap to call often: it
    looks at the database at most a few times a second.
    """

    import_id: UUID
    told: Callable[[float], Awaitable[None]]
