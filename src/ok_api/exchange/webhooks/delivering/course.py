"""The course of one subscription: turns, each of which moves its queue by one transaction.

A turn writes down what came of attempts, puts new events in line, and says what is due. Sending
happens between turns, without a transaction. Whoever dies in between has sent something of which
nothing is written; the next courier sends it again under the same `webhook-id`.
"""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from ok_api.exchange.changes.places import Place
from ok_api.exchange.webhooks.delivering.flights import AGAIN_AFTER, Flights, Means
from ok_api.exchange.webhooks.delivering.news import News, Standing, glance, read_news
from ok_api.exchange.webhooks.delivering.turn import Orders, Seen, take_turn
from ok_api.exchange.webhooks.delivering.waiting import first_of
from ok_api.foundation import clock
from ok_api.foundation.context import RequestContext
from ok_api.foundation.identity import SYSTEM

PACE = 0.02
"""Seconds between the beginnings of two turns: under load, many changes then share one."""
LOOK_EVERY = 2.0
"""Seconds after which one looks again although nobody called."""
ELSEWHERE_EVERY = 0.5
"""And after which one sees whether the courier that carries it is still there."""
FAR = 1000
"""Commits that are of no concern are passed over in memory, and written down once in so many."""
CONTEXT = RequestContext(request_id="", language="nl", operation="deliverWebhooks")

log = structlog.get_logger(__name__)


class Course:
    def __init__(self, means: Means, subscription_id: UUID) -> None:
        self._means = means
        self._id = subscription_id
        self._flights = Flights(means, subscription_id)
        self._stored = self._place = Place.START
        self._standing: Standing | None = None
        self._held = self._elsewhere = self._acted = self._landing = False

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop, or until the subscription is no longer active."""
        try:
            while not stop.is_set():
                ticket = self._means.tools.signals.ticket("ok_log")
                self._flights.stirred.clear()
                begun = time.monotonic()
                pause = await self._carefully()
                if pause is None:
                    break
                await self._rest(ticket, stop, begun, pause)
            await self._land()
        finally:
            self._flights.cancel()

    async def _rest(
        self, ticket: asyncio.Event, stop: asyncio.Event, begun: float, pause: float
    ) -> None:
        """Until there is something to do. What comes quickly one after the other shares a turn."""
        if pause > 0:
            calls = () if self._elsewhere else (ticket, self._flights.stirred)
            await first_of(*calls, stop, seconds=pause)
            await first_of(stop, seconds=begun + PACE - time.monotonic())
        # Where something only landed, there is nothing new in the log.
        self._landing = self._flights.stirred.is_set() and pause > 0 and not ticket.is_set()

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
        self._elsewhere = not await self._hold()
        if self._elsewhere:
            return ELSEWHERE_EVERY
        self._acted = False
        try:
            return await self._look_and_act()
        finally:
            if self._flights.at_rest and not self._acted:
                await self._let_go()

    async def _look_and_act(self) -> float | None:
        standing = await self._look()
        if standing is None or not standing.active:
            return None
        news = await self._news(standing)
        next_due = standing.next_due
        if self._must_write(standing, news):
            orders = await self._write(standing, news)
            if orders is None or not orders.active:
                return None
            if not orders.moved:
                return PACE
            next_due = orders.next_due
        else:
            self._place = news.until
        return self._pause(news, None if next_due is None else next_due - clock.now())

    async def _look(self) -> Standing | None:
        if self._landing and self._standing is not None:
            return replace(self._standing, place=self._stored)
        standing = await glance(self._means.tools, self._id, self._flights.busy)
        if standing is not None and standing.place != self._stored:
            self._stored = self._place = standing.place
        self._standing = standing
        return standing

    async def _news(self, standing: Standing) -> News:
        if self._landing:
            return News([], self._place, at_end=True)
        return await read_news(self._means.tools, standing, self._place)

    def _must_write(self, standing: Standing, news: News) -> bool:
        due = standing.next_due is not None and standing.next_due <= clock.now()
        far = news.until.commit - self._stored.commit > FAR
        asks = standing.unasked and not self._landing
        may_send = due and self._flights.free > 0
        return bool(self._flights.landed or news.changes or far or asks or may_send)

    def _pause(self, news: News, due_in: timedelta | None) -> float:
        if not news.at_end:
            return 0
        if due_in is None or (self._flights.busy and due_in <= timedelta(0)):
            return LOOK_EVERY
        return min(LOOK_EVERY, max(0.05, due_in.total_seconds()))

    async def _write(self, standing: Standing, news: News) -> Orders | None:
        landed = tuple(self._flights.landed)
        seen = Seen(self._id, standing, news, landed, self._flights.busy, self._flights.free)
        tools = self._means.tools
        async with tools.database.unit_of_work(SYSTEM, CONTEXT) as work:
            orders = await take_turn(work, tools.settings, self._means.signer, seen)
        del self._flights.landed[: len(landed)]
        self._acted = True
        if orders is None:
            return None
        if orders.moved:
            self._stored = self._place = news.until
        self._flights.start(orders, standing)
        return orders

    async def _hold(self) -> bool:
        if not self._held:
            self._held = await self._means.locks.take(self._id)
        return self._held

    async def _let_go(self) -> None:
        self._held = False
        await self._means.locks.release(self._id)

    async def _land(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        await self._flights.end()
        try:
            if self._flights.landed:
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
        seen = Seen(self._id, standing, nothing, tuple(self._flights.landed), (), 0)
        async with tools.database.unit_of_work(SYSTEM, CONTEXT) as work:
            await take_turn(work, tools.settings, self._means.signer, seen)
