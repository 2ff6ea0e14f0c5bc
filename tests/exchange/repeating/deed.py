"""One request, to be sent any number of times, and what comes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Caller

ENTITLED = "entitled@example.org"
"""Who does them all; also the evaluator of what is to be completed."""


@dataclass(frozen=True)
class Deed:
    """One request, to be sent any number of times."""

    path: str
    body: Any = None
    changes: bool = True
    """Whether the log tells of it."""
    grows: str = "SELECT 0"
    """What is one more afterwards, where the log does not tell."""
    status: int = 201
    file: bytes | None = None
    """Sent as a form with the body, each time with another boundary, as browsers do."""
    content: bytes | None = None
    """Sent as the whole body, as CSV."""

    async def send(self, client: httpx.AsyncClient, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key}
        if self.content is not None:
            headers["Content-Type"] = "text/csv"
            return await client.post(self.path, content=self.content, headers=headers)
        if self.file is None:
            return await client.post(self.path, json=self.body, headers=headers)
        files = {"file": ("plan.pdf", self.file, "application/pdf")}
        return await client.post(self.path, data=self.body, files=files, headers=headers)


Prepare = Callable[[AsyncSession, Caller], Awaitable[Deed]]


class Deeds(dict[str, Prepare]):
    """By operation: makes what must be there before it, and the request."""

    def of(self, operation: str) -> Callable[[Prepare], Prepare]:
        def declare(prepare: Prepare) -> Prepare:
            self[operation] = prepare
            return prepare

        return declare
