"""An import goes on to its end whoever is killed on the way: nothing lost, nothing doubled."""

import random
import time

from tests.exchange.killed.registers import duo_list
from tests.exchange.killed.town import Town, eventually

ROWS = 8_622
SEED = 1
FINAL = ("planned", "applied", "failed", "cancelled")


def test_a_register_arrives_whole_however_often_somebody_is_killed(town: Town) -> None:
    town.open("server", "worker")
    chance = random.Random(SEED)  # noqa: S311 - A schedule, no secret.
    query = {"kind": "schools", "referenceDate": "2026-08-01"}
    headers = {"Content-Type": "text/csv"}
    victims = chance.sample(["server", "worker", "database"], 3)
    address = town.insist(
        "/v1/imports", "register", params=query, content=duo_list(ROWS), headers=headers
    ).headers["Location"]
    for victim in victims:
        time.sleep(chance.uniform(0.1, 1.2))
        town.kill(victim)
    assert eventually(lambda: _status(town, address) in FINAL)
    done = town.client.get(address).json()
    assert done["status"] == "applied", done["problem"]
    assert done["counts"]["created"] == ROWS
    _check_what_is_left(town, address)


def _status(town: Town, address: str) -> str | None:
    answer = town.get(address)
    return answer.json()["status"] if answer else None


def _check_what_is_left(town: Town, address: str) -> None:
    assert town.count("SELECT count(*) FROM imports") == (1,)
    assert town.count("SELECT count(*) FROM schools") == (ROWS,)
    recorded = """SELECT count(*), count(DISTINCT key), count(DISTINCT log_commit_id)
                  FROM audit_records WHERE resource = 'schools' AND action = 'create'"""
    assert town.count(recorded) == (ROWS, ROWS, 1)
    rows = "SELECT count(*), count(DISTINCT key) FROM import_rows WHERE import_id = $1::uuid"
    assert town.count(rows, address.rpartition("/")[2]) == (ROWS, ROWS)
    assert eventually(lambda: town.count("SELECT count(*) FROM pgqueuer") == (0,))
