"""What is on its way to one receiver, and what has come of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.locks import Locks
from ok_api.exchange.webhooks.delivering.news import Standing, still_readable
from ok_api.exchange.webhooks.delivering.posting import Post
from ok_api.exchange.webhooks.delivering.retrying import Attempt
from ok_api.exchange.webhooks.delivering.turn import Orders
from ok_api.exchange.webhooks.events import MEDIA_TYPE
from ok_api.exchange.webhooks.queue import Due
from ok_api.exchange.webhooks.signing import Signer, signed
from ok_api.foundation import clock, json

EACH = 16
"""Deliveries of one subscription that are on their way at a time."""
ALL = 256
"""And of all subscriptions of one courier. Nobody takes more than half of what is left, so that
slow receivers cannot keep the others waiting."""
YOUNG = timedelta(minutes=1)
"""What was put in line longer ago is checked again: the subscriber may have lost its rights."""
AGAIN_AFTER = 1.0

log = structlog.get_logger(__name__)


@dataclass
class Means:
    """What all courses of one courier share."""

    tools: Tools
    post: Post
    signer: Signer
    locks: Locks
    turns: asyncio.Semaphore
    """How many turns there may be at the same time, for the sake of the database."""
    flying: int = 0


class Flights:
    def __init__(self, means: Means, subscription_id: UUID) -> None:
        self._means = means
        self._id = subscription_id
        self._by_subject: dict[str, asyncio.Task[None]] = {}
        self.landed: list[Attempt] = []
        self.stirred = asyncio.Event()
        """Set whenever one has ended."""

    @property
    def busy(self) -> list[str]:
        """The subjects that are on their way."""
        return list(self._by_subject)

    @property
    def free(self) -> int:
        """How many more there may be."""
        return min(EACH - len(self._by_subject), (ALL - self._means.flying) // 2)

    @property
    def at_rest(self) -> bool:
        return not self._by_subject and not self.landed

    def start(self, orders: Orders, standing: Standing) -> None:
        for due in orders.due:
            self._means.flying += 1
            flight = asyncio.create_task(self._send(due, orders.address, orders.secrets, standing))
            self._by_subject[due.subject] = flight
            flight.add_done_callback(partial(self._ended, due.subject))

    async def end(self) -> None:
        """Until nothing is on its way any more."""
        if self._by_subject:
            await asyncio.wait(list(self._by_subject.values()))

    def cancel(self) -> None:
        for flight in self._by_subject.values():
            flight.cancel()

    def _ended(self, subject: str, _flight: object) -> None:
        self._means.flying -= 1
        del self._by_subject[subject]
        self.stirred.set()

    async def _send(
        self, due: Due, address: str, secrets: Sequence[str], standing: Standing
    ) -> None:
        """Whatever goes wrong here leaves the delivery in line, and it is due again."""
        try:
            if await self._may_send(due, standing):
                self.landed.append(await self._attempt(due, address, secrets, standing))
            else:
                gone = Attempt.withdraw(due.id, due.subject, due.attempt_count, clock.now())
                self.landed.append(gone)
        except Exception as error:
            log.warning("nothing was sent", subscription=str(self._id), error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    async def _attempt(
        self, due: Due, address: str, secrets: Sequence[str], standing: Standing
    ) -> Attempt:
        body = json.encode_text(due.event)
        headers = signed(secrets, due.event_id, body, clock.now())
        headers["Content-Type"] = MEDIA_TYPE
        answer = await self._means.post.send(address, headers, body, standing.actor.subject)
        return Attempt(
            due.id,
            due.subject,
            due.attempt_count + 1,
            clock.now(),
            answer.status,
            answer.said,
            answer.retry_after,
            address=address,
        )

    async def _may_send(self, due: Due, standing: Standing) -> bool:
        if due.attempt_count == 0 and clock.now() - due.created_at < YOUNG:
            return True
        return await still_readable(self._means.tools, standing, due.event_id, due.subject)
