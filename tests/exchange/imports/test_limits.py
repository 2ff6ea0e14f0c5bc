"""What one account may have under way at once, and with which rights a plan is carried out."""

import asyncpg
import pytest

from ok_api.exchange.imports import service, watching
from ok_api.exchange.listeners import LISTENERS, Listeners
from tests.callers import Callers
from tests.exchange.imports.sending import lines, own, school, send, sent

EVENTS = {"Accept": "text/event-stream"}
FILE = own(school("99ZZ01"))
APPLICATION = lines({"establishmentCode": "99ZZ01"})
JSONL, ROWS = "application/jsonl", {"kind": "applications", "unit": "row"}


async def test_one_account_has_so_many_under_way(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.EACH_ACCOUNT == 10
    monkeypatch.setattr(service, "EACH_ACCOUNT", 2)
    first, _ = [await send(callers.office, FILE) for _ in range(2)]
    refused = await send(callers.office, FILE)
    assert (refused.status_code, refused.json()["limit"]) == (409, 2)
    assert refused.json()["type"] == "/v1/problem-types/wrong-state"
    assert (await send(callers.school("99ZZ01"), FILE, kind="applications")).status_code == 202
    await callers.office.post(f"{first.headers['location']}/cancellation")
    assert (await send(callers.office, FILE)).status_code == 202


async def test_a_plan_too_waits_its_turn(
    callers: Callers, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    monkeypatch.setattr(service, "EACH_ACCOUNT", 0)
    answer = await callers.office.post(f"{planned['self']}/application")
    assert (answer.status_code, answer.json()["limit"]) == (409, 0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "het account dat dit plan stuurde"), ("en", "the account that")],
    ids=["nl", "en"],
)
async def test_only_its_sender_carries_out_a_plan(
    callers: Callers, worker: None, language: str, said: str
) -> None:
    planned = await sent(callers.school("99ZZ01"), APPLICATION, JSONL, mode="plan", **ROWS)
    headers = {"Accept-Language": language}
    answer = await callers.office.post(f"{planned['self']}/application", headers=headers)
    assert answer.status_code == 403
    assert said in answer.json()["detail"]
    assert (await callers.office.get(planned["self"])).json()["status"] == "planned"
    answer = await callers.office.post(f"{planned['self']}/cancellation")
    assert answer.json()["status"] == "cancelled"


async def test_a_plan_is_carried_out_with_the_rights_of_now(
    callers: Callers, worker: None, dsn: str
) -> None:
    """As of an account that had more rights when it sent the plan."""
    mine = callers.school("99ZZ01")
    planned = await sent(mine, APPLICATION, JSONL, mode="plan", **ROWS)
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "UPDATE imports SET actor_roles = '{office,school}', actor_schools = '{99ZZ01,99ZZ02}'"
    )
    answer = await mine.post(f"{planned['self']}/application")
    assert answer.status_code == 202
    row = await connection.fetchrow("SELECT actor_roles, actor_schools FROM imports")
    await connection.close()
    assert row is not None
    assert tuple(row) == (["school"], ["99ZZ01"])


async def test_who_watches_too_often_is_sent_away_for_a_while(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = (await send(callers.office, FILE)).headers["location"]
    full = Listeners(most=5, each=0)
    monkeypatch.setattr("ok_api.exchange.imports.routes.LISTENERS", full)
    assert (await callers.office.get(address, headers=EVENTS)).status_code == 503
    assert (await callers.office.get(address)).status_code == 200


async def test_watching_ends_in_time(callers: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LONGEST", 0.1)
    address = (await send(callers.office, FILE)).headers["location"]
    answer = await callers.office.get(address, headers=EVENTS)
    assert answer.text.count("event: import") == 1
    assert not LISTENERS.waiting
