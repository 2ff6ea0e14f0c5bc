"""What subscribers receive: signed events of what changed, for as long as they take them."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from standardwebhooks import WebhookVerificationError

from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from tests.callers import Callers
from tests.exchange.webhooks.lines import (
    Courier,
    add_schools,
    deliveries,
    execute,
    hurry,
    rename,
    secret_of,
    subscribe,
    until_settled,
    until_tried,
)
from tests.exchange.webhooks.receiver import Answering, Message, Receiver, receiving

Start = Callable[[], Courier]
SCHOOLS = ["nl.ontwikkelkracht.schools.*"]


def answering(status: int, **headers: str) -> Answering:
    async def answer(_message: Message) -> tuple[int, Mapping[str, str]]:
        return status, {name.replace("_", "-"): value for name, value in headers.items()}

    return answer


async def test_a_change_arrives_signed_as_a_cloud_event(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    await add_schools(tools.database, "99ZZ01")
    told = await subscribe(callers.office, receiver.address, SCHOOLS)
    courier()
    await rename(tools.database, "99ZZ01", "Een")
    (message,) = await receiver.until_taken(1)
    message.verify(await secret_of(callers.office, told))
    assert message.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    event = message.event
    assert event["type"] == "nl.ontwikkelkracht.schools.updated"
    assert event["subject"] == "schools/99ZZ01"
    assert message.id == event["id"] == event["data"]["cursor"]
    assert event["data"]["changed"] == ["name"]
    assert event["data"]["link"] == "/v1/schools/99ZZ01"
    (row,) = await until_settled(tools.dsn, 1)
    assert (row["status"], row["attempt_count"], row["last_status"]) == ("delivered", 1, 204)


async def test_only_what_was_asked_for_arrives(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    await subscribe(callers.office, receiver.address, ["nl.ontwikkelkracht.schools.created"])
    courier()
    await add_schools(tools.database, "99ZZ01")
    await rename(tools.database, "99ZZ01", "Een")
    await add_schools(tools.database, "99ZZ02")
    await receiver.until_taken(2)
    assert [message.subject for message in receiver.got] == ["schools/99ZZ01", "schools/99ZZ02"]


async def test_what_was_before_the_subscription_is_not_told(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    await add_schools(tools.database, "99ZZ01")
    courier()
    await subscribe(callers.office, receiver.address)
    await add_schools(tools.database, "99ZZ02")
    await receiver.until_taken(1)
    assert [message.subject for message in receiver.got] == ["schools/99ZZ02"]


async def test_a_failed_attempt_is_made_again_under_the_same_id(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(500)
    await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    await receiver.until(lambda: receiver.got)
    row = await until_tried(tools.dsn)
    assert (row["status"], row["last_status"], row["last_error"]) == ("pending", 500, "said!")
    wait = row["next_attempt_at"] - row["last_attempt_at"]
    assert timedelta(seconds=4) <= wait <= timedelta(seconds=6)
    receiver.answering = answering(200)
    await hurry(tools.dsn)
    (row,) = await until_settled(tools.dsn, 1)
    assert (row["status"], row["attempt_count"]) == ("delivered", 2)
    assert [message.id for message in receiver.got] == [row["event_id"]] * 2


async def test_a_receiver_may_ask_for_patience(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(503, Retry_After="3600")
    await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    row = await until_tried(tools.dsn)
    assert row["next_attempt_at"] - row["last_attempt_at"] == timedelta(hours=1)


async def test_a_redirect_is_not_followed(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(307, Location="/elsewhere")
    await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    row = await until_tried(tools.dsn)
    assert (row["status"], row["last_status"]) == ("pending", 307)
    assert {message.path for message in receiver.got} == {"/hook"}


async def test_after_the_last_attempt_it_has_failed_and_the_next_of_its_subject_goes(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(500)
    await subscribe(callers.office, receiver.address)
    first = courier()
    await add_schools(tools.database, "99ZZ01")
    await rename(tools.database, "99ZZ01", "Een")
    await until_tried(tools.dsn)
    await first.end()
    await execute(tools.dsn, "UPDATE webhook_deliveries SET attempt_count = 10 WHERE id = 1"
                  " OR id = (SELECT min(id) FROM webhook_deliveries)")  # fmt: skip
    courier()
    await hurry(tools.dsn)
    failed = await until_tried(tools.dsn, lambda row: row["status"] != "pending")
    assert (failed["status"], failed["attempt_count"]) == ("failed", 11)
    assert failed["next_attempt_at"] is None
    receiver.answering = answering(200)
    await hurry(tools.dsn)
    rows = await until_settled(tools.dsn, 2)
    assert [row["status"] for row in rows] == ["failed", "delivered"]


async def test_410_retires_the_subscription(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(410)
    told = await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, *(f"99ZZ{number:02d}" for number in range(40)))
    rows = await until_settled(tools.dsn, 40)
    assert {row["status"] for row in rows} == {"dropped"}
    now = (await callers.office.get(told["self"])).json()
    assert (now["status"], now["statusReason"]) == ("retired", "gone")
    assert now["retiredAt"] is not None
    receiver.answering = answering(204)
    before = len(receiver.got)
    active = await callers.office.change("PATCH", told["self"], {"status": "active"})
    assert active.json()["statusReason"] is None
    await rename(tools.database, "99ZZ01", "Een")
    await receiver.until_taken(1)
    assert [message.subject for message in receiver.got[before:]] == ["schools/99ZZ01"]


async def test_who_takes_nothing_for_days_is_retired(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    receiver.answering = answering(500)
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01")
    await until_tried(tools.dsn)
    await one.end()
    assert (await callers.office.get(told["self"])).json()["failingSince"] is not None
    await execute(
        tools.dsn, "UPDATE webhook_courses SET failing_since = failing_since - interval '6 days'"
    )
    courier()
    await hurry(tools.dsn)
    (row,) = await until_settled(tools.dsn, 1)
    assert row["status"] == "dropped"
    now = (await callers.office.get(told["self"])).json()
    assert (now["status"], now["statusReason"]) == ("retired", "failing")


async def test_a_pause_keeps_what_happens_meanwhile(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    courier()
    await callers.office.change("PATCH", told["self"], {"status": "paused"})
    await add_schools(tools.database, "99ZZ01")
    other = await subscribe(callers.research, receiver.address)
    await rename(tools.database, "99ZZ01", "Een")
    (message,) = await receiver.until_taken(1)
    message.verify(await secret_of(callers.research, other))
    await callers.office.change("PATCH", told["self"], {"status": "active"})
    rows = await until_settled(tools.dsn, 3)
    assert {row["status"] for row in rows} == {"delivered"}


async def test_both_secrets_sign_for_a_day(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    old = await secret_of(callers.office, told)
    assert (await callers.office.post(f"{told['self']}/secrets")).status_code == 201
    new = await secret_of(callers.office, told)
    assert new != old
    courier()
    await add_schools(tools.database, "99ZZ01")
    (message, *_) = await receiver.until_taken(1)
    message.verify(old)
    message.verify(new)
    await execute(tools.dsn, "UPDATE webhook_subscriptions SET previous_secret_until = now()")
    await rename(tools.database, "99ZZ01", "Een")
    message = (await receiver.until_taken(2))[-1]
    message.verify(new)
    with pytest.raises(WebhookVerificationError):
        message.verify(old)


async def test_a_slow_receiver_holds_up_nobody_else(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    release = asyncio.Event()

    async def slowly(_message: Message) -> tuple[int, Mapping[str, str]]:
        await release.wait()
        return 204, {}

    async with receiving(slowly) as slow:
        for _ in range(5):
            await subscribe(callers.office, slow.address)
        await subscribe(callers.office, receiver.address)
        courier()
        await add_schools(tools.database, *(f"99ZZ{number:02d}" for number in range(50)))
        await receiver.until_taken(50)
        assert not slow.taken
        release.set()
        await slow.until(lambda: len(slow.taken) == 250)


async def test_a_subject_that_hangs_holds_up_no_other(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    release = asyncio.Event()

    async def one_hangs(message: Message) -> tuple[int, Mapping[str, str]]:
        if message.subject == "schools/99ZZ01":
            await release.wait()
        return 204, {}

    receiver.answering = one_hangs
    await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01", "99ZZ02")
    for name in ("Een", "Twee", "Drie"):
        await rename(tools.database, "99ZZ01", name)
        await rename(tools.database, "99ZZ02", name)
    await receiver.until_taken(4)
    assert {message.subject for message in receiver.taken} == {"schools/99ZZ02"}
    release.set()
    await receiver.until_taken(8)


async def test_who_is_told_to_stop_ends_what_is_on_its_way(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    release = asyncio.Event()

    async def slowly(_message: Message) -> tuple[int, Mapping[str, str]]:
        await release.wait()
        return 204, {}

    receiver.answering = slowly
    await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01")
    await receiver.until(lambda: receiver.got)
    one.stop.set()
    release.set()
    await one.end()
    (row,) = await deliveries(tools.dsn)
    assert row["status"] == "delivered"
    assert row["delivered_at"] <= clock.now()
