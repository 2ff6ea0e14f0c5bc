"""Who takes rows over: the caller who sent them, in each operation with the rights it has there."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ok_api.access import policy
from ok_api.access.mandate import actor_under
from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Work
from ok_api.foundation.identity import Actor
from ok_api.tables import Import

_Found = TypeVar("_Found")


def context_of(imported: Import) -> RequestContext:
    """The trail names the import as the request; a row that is there may be replaced."""
    return RequestContext(
        request_id=f"import/{imported.id}",
        language="nl",
        reason=imported.reason,
        if_match="*",
    )


@dataclass
class Acting:
    """One transaction of an import; what was looked up by name is remembered as long as it."""

    work: Work
    actor: Actor
    known: dict[Hashable, Any] = field(default_factory=dict)

    @classmethod
    def under(cls, imported: Import, work: Work) -> "Acting":
        return cls(work, actor_under(imported))

    async def to(self, operation: str) -> Work:
        """The work as that operation would have it. Raises `Forbidden` where it may not be asked.

        What was done before belongs to the operation before, so the trail is told of it first.
        """
        if self.work.context.operation != operation:
            await self.work.session.flush()
            self.work.context = replace(self.work.context, operation=operation)
            self.work.actor = self.actor
        self.work.actor = policy.require(self.actor, operation)
        return self.work

    async def once(self, key: Hashable, find: Callable[[], Awaitable[_Found]]) -> _Found:
        """What was found before under the same name."""
        if key not in self.known:
            self.known[key] = await find()
        found: _Found = self.known[key]
        return found
