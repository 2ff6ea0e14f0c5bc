"""The list of event types: what there is to subscribe to, and what each means."""

import httpx
import pytest

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.exchange.webhooks.event_types import KNOWN
from ok_api.rules.exchange_words import ChangeOperation
from tests.callers import Callers

PATH = "/v1/event-types"


async def test_anyone_may_look_them_up(client: httpx.AsyncClient) -> None:
    listed = (await client.get(PATH, params={"limit": 200, "count": "true"})).json()
    assert listed["total"] == len(listed["items"]) == len(FOLLOWED) * 3 + 2
    assert {item["resource"] for item in listed["items"]} == {*FOLLOWED, None}
    for item in listed["items"]:
        assert item["self"] == f"{PATH}/{item['name']}"
        assert all(item["meanings"][language] for language in ("nl", "en"))
        assert item["meaning"] == item["meanings"]["nl"]
    one = listed["items"][0]
    assert (await client.get(one["self"])).json() == one
    assert (await client.get(f"{PATH}/nl.ontwikkelkracht.cats.created")).status_code == 404


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("schools.closed", "School location closed. The school is closed; its data stay."),
        ("expertises.created", "Expertise or approach created. It is new."),
        ("documents.deleted", "Document deleted. It is no longer there."),
        ("test", "A test that the subscriber asked for: nothing changed."),
    ],
)
async def test_each_says_what_it_means(client: httpx.AsyncClient, name: str, meaning: str) -> None:
    headers = {"Accept-Language": "en"}
    told = (await client.get(f"{PATH}/nl.ontwikkelkracht.{name}", headers=headers)).json()
    assert told["meaning"] == meaning


async def test_it_is_a_table_too(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH, headers={"Accept": "text/csv"})
    assert "nl.ontwikkelkracht.enrolments.updated" in answer.text


async def test_all_of_them_can_be_subscribed_to_but_the_test(
    callers: Callers, private: None
) -> None:
    listed = (await callers.office.get(PATH, params={"limit": 200})).json()["items"]
    *names, test = [item["name"] for item in listed]
    assert test == "nl.ontwikkelkracht.test"
    body = {"address": "http://127.0.0.1/", "eventTypes": names}
    assert (await callers.office.post("/v1/webhook-subscriptions", json=body)).status_code == 201
    body["eventTypes"] = [test]
    refused = await callers.office.post("/v1/webhook-subscriptions", json=body)
    assert PATH in refused.json()["errors"][0]["message"]


def test_only_schools_are_closed() -> None:
    closed = [resource for resource, how in KNOWN.values() if how is ChangeOperation.CLOSED]
    assert closed == ["schools"]
