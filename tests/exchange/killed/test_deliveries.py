"""A thousand messages arrive whoever is killed on the way: none lost, none made twice."""

import random
import time
from collections import defaultdict

from tests.exchange.killed.receiver import Received, receiving
from tests.exchange.killed.registers import duo_list
from tests.exchange.killed.town import Town, eventually

SCHOOLS = 500
EVENTS = 2 * SCHOOLS
SEED = 1


def test_messages_arrive_however_often_somebody_is_killed(town: Town) -> None:
    town.open("server", "worker")
    chance = random.Random(SEED)  # noqa: S311 - A schedule, no secret.
    with receiving() as received:
        _subscribe(town, received)
        _load(town, "De Verzonnen School", "first")
        _load(town, "De Hernoemde School", "second")
        for victim in ("worker", "database", "server", "worker"):
            time.sleep(chance.uniform(0.1, 0.8))
            town.kill(victim)
        assert eventually(lambda: len(received.once) == 1 + EVENTS), len(received.once)
        _check_order(received)
    _check_what_is_left(town)


def _subscribe(town: Town, received: Received) -> None:
    body = {"address": received.address, "eventTypes": ["nl.ontwikkelkracht.schools.*"]}
    answer = town.insist("/v1/webhook-subscriptions", "subscription", json=body)
    assert answer.status_code == 201, answer.text


def _load(town: Town, name: str, key: str) -> None:
    query = {"kind": "schools", "referenceDate": "2026-08-01"}
    headers = {"Content-Type": "text/csv"}
    sent = {"params": query, "content": duo_list(SCHOOLS, name), "headers": headers}
    address = town.insist("/v1/imports", key, **sent).headers["Location"]
    assert eventually(lambda: town.client.get(address).json()["status"] == "applied")


def _check_order(received: Received) -> None:
    """The first is the test that an address answers before it is sent anything else."""
    told = defaultdict(list)
    first, *changes = received.once
    assert first["type"] == "nl.ontwikkelkracht.test"
    for event in changes:
        told[event["subject"]].append(event["type"].rpartition(".")[2])
    assert len(told) == SCHOOLS
    assert {tuple(operations) for operations in told.values()} == {("created", "updated")}


def _check_what_is_left(town: Town) -> None:
    waiting = "SELECT count(*) FROM webhook_deliveries WHERE status <> 'delivered'"
    assert eventually(lambda: town.count(waiting) == (0,))
    assert town.count("SELECT count(*) FROM webhook_deliveries") == (1 + EVENTS,)
