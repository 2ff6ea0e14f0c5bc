"""Subscriptions over HTTP: whose they are, what they may ask for, and their secrets."""

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.webhooks import lookups
from ok_api.exchange.webhooks.signing import Signer
from ok_api.foundation.settings import Settings
from ok_api.tables import AuditRecord, StoredAnswer, WebhookSubscription
from tests.callers import Callers
from tests.exchange.webhooks.lines import secret_of, subscribe
from tests.factories import make_school

PATH = "/v1/webhook-subscriptions"
ADDRESS = "https://hooks.example.org/ok"
NEW = {"address": ADDRESS, "eventTypes": ["nl.ontwikkelkracht.sessions.*"]}


@pytest.fixture(autouse=True)
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is found, on the public internet, but for the one that is inside."""

    def addresses(host: str, _port: int) -> list[str]:
        return ["10.0.0.1" if "inside" in host else "93.184.216.34"]

    monkeypatch.setattr(lookups, "addresses", addresses)


async def test_nobody_is_asked_for_a_token(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 401
    assert (await client.post(PATH, json=NEW)).status_code == 401


async def test_another_account_s_subscription_is_not_there(callers: Callers) -> None:
    told = await subscribe(callers.school("99ZZ01"), ADDRESS)
    other = callers.school("99ZZ02")
    for path in ("", "/secret", "/deliveries", "/deliveries/1"):
        assert (await other.get(told["self"] + path)).status_code == 404, path
    for path in ("/secrets", "/test-events", "/deliveries/1/replays"):
        assert (await other.post(told["self"] + path)).status_code == 404, path
    assert (await other.post(told["self"] + "/replays", json={})).status_code == 404
    headers = {"If-Match": '"1"'}
    gone = await other.patch(told["self"], json={"description": "x"}, headers=headers)
    assert gone.status_code == 404
    assert (await other.delete(told["self"], headers=headers)).status_code == 404
    assert (await other.get(PATH)).json()["items"] == []


async def test_the_office_sees_all_and_reads_no_secret(callers: Callers) -> None:
    told = await subscribe(callers.school("99ZZ01"), ADDRESS)
    office = callers.office
    assert (await office.get(PATH)).json()["items"][0]["actor"] == "school-99ZZ01@example.org"
    refused = await office.get(told["secret"])
    assert refused.status_code == 403
    paused = await office.change("PATCH", told["self"], {"status": "paused"})
    assert paused.json()["actor"] == "school-99ZZ01@example.org"
    assert (await office.change("DELETE", told["self"], None)).status_code == 204
    assert (await office.get(told["self"])).status_code == 404


async def test_a_subscription_is_told_whole(callers: Callers) -> None:
    answer = await callers.research.post(PATH, json={**NEW, "description": "Dashboard"})
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == told["self"]
    assert "whsec" not in answer.text
    assert (told["status"], told["pendingCount"], told["failedCount"]) == ("active", 0, 0)
    assert (await callers.research.get(told["self"])).json() == told


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"eventTypes": []}, "/eventTypes", "too_few"),
        ({"eventTypes": ["everything"]}, "/eventTypes/0", "unknown_event_type"),
        ({"address": "http://hooks.example.org/ok"}, "/address", "https_only"),
        ({"address": "https://inside.example.org/"}, "/address", "not_public"),
        ({"address": "https://a:b@hooks.example.org/"}, "/address", "no_credentials"),
        ({"address": "javascript:alert(1)"}, "/address", "not_a_url"),
        ({"address": "https://hooks.example.org/\r\nX: y"}, "/address", "not_a_url"),
        ({"address": "ftp://hooks.example.org/"}, "/address", "not_a_url"),
        ({"address": "https://xn--a/"}, "/address", "not_a_url"),
        ({"address": ""}, "/address", "too_short"),
        ({"establishmentCodes": ["99ZZ99"]}, "/establishmentCodes/0", "unknown"),
        ({"establishmentCodes": ["school"]}, "/establishmentCodes/0", "pattern"),
        ({"status": "paused"}, "/status", "extra_forbidden"),
    ],
)
async def test_bad_input_is_explained(
    callers: Callers, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await callers.office.post(PATH, json={**NEW, **body})
    assert answer.status_code == 400, answer.text
    assert (pointer, code) in [(flaw["pointer"], flaw["code"]) for flaw in answer.json()["errors"]]


WRONG = {
    "address": "https://u:p@hooks.example.org/#part",
    "eventTypes": ["x", "*", "y"],
    "establishmentCodes": ["99ZZ98", "99ZZ99"],
}
FLAWS = [
    ("/address", "no_credentials"),
    ("/address", "no_fragment"),
    ("/eventTypes/0", "unknown_event_type"),
    ("/eventTypes/2", "unknown_event_type"),
    ("/establishmentCodes/0", "unknown"),
    ("/establishmentCodes/1", "unknown"),
]


async def test_all_flaws_are_told_at_once(callers: Callers) -> None:
    told = await subscribe(callers.office, ADDRESS)
    for answer in (
        await callers.office.post(PATH, json=WRONG),
        await callers.office.change("PATCH", told["self"], WRONG),
    ):
        assert answer.status_code == 400, answer.text
        assert [(flaw["pointer"], flaw["code"]) for flaw in answer.json()["errors"]] == FLAWS


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Een https-adres, zoals"), ("en", "An https address, such as")]
)
async def test_a_wrong_address_is_explained_in_a_sentence(
    callers: Callers, language: str, said: str
) -> None:
    body, headers = {**NEW, "address": "ftp://example.org/"}, {"Accept-Language": language}
    (flaw,) = (await callers.office.post(PATH, json=body, headers=headers)).json()["errors"]
    assert flaw["message"].startswith(said)


async def test_a_change_is_judged_as_a_new_one(callers: Callers) -> None:
    told = await subscribe(callers.office, ADDRESS)
    for wrong in ({"address": "https://inside.example.org/"}, {"eventTypes": ["everything"]}):
        answer = await callers.office.change("PATCH", told["self"], wrong)
        assert answer.status_code == 400
    body = {"eventTypes": ["*"], "address": "https://other.example.org/", "description": None}
    answer = await callers.office.change("PATCH", told["self"], body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["address"] == "https://other.example.org/"
    stale = await callers.office.patch(told["self"], json=body, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_a_change_by_its_owner_gives_it_the_rights_of_the_token_in_hand(
    callers: Callers, session: AsyncSession
) -> None:
    one, subject = callers.school("99ZZ01"), "school-99ZZ01@example.org"
    told = await subscribe(one, ADDRESS)
    now = callers.as_("school", subject, schools=["99ZZ02"])
    await now.change("PATCH", told["self"], {"description": "Zelfde school, andere code"})
    row = (await session.scalars(select(WebhookSubscription))).one()
    assert row.actor_schools == ["99ZZ02"]


async def test_establishment_codes_are_of_known_schools(
    callers: Callers, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    told = await subscribe(callers.office, ADDRESS, establishmentCodes=["99ZZ01"])
    assert told["establishmentCodes"] == ["99ZZ01"]
    changes = {"establishmentCodes": None}
    wider = await callers.office.change("PATCH", told["self"], changes)
    assert wider.json()["establishmentCodes"] is None


async def test_an_account_has_room_for_so_many_and_not_one_more(
    callers: Callers, settings: Settings
) -> None:
    room = settings.max_subscriptions_per_account
    answers = await asyncio.gather(*(callers.office.post(PATH, json=NEW) for _ in range(room + 10)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] * room + [409] * 10
    await subscribe(callers.research, ADDRESS)


async def test_the_secret_is_one_s_own_and_stays_the_same(callers: Callers) -> None:
    one = await subscribe(callers.office, ADDRESS)
    other = await subscribe(callers.office, ADDRESS)
    secret = await secret_of(callers.office, one)
    assert secret.startswith("whsec_")
    assert secret == await secret_of(callers.office, one)
    assert secret != await secret_of(callers.office, other)
    answer = await callers.office.get(one["secret"])
    assert answer.headers["cache-control"] == "no-store"


async def test_a_renewed_secret_differs_and_says_until_when_the_old_one_signs(
    callers: Callers,
) -> None:
    told = await subscribe(callers.office, ADDRESS)
    old = await secret_of(callers.office, told)
    answer = await callers.office.post(f"{told['self']}/secrets")
    assert answer.status_code == 201
    assert answer.headers["location"] == told["secret"]
    assert answer.json()["secretGeneration"] == 2
    assert answer.json()["previousSecretUntil"] is not None
    assert await secret_of(callers.office, told) != old


async def test_a_secret_in_use_does_not_end_by_a_double_click(
    callers: Callers, session: AsyncSession
) -> None:
    told = await subscribe(callers.office, ADDRESS)
    path = f"{told['self']}/secrets"
    first, again = await asyncio.gather(callers.office.post(path), callers.office.post(path))
    renewed, refused = sorted((first, again), key=lambda answer: answer.status_code)
    assert (renewed.status_code, refused.status_code) == (201, 409)
    assert refused.json()["type"].endswith("/wrong-state")
    told_until, until = (one.json()["previousSecretUntil"] for one in (refused, renewed))
    assert datetime.fromisoformat(told_until) == datetime.fromisoformat(until)
    assert (await callers.office.post(f"{path}?force=false")).status_code == 409
    assert (await callers.office.get(told["self"])).json()["secretGeneration"] == 2
    await session.execute(update(WebhookSubscription).values(previous_secret_until=func.now()))
    await session.commit()
    assert (await callers.office.post(path)).json()["secretGeneration"] == 3


async def test_a_leaked_secret_is_renewed_at_once(callers: Callers) -> None:
    told = await subscribe(callers.office, ADDRESS)
    path = f"{told['self']}/secrets"
    assert (await callers.office.post(path)).status_code == 201
    forced = await callers.office.post(f"{path}?force=true")
    assert (forced.status_code, forced.json()["secretGeneration"]) == (201, 3)
    for wrong in ("force=x", "why=leaked"):
        assert (await callers.office.post(f"{path}?{wrong}")).status_code == 400


async def test_no_secret_lies_in_the_database(
    callers: Callers, session: AsyncSession, app: FastAPI, settings: Settings
) -> None:
    key = {"Idempotency-Key": "once"}
    answer = await callers.office.post(PATH, json=NEW, headers=key)
    again = await callers.office.post(PATH, json=NEW, headers=key)
    assert again.json() == answer.json()
    told = answer.json()
    await callers.office.post(f"{told['self']}/secrets", headers={"Idempotency-Key": "twice"})
    secret = (await secret_of(callers.office, told)).removeprefix("whsec_")
    kept = [str(row.body) for row in await session.scalars(select(StoredAnswer))]
    kept += [str(row.after) for row in await session.scalars(select(AuditRecord))]
    row = (await session.scalars(select(WebhookSubscription))).one()
    kept.append(str([getattr(row, column.name) for column in row.__table__.columns]))
    assert len(kept) >= 5
    assert not [text for text in kept if "whsec" in text or secret in text]
    assert Signer(settings).secret(row.id, 2).endswith(secret)


async def test_a_subscription_is_recorded(callers: Callers) -> None:
    told = await subscribe(callers.office, ADDRESS)
    records = await callers.office.get("/v1/audit-records?resource=webhook-subscriptions")
    (record,) = records.json()["items"]
    assert (record["key"], record["operation"]) == (told["id"], "subscribeWebhook")
