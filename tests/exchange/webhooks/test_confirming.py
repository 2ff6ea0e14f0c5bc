"""Before anything else an address answers a test: nobody gets messages that it never asked for."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import pytest

from ok_api.exchange.tools import Tools
from tests.callers import Caller, Callers
from tests.exchange.webhooks.lines import (
    Courier,
    add_schools,
    execute,
    hurry,
    rename,
    secret_of,
    subscribe,
    until_settled,
)
from tests.exchange.webhooks.receiver import Answering, Message, Receiver, receiving

Start = Callable[[], Courier]


def saying(status: int) -> Answering:
    async def answer(_message: Message) -> tuple[int, Mapping[str, str]]:
        return status, {}

    return answer


@pytest.fixture
def receiver(receiver: Receiver) -> Receiver:
    """One that shows what it is asked."""
    receiver.willing = False
    return receiver


async def asked(dsn: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(
            "SELECT * FROM webhook_deliveries WHERE subject LIKE '%/confirmation' ORDER BY id"
        )
    finally:
        await connection.close()


async def state(caller: Caller, told: Mapping[str, Any]) -> dict[str, Any]:
    return dict((await caller.get(told["self"])).json())


async def until(caller: Caller, told: Mapping[str, Any], **expected: Any) -> None:
    async with asyncio.timeout(20):
        while True:
            now = await state(caller, told)
            if {name: now[name] for name in expected} == expected:
                return
            await asyncio.sleep(0.02)


async def hurried(dsn: str, receiver: Receiver, count: int) -> list[Message]:
    """What it took, with pauses that are over at once: one attempt may be under way meanwhile."""
    async with asyncio.timeout(20):
        while True:
            await hurry(dsn)
            if len({message.id for message in receiver.taken}) >= count:
                return receiver.taken
            await asyncio.sleep(0.05)


async def test_a_signed_test_comes_first_and_the_changes_after_its_answer(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    answered = asyncio.Event()

    async def slowly(_message: Message) -> tuple[int, Mapping[str, str]]:
        await answered.wait()
        return 204, {}

    receiver.answering = slowly
    told = await subscribe(callers.office, receiver.address)
    assert told["confirmed"] is False
    courier()
    await add_schools(tools.database, "99ZZ01", "99ZZ02")
    await receiver.until(lambda: receiver.got)
    await asyncio.sleep(0.3)
    (question,) = receiver.got
    question.verify(await secret_of(callers.office, told))
    assert question.event["type"] == "nl.ontwikkelkracht.test"
    answered.set()
    messages = await receiver.until_taken(3)
    assert {message.subject for message in messages[1:]} == {"schools/99ZZ01", "schools/99ZZ02"}
    assert (await state(callers.office, told))["confirmed"] is True
    assert [row["status"] for row in await asked(tools.dsn)] == ["delivered"]


@pytest.mark.parametrize("status", [500, 404, 401, 302])
async def test_who_does_not_say_yes_is_sent_nothing_else(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, status: int
) -> None:
    receiver.answering = saying(status)
    told = await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, *(f"99ZZ{number:02d}" for number in range(20)))
    for _ in range(10):
        await asyncio.sleep(0.1)
        await hurry(tools.dsn)
    assert len(receiver.got) > 2
    assert {message.event["type"] for message in receiver.got} == {"nl.ontwikkelkracht.test"}
    assert len({message.id for message in receiver.got}) == 1, "one question, asked again"
    now = await state(callers.office, told)
    assert (now["confirmed"], now["pendingCount"]) == (False, 21)
    receiver.answering = saying(204)
    await hurried(tools.dsn, receiver, 21)
    rows = await until_settled(tools.dsn, 20)
    assert {row["status"] for row in rows} == {"delivered"}


async def test_a_courier_rests_while_it_waits_for_the_answer(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """What waits is due and yet not sent: that must not make it look again and again."""
    receiver.answering = saying(500)
    await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    await receiver.until(lambda: receiver.got)
    await asyncio.sleep(0.3)
    before = await committed(tools.dsn)
    await asyncio.sleep(1)
    assert await committed(tools.dsn) - before < 20


async def committed(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_stat_clear_snapshot()")
        return int(
            await connection.fetchval(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
            )
        )
    finally:
        await connection.close()


async def test_a_test_that_was_asked_for_confirms_too(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = saying(500)
    told = await subscribe(callers.office, receiver.address)
    courier()
    await receiver.until(lambda: receiver.got)
    await add_schools(tools.database, "99ZZ01")
    receiver.answering = saying(204)
    answer = await callers.office.post(f"{told['self']}/test-events")
    assert answer.status_code == 201
    test, school = (await receiver.until_taken(2))[:2]
    assert (test.id, school.subject) == (answer.json()["eventId"], "schools/99ZZ01")
    assert [row["status"] for row in await asked(tools.dsn)] == ["dropped"], "it needs no answer"


async def test_another_address_is_asked_anew(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    courier()
    await until(callers.office, told, confirmed=True)
    async with receiving(saying(500)) as other:
        other.willing = False
        changed = await callers.office.change("PATCH", told["self"], {"address": other.address})
        assert changed.json()["confirmed"] is False
        await add_schools(tools.database, "99ZZ01")
        await other.until(lambda: other.got)
        await asyncio.sleep(0.3)
        assert {message.event["type"] for message in other.got} == {"nl.ontwikkelkracht.test"}
        assert [message.is_question for message in receiver.got] == [True]
        other.answering = saying(204)
        assert (await hurried(tools.dsn, other, 2))[-1].subject == "schools/99ZZ01"


async def test_an_answer_of_the_old_address_says_nothing_of_the_new_one(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """The old one answers only after the address was changed."""
    release = asyncio.Event()

    async def late(_message: Message) -> tuple[int, Mapping[str, str]]:
        await release.wait()
        return 204, {}

    receiver.answering = late
    told = await subscribe(callers.office, receiver.address)
    courier()
    await receiver.until(lambda: receiver.got)
    async with receiving(saying(500)) as other:
        other.willing = False
        await callers.office.change("PATCH", told["self"], {"address": other.address})
        await add_schools(tools.database, "99ZZ01")
        release.set()
        await receiver.until(lambda: receiver.taken)
        await other.until(lambda: other.got)
        await asyncio.sleep(0.3)
        assert all(message.is_question for message in other.got)
        assert (await state(callers.office, told))["confirmed"] is False


async def test_who_said_that_it_is_gone_is_asked_before_it_is_sent_anything_again(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    courier()
    await until(callers.office, told, confirmed=True)
    receiver.answering = saying(410)
    await add_schools(tools.database, "99ZZ01")
    await until(callers.office, told, status="retired")
    receiver.got.clear()
    receiver.answering = saying(500)
    active = await callers.office.change("PATCH", told["self"], {"status": "active"})
    assert active.json()["confirmed"] is False
    await rename(tools.database, "99ZZ01", "Een")
    await receiver.until(lambda: receiver.got)
    await asyncio.sleep(0.3)
    assert all(message.is_question for message in receiver.got)


async def test_whoever_wants_nothing_says_410_to_the_question(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = saying(410)
    told = await subscribe(callers.office, receiver.address)
    courier()
    await until(callers.office, told, statusReason="gone")
    assert len(receiver.got) == 1


async def test_a_question_whose_attempts_are_used_up_is_put_again(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """Until the subscription is retired, as one that takes nothing for days is."""
    receiver.answering = saying(500)
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await receiver.until(lambda: receiver.got)
    await one.end()
    await execute(tools.dsn, "UPDATE webhook_deliveries SET attempt_count = 10")
    await execute(
        tools.dsn, "UPDATE webhook_courses SET failing_since = failing_since - interval '4 days'"
    )
    courier()
    for _ in range(100):
        await hurry(tools.dsn)
        await asyncio.sleep(0.05)
        if len({message.id for message in receiver.got}) == 2:
            break
    assert len({message.id for message in receiver.got}) == 2
    assert (await state(callers.office, told))["status"] == "active"
    await execute(
        tools.dsn, "UPDATE webhook_courses SET failing_since = failing_since - interval '2 days'"
    )
    async with asyncio.timeout(20):
        while (await state(callers.office, told))["statusReason"] != "failing":
            await hurry(tools.dsn)
            await asyncio.sleep(0.05)


async def test_a_subscription_of_the_release_before_is_asked_too(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """That release knows of no question, and so leaves none in line."""
    told = await subscribe(callers.office, receiver.address)
    await execute(tools.dsn, "DELETE FROM webhook_deliveries")
    courier()
    await until(callers.office, told, confirmed=True)
    assert [message.is_question for message in receiver.got] == [True]
