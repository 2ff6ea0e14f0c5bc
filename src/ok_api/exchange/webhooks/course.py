"""The course of one subscription: turns, each of which moves its line by one transaction.

A turn writes down what came of attempts, puts new events in line, and says what is due. Sending
happens between turns, without a transaction. Whoever dies in between has sent something of which
nothing is written; the next courier sends it again under the same `webhook-id`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from ok_api.exchange.changes.queries import Place
from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.events import MEDIA_TYPE
from ok_api.exchange.webhooks.line import Due
from ok_api.exchange.webhooks.locks import Locks
from ok_api.exchange.webhooks.looking import News, Standing, glance, read_news, still_readable
from ok_api.exchange.webhooks.posting import Post
from ok_api.exchange.webhooks.retrying import Attempt
from ok_api.exchange.webhooks.signing import Signer, signed
from ok_api.exchange.webhooks.turn import Orders, Seen, take_turn
from ok_api.exchange.webhooks.waiting import first_of
from ok_api.foundation import clock, json
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import SYSTEM

EACH = 16
"""Deliveries of one subscription that are on their way at a time."""
ALL = 256
"""And of all subscriptions of one courier. Nobody takes more than half of what is left, so that
slow receivers cannot keep the others waiting."""
LOOK_EVERY = 2.0
"""Seconds after which one looks again although nobody called."""
AGAIN_AFTER = 1.0
FAR = 1000
"""Commits that are of no concern are passed over in memory, and written down once in so many."""
YOUNG = timedelta(minutes=1)
"""What was put in line longer ago is checked again: the subscriber may have lost its rights."""
CONTEXT = RequestContext(request_id="", language="nl", operation="deliverWebhooks")

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


class Course:
    def __init__(self, means: Means, subscription_id: UUID) -> None:
        self._means = means
        self._id = subscription_id
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._landed: list[Attempt] = []
        self._stirred = asyncio.Event()
        self._stored = self._place = Place.START
        self._held = False
        self._landing = False

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop, or until the subscription is no longer active."""
        try:
            while not stop.is_set():
                ticket = self._means.tools.signals.ticket("ok_log")
                self._stirred.clear()
                pause = await self._carefully()
                if pause is None:
                    break
                await first_of(ticket, self._stirred, stop, seconds=pause)
                # Where only something landed, there is nothing new in the log.
                self._landing = self._stirred.is_set() and pause > 0 and not ticket.is_set()
            await self._land()
        finally:
            for flight in self._flights.values():
                flight.cancel()

    async def _carefully(self) -> float | None:
        """One subscription's trouble is not that of the others: it is told, and tried again."""
        try:
            async with self._means.turns:
                return await self._turn()
        except Exception as error:
            log.warning("a turn failed", subscription=str(self._id), error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)
            return 0

    async def _turn(self) -> float | None:
        """Answers how long there is nothing to do, or `None` when there is nothing to carry."""
        if not await self._hold():
            return LOOK_EVERY
        try:
            return await self._look_and_act()
        finally:
            if not self._flights and not self._landed:
                await self._let_go()

    async def _look_and_act(self) -> float | None:
        standing = await glance(self._means.tools, self._id, list(self._flights))
        if standing is None or not standing.active:
            return None
        if standing.place != self._stored:
            self._stored = self._place = standing.place
        news = await self._news(standing)
        next_due = standing.next_due
        if self._must_write(standing, news):
            orders = await self._write(standing, news)
            if orders is None or not orders.active:
                return None
            next_due = orders.next_due
        else:
            self._place = news.until
        return self._pause(news, None if next_due is None else next_due - clock.now())

    async def _news(self, standing: Standing) -> News:
        if self._landing:
            return News([], self._place, at_end=True)
        return await read_news(self._means.tools, standing, self._place)

    def _must_write(self, standing: Standing, news: News) -> bool:
        due = standing.next_due is not None and standing.next_due <= clock.now()
        far = news.until.commit - self._stored.commit > FAR
        return bool(self._landed or news.changes or far or (due and self._free() > 0))

    def _pause(self, news: News, due_in: timedelta | None) -> float:
        if not news.at_end:
            return 0
        if due_in is None or (self._flights and due_in <= timedelta(0)):
            return LOOK_EVERY
        return min(LOOK_EVERY, max(0.05, due_in.total_seconds()))

    def _free(self) -> int:
        return min(EACH - len(self._flights), (ALL - self._means.flying) // 2)

    async def _write(self, standing: Standing, news: News) -> Orders | None:
        landed = tuple(self._landed)
        seen = Seen(self._id, standing, news, landed, list(self._flights), self._free())
        tools = self._means.tools
        async with tools.database.unit_of_work(SYSTEM, CONTEXT) as work:
            orders = await take_turn(work, tools.settings, self._means.signer, seen)
        del self._landed[: len(landed)]
        if orders is None:
            return None
        if orders.moved:
            self._stored = self._place = news.until
        for due in orders.due:
            self._start(due, orders.address, orders.secrets, standing)
        return orders

    def _start(self, due: Due, address: str, secrets: Sequence[str], standing: Standing) -> None:
        self._means.flying += 1
        flight = asyncio.create_task(self._send(due, address, secrets, standing))
        self._flights[due.subject] = flight
        flight.add_done_callback(lambda _: self._ended(due.subject))

    def _ended(self, subject: str) -> None:
        self._means.flying -= 1
        del self._flights[subject]
        self._stirred.set()

    async def _send(
        self, due: Due, address: str, secrets: Sequence[str], standing: Standing
    ) -> None:
        """Whatever goes wrong here leaves the delivery in line, and it is due again."""
        try:
            if await self._may_send(due, standing):
                body = json.encode_text(due.event)
                headers = signed(secrets, due.event_id, body, clock.now())
                headers["Content-Type"] = MEDIA_TYPE
                answer = await self._means.post.send(address, headers, body)
                told = (answer.status, answer.said, answer.retry_after)
                attempt = Attempt(due.id, due.subject, due.attempt_count + 1, clock.now(), *told)
            else:
                attempt = Attempt.withdraw(due.id, due.subject, due.attempt_count, clock.now())
            self._landed.append(attempt)
        except Exception as error:
            log.warning("nothing was sent", subscription=str(self._id), error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    async def _may_send(self, due: Due, standing: Standing) -> bool:
        if due.attempt_count == 0 and clock.now() - due.created_at < YOUNG:
            return True
        return await still_readable(self._means.tools, standing, due.event_id, due.subject)

    async def _hold(self) -> bool:
        if not self._held:
            self._held = await self._means.locks.take(self._id)
        return self._held

    async def _let_go(self) -> None:
        self._held = False
        await self._means.locks.release(self._id)

    async def _land(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        if self._flights:
            await asyncio.wait(list(self._flights.values()))
        try:
            if self._landed:
                await self._write_down()
        except Exception as error:  # It is sent again then, under the same id.
            log.warning("attempts were not noted", subscription=str(self._id), error=repr(error))
        finally:
            if self._held:
                await self._let_go()

    async def _write_down(self) -> None:
        tools, standing = self._means.tools, await glance(self._means.tools, self._id, ())
        if standing is None:
            return
        nothing = News([], standing.place, at_end=True)
        seen = Seen(self._id, standing, nothing, tuple(self._landed), (), 0)
        async with tools.database.unit_of_work(SYSTEM, CONTEXT) as work:
            await take_turn(work, tools.settings, self._means.signer, seen)
