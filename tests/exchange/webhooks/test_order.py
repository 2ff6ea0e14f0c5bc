"""At least once, in order per subject, doubling nothing: whatever fails and whoever dies."""

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice

import pytest

from ok_api.exchange.tools import Tools
from tests.callers import Callers
from tests.exchange.webhooks.lines import (
    Courier,
    add_schools,
    assert_in_order,
    deliveries,
    hurry,
    rename_all,
    subscribe,
    until_settled,
)
from tests.exchange.webhooks.receiver import Answering, Message, Receiver

Start = Callable[[], Courier]
CODES = [f"9{number // 100}ZZ{number % 100:02d}" for number in range(100)]


def moody(seed: int, refusing: float) -> Answering:
    """Refuses at random, and answers after a while."""
    dice = random.Random(seed)  # noqa: S311 - The same dice in each run.

    async def answer(_message: Message) -> tuple[int, Mapping[str, str]]:
        await asyncio.sleep(dice.uniform(0, 0.01))
        return (500 if dice.random() < refusing else 204), {}

    return answer


async def _hurried(dsn: str, count: int) -> None:
    async with asyncio.timeout(60):
        while True:
            rows = await deliveries(dsn)
            if len(rows) >= count and all(row["status"] != "pending" for row in rows):
                return
            await hurry(dsn)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("seed", range(3))
async def test_what_fails_keeps_its_place(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, seed: int
) -> None:
    codes = CODES[:6]
    await add_schools(tools.database, *codes)
    receiver.answering = moody(seed, 0.4)
    await subscribe(callers.office, receiver.address)
    courier()
    for number in range(8):
        await rename_all(tools.database, codes, f"Naam {number}")
    await _hurried(tools.dsn, 48)
    assert {row["status"] for row in await deliveries(tools.dsn)} == {"delivered"}
    assert len({message.id for message in receiver.taken}) == 48
    assert len(receiver.got) > 48
    assert_in_order(receiver.got)


async def test_two_couriers_share_without_doubling(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    codes = CODES[:10]
    await add_schools(tools.database, *codes)
    for _ in range(3):
        await subscribe(callers.office, receiver.address)
    courier()
    courier()
    for number in range(10):
        await rename_all(tools.database, codes, f"Naam {number}")
        await asyncio.sleep(0)
    rows = await until_settled(tools.dsn, 300)
    assert len(rows) == len({(row["subscription_id"], row["record_id"]) for row in rows}) == 300
    assert {row["attempt_count"] for row in rows} == {1}
    assert len(receiver.got) == 300


async def test_a_courier_that_comes_later_takes_over(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    await subscribe(callers.office, receiver.address)
    first, _second = courier(), courier()
    await add_schools(tools.database, CODES[0])
    await receiver.until_taken(1)
    first.kill()
    await add_schools(tools.database, CODES[1])
    await receiver.until_taken(2)


async def test_a_thousand_deliveries_survive_couriers_that_die(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    dice = random.Random(7)  # noqa: S311
    codes = CODES[:50]
    await add_schools(tools.database, *codes)
    receiver.answering = moody(7, 0.02)
    await subscribe(callers.office, receiver.address)
    changing = asyncio.create_task(_change(tools, codes))
    working = courier()
    for moment in islice(_moments(dice), 5):
        await receiver.until(partial(_has_got, receiver, moment))
        working.kill()
        await asyncio.gather(working.task, return_exceptions=True)
        working = courier()
    await changing
    await _hurried(tools.dsn, 1000)
    rows = await deliveries(tools.dsn)
    assert len(rows) == len({row["record_id"] for row in rows}) == 1000
    assert {row["status"] for row in rows} == {"delivered"}
    assert {row["event_id"] for row in rows} == {message.id for message in receiver.taken}
    assert len(receiver.taken) <= 1000 + 5 * 16, "only what was on its way is sent again"
    assert_in_order(receiver.got)


def _has_got(receiver: Receiver, count: int) -> bool:
    return len(receiver.got) > count


async def _change(tools: Tools, codes: list[str]) -> None:
    for number in range(20):
        await rename_all(tools.database, codes, f"Naam {number}")


def _moments(dice: random.Random) -> Iterator[int]:
    """After how many messages a courier dies."""
    moment = 0
    while True:
        moment += dice.randrange(50, 180)
        yield moment
