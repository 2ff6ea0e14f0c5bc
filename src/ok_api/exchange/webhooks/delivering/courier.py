"""The courier: follows the log for every subscription, and delivers what concerns it.

Any number of couriers may be at work. A subscription is carried by one of them at a time, by whom
is settled anew whenever nothing of it is on its way; and at once when its courier dies.
"""

import asyncio
from uuid import UUID

import structlog

from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.course import LOOK_EVERY, Course
from ok_api.exchange.webhooks.delivering.flights import ALL, Means
from ok_api.exchange.webhooks.delivering.locks import locks
from ok_api.exchange.webhooks.delivering.news import active
from ok_api.exchange.webhooks.delivering.posting import Post
from ok_api.exchange.webhooks.delivering.waiting import first_of
from ok_api.exchange.webhooks.signing import Signer

AGAIN_AFTER = 1.0
AT_MOST_EVERY = 0.2
"""Seconds between looks at which subscriptions there are, however often one is called."""

log = structlog.get_logger(__name__)


async def deliver(tools: Tools, stop: asyncio.Event) -> None:
    """Until told to stop, and then until what is on its way has arrived or failed."""
    async with Post(tools.settings, ALL) as post:
        while not stop.is_set():
            try:
                await _until_lost(tools, post, stop)
            except Exception as error:  # Whatever happened, deliveries must go on.
                log.warning("the courier starts again", error=repr(error))
                await first_of(stop, seconds=AGAIN_AFTER)


async def _until_lost(tools: Tools, post: Post, stop: asyncio.Event) -> None:
    """Carries what there is while its locks hold; once they are lost, another courier may."""
    async with locks(tools.dsn) as held:
        turns = asyncio.Semaphore(max(1, tools.settings.write_pool_size // 2))
        means = Means(tools, post, Signer(tools.settings), held, turns)
        courses: dict[UUID, asyncio.Task[None]] = {}
        try:
            while not (stop.is_set() or held.lost.is_set()):
                ticket = tools.signals.ticket("ok_log")
                await _start_courses(means, courses, stop)
                await first_of(held.lost, stop, seconds=AT_MOST_EVERY)
                await first_of(ticket, held.lost, stop, seconds=LOOK_EVERY)
            if not held.lost.is_set():
                await asyncio.gather(*courses.values())
        finally:
            for course in courses.values():
                course.cancel()
            await asyncio.gather(*courses.values(), return_exceptions=True)


async def _start_courses(
    means: Means, courses: dict[UUID, asyncio.Task[None]], stop: asyncio.Event
) -> None:
    for ended in [known for known, course in courses.items() if course.done()]:
        del courses[ended]
    for found in await active(means.tools):
        if found not in courses:
            courses[found] = asyncio.create_task(Course(means, found).run(stop))
