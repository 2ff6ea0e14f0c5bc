"""Deliveries over HTTP: looking at them, a test event, and sending again what failed."""

import asyncio
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from ok_api.exchange.tools import Tools
from tests.callers import Callers
from tests.exchange.webhooks.lines import (
    Courier,
    add_schools,
    assert_in_order,
    deliveries,
    execute,
    hurry,
    rename,
    secret_of,
    subscribe,
    until_all_tried,
    until_settled,
    until_tried,
)
from tests.exchange.webhooks.receiver import Message, Receiver

Start = Callable[[], Courier]
FAIL = """UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL,
          attempt_count = 11, last_error = 'said' WHERE subject NOT LIKE '%/confirmation'"""


async def refuse(_message: Message) -> tuple[int, dict[str, str]]:
    return 500, {}


async def test_a_test_event_arrives_whatever_is_subscribed_to(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address, ["nl.ontwikkelkracht.sessions.*"])
    courier()
    answer = await callers.office.post(f"{told['self']}/test-events")
    assert answer.status_code == 201, answer.text
    (message,) = await receiver.until_taken(1)
    message.verify(await secret_of(callers.office, told))
    assert message.event["type"] == "nl.ontwikkelkracht.test"
    await until_settled(tools.dsn, 1)
    delivery = (await callers.office.get(answer.headers["location"])).json()
    assert (delivery["status"], delivery["attemptCount"]) == ("delivered", 1)
    assert delivery["event"] == message.event
    now = (await callers.office.get(told["self"])).json()
    assert now["lastDeliveredAt"] >= delivery["deliveredAt"]


async def test_a_test_event_waits_for_no_other(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """Not for a test that failed, and not for what waits to be tried again."""
    told = await subscribe(callers.office, receiver.address)
    receiver.answering = refuse
    courier()
    await add_schools(tools.database, *(f"99ZZ{number:02d}" for number in range(10)))
    await until_tried(tools.dsn)
    first = (await callers.office.post(f"{told['self']}/test-events")).json()
    await receiver.until(lambda: first["eventId"] in [message.id for message in receiver.got])
    second = (await callers.office.post(f"{told['self']}/test-events")).json()
    await receiver.until(lambda: second["eventId"] in [message.id for message in receiver.got])
    assert first["subject"] != second["subject"]


async def test_a_test_event_goes_before_all_that_is_due_and_past_those_that_hang(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    """A receiver that takes nothing is sent two at a time; a test event waits for neither."""
    told = await subscribe(callers.office, receiver.address)
    receiver.answering = refuse
    courier()
    await add_schools(tools.database, *(f"99ZZ{number:02d}" for number in range(10)))
    await until_all_tried(tools.dsn, 10)
    release = asyncio.Event()

    async def hang(message: Message) -> tuple[int, dict[str, str]]:
        if message.subject.startswith("schools/"):
            await release.wait()
        return 204, {}

    receiver.answering = hang
    receiver.got.clear()
    await hurry(tools.dsn)
    await receiver.until(lambda: len(receiver.got) == 2)
    for number in (1, 2, 3):
        answer = await callers.office.post(f"{told['self']}/test-events")
        assert answer.status_code == 201, answer.text
        await receiver.until_taken(number)
    assert all(message.subject.startswith("webhook-") for message in receiver.taken)
    release.set()
    await until_settled(tools.dsn, 13)


async def test_nothing_is_sent_for_a_paused_subscription(
    tools: Tools, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    await callers.office.change("PATCH", told["self"], {"status": "paused"})
    for path, body in (("/test-events", None), ("/replays", {})):
        answer = await callers.office.post(told["self"] + path, json=body)
        assert answer.status_code == 409
        assert answer.json()["subscriptionStatus"] == "paused"


async def test_deliveries_are_listed_the_latest_first_and_filtered(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01", "99ZZ02")
    await rename(tools.database, "99ZZ02", "Twee")
    await until_settled(tools.dsn, 3)

    async def listed(query: str = "") -> list[str]:
        items = (await callers.office.get(told["deliveries"] + query)).json()["items"]
        assert all("event" not in item for item in items)
        names = [item["subject"][-2:] + item["eventType"][-7:] for item in items]
        return [name for name in names if "test" not in name]

    assert await listed() == ["02updated", "02created", "01created"]
    assert await listed("?eventType=nl.ontwikkelkracht.schools.updated") == ["02updated"]
    unknown = await callers.office.get(
        f"{told['deliveries']}?eventType=nl.ontwikkelkracht.schools.*"
    )
    assert unknown.json()["errors"][0]["code"] == "unknown_event_type"
    assert await listed("?subject=schools/99ZZ01") == ["01created"]
    assert await listed("?status=failed") == []
    assert await listed("?until=2026-01-01") == []
    assert await listed("?from=2026-01-01&sort=id") == ["01created", "02created", "02updated"]


async def test_what_failed_is_sent_again_in_its_old_order(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01")
    for name in ("Een", "Twee", "Drie"):
        await rename(tools.database, "99ZZ01", name)
    await until_settled(tools.dsn, 4)
    await one.end()
    await execute(tools.dsn, FAIL)
    assert (await callers.office.get(told["self"])).json()["failedCount"] == 4
    receiver.got.clear()
    receiver.taken.clear()
    answer = await callers.office.post(f"{told['self']}/replays", json={"status": "failed"})
    assert (answer.status_code, answer.json()) == (202, {"count": 4})
    waiting = await deliveries(tools.dsn)
    assert [row["next_attempt_at"] is None for row in waiting] == [False, True, True, True]
    courier()
    await receiver.until_taken(4)
    assert_in_order(receiver.got)
    rows = await until_settled(tools.dsn, 4)
    assert {(row["status"], row["attempt_count"]) for row in rows} == {("delivered", 1)}


async def test_only_what_failed_since_a_moment_is_sent_again(
    tools: Tools, callers: Callers, receiver: Receiver, courier: Start
) -> None:
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01", "99ZZ02")
    await until_settled(tools.dsn, 2)
    await one.end()
    await execute(tools.dsn, FAIL)
    earlier = "UPDATE webhook_deliveries SET created_at = '2026-01-01' WHERE subject LIKE '%01'"
    await execute(tools.dsn, earlier)
    body = {"since": "2026-06-01T00:00:00"}
    answer = await callers.office.post(f"{told['self']}/replays", json=body)
    assert answer.json() == {"count": 1}
    rows = await deliveries(tools.dsn)
    assert [row["status"] for row in rows] == ["failed", "pending"]


async def test_one_delivery_is_sent_again_under_the_same_id(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    (row,) = await until_settled(tools.dsn, 1)
    answer = await callers.office.post(f"{told['deliveries']}/{row['id']}/replays")
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    await receiver.until(lambda: len(receiver.got) == 2)
    assert len({message.id for message in receiver.got}) == 1
    assert (await callers.office.post(f"{told['deliveries']}/9999/replays")).status_code == 404


async def test_a_replayed_event_goes_before_later_ones_of_its_subject(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01")
    (first,) = await until_settled(tools.dsn, 1)
    receiver.answering = refuse
    await rename(tools.database, "99ZZ01", "Een")
    await receiver.until(lambda: len(receiver.got) == 2)
    await one.end()
    await callers.office.post(f"{told['deliveries']}/{first['id']}/replays")
    rows = await deliveries(tools.dsn)
    assert [row["next_attempt_at"] is None for row in rows] == [False, True]


async def test_ending_a_subscription_while_something_is_on_its_way_harms_nothing(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver
) -> None:
    release = asyncio.Event()

    async def hang(_message: Message) -> tuple[int, dict[str, str]]:
        await release.wait()
        return 204, {}

    receiver.answering = hang
    told = await subscribe(callers.office, receiver.address)
    one = courier()
    await add_schools(tools.database, "99ZZ01")
    with capture_logs() as logged:
        await receiver.until(lambda: receiver.got)
        assert (await callers.office.change("DELETE", told["self"], None)).status_code == 204
        release.set()
        await receiver.until_taken(1)
        await subscribe(callers.research, receiver.address)
        await rename(tools.database, "99ZZ01", "Een")
        await receiver.until_taken(2)
        await one.end()
    assert not [entry for entry in logged if entry["log_level"] not in ("debug", "info")]
    (row,) = await deliveries(tools.dsn)
    assert row["status"] == "delivered"


async def test_ending_a_subscription_takes_its_deliveries_along(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    told = await subscribe(callers.office, receiver.address)
    other = await subscribe(callers.research, receiver.address)
    courier()
    await add_schools(tools.database, "99ZZ01")
    await until_settled(tools.dsn, 2)
    assert (await callers.office.change("DELETE", told["self"], None)).status_code == 204
    rows = await deliveries(tools.dsn)
    assert [str(row["subscription_id"]) for row in rows] == [other["id"]]
    await rename(tools.database, "99ZZ01", "Een")
    await until_settled(tools.dsn, 2)
