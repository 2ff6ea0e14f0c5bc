"""What costs much may be asked so often and no more; the answers tell how often that is."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import bulkhead
from ok_api.foundation.listing import Listing
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.rates import Rates
from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.factories import make_school

CSV = {"Accept": "text/csv"}
CALCULATION = {"phase": "pilot", "schoolCount": 6, "schoolYear": "2025-2026"}
At = Callable[[str], httpx.AsyncClient]


@pytest.fixture(autouse=True)
async def few(
    app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """Three of each in a minute."""
    monkeypatch.setattr(bulkhead, "TURNED_AWAY_AFTER", 0)
    rates = {f"rate_{what}": "3/minute" for what in ("searches", "tables", "computations")}
    services, usual = app.state.services, app.state.services.rates
    services.rates = Rates(settings.model_copy(update=rates))
    yield
    services.rates = usual


@pytest.fixture
def at(app: FastAPI) -> At:
    """A caller without a token at an address."""

    def client(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 5000))
        return httpx.AsyncClient(transport=transport, base_url="http://testserver")

    return client


def _search(client: httpx.AsyncClient) -> Any:
    return client.get("/v1/schools?q=maas")


def _table(client: httpx.AsyncClient) -> Any:
    return client.get("/v1/schools", headers=CSV)


def _compute(client: httpx.AsyncClient) -> Any:
    return client.post("/v1/facilitation-calculations", json=CALCULATION)


@pytest.mark.parametrize(
    ("ask", "cost"), [(_search, "search"), (_table, "table"), (_compute, "compute")]
)
async def test_the_fourth_is_refused_and_told_when_to_come_back(
    client: httpx.AsyncClient, ask: Callable[[httpx.AsyncClient], Any], cost: str
) -> None:
    for left in (2, 1, 0):
        answer = await ask(client)
        assert answer.status_code == 200, answer.text
        assert answer.headers["ratelimit-policy"] == f'"{cost}";q=3;w=60'
        assert answer.headers["ratelimit"].startswith(f'"{cost}";r={left};t=')
    refused = await ask(client)
    assert refused.status_code == 429
    assert refused.json()["type"] == "/v1/problem-types/too-many-requests"
    assert 0 < int(refused.headers["retry-after"]) <= 120
    assert refused.headers["ratelimit"].startswith(f'"{cost}";r=0;t=')


async def test_what_costs_little_is_not_counted(client: httpx.AsyncClient) -> None:
    for address in ["/v1/schools", "/v1/schools?q=", "/v1/schools?q=%20"] * 2:
        answer = await client.get(address)
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers


async def test_a_search_told_as_a_table_counts_as_both(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/expertises?q=rekenen", headers=CSV)
    assert answer.headers["ratelimit-policy"] == '"table";q=3;w=60, "search";q=3;w=60'


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
    ],
)
async def test_without_a_token_it_is_the_address_that_counts(
    client: httpx.AsyncClient, at: At, first: str, second: str, same: bool
) -> None:
    for _ in range(3):
        await _search(at(first))
    assert (await _search(at(first))).status_code == 429
    assert (await _search(at(second))).status_code == (429 if same else 200)


async def test_with_a_token_it_is_the_account(callers: Callers, client: httpx.AsyncClient) -> None:
    for _ in range(3):
        assert (await _search(client)).status_code == 200
    assert (await _search(client)).status_code == 429
    for _ in range(3):
        assert (await _search(callers.office)).status_code == 200
    assert (await _search(callers.office)).status_code == 429
    assert (await _search(callers.school("99ZZ01"))).status_code == 200


async def test_asking_too_often_does_not_fill_the_trail(callers: Callers) -> None:
    decision = "/v1/go-no-go-decisions/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/replays"
    statuses = [(await callers.office.post(decision, json={})).status_code for _ in range(6)]
    assert statuses == [404] * 3 + [429] * 3
    told = await callers.office.get("/v1/audit-records?operation=replayDecision")
    assert len(told.json()["items"]) == 3


@pytest.mark.parametrize(("words", "status"), [(12, 200), (13, 400)])
async def test_a_search_has_so_many_words(
    client: httpx.AsyncClient, words: int, status: int
) -> None:
    for path in ("schools", "expertises"):
        answer = await client.get(f"/v1/{path}", params={"q": " ".join(["de"] * words)})
        assert answer.status_code == status
        if status == 400:
            (flaw,) = answer.json()["errors"]
            assert (flaw["parameter"], flaw["code"]) == ("q", "too_many_words")
            assert "12 woorden" in flaw["message"]


async def test_the_limits_stand_in_the_document(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/v1/openapi.json")).json()["paths"]
    dear = {
        told["operationId"]
        for item in paths.values()
        for told in item.values()
        if isinstance(told, dict) and "429" in told["responses"]
    }
    assert {"listSchools", "calculateFacilitation", "exportProgramme", "replayDecision"} <= dear
    assert "getSchool" not in dear
    told = paths["/schools"]["get"]["responses"]["200"]["headers"]
    assert {"RateLimit", "RateLimit-Policy"} <= set(told)


async def test_places_for_searches_are_their_own(
    app: FastAPI, client: httpx.AsyncClient, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    searches = app.state.services.database.searches
    places = searches._free
    for _ in range(places):
        await searches.enter()
    try:
        assert (await client.get("/v1/schools/99ZZ01")).status_code == 200
        crowded = await _search(client)
        assert (crowded.status_code, crowded.headers["retry-after"]) == (503, "2")
    finally:
        for _ in range(places):
            searches.leave()
    assert (await _search(client)).status_code == 200


async def test_sixty_four_who_search_do_not_keep_the_office_from_reading(
    app: FastAPI, settings: Settings, callers: Callers, session: AsyncSession, at: At,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    app.state.services.rates = Rates(settings)
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    usual = Listing.fetch

    async def slow(listing: Listing, pool: ReadPool, *arguments: Any) -> Any:
        await pool.fetch("SELECT pg_sleep(0.7)")
        return await usual(listing, pool, *arguments)

    monkeypatch.setattr(Listing, "fetch", slow)
    crowd = at("192.0.2.1")
    searches = [asyncio.create_task(_search(crowd)) for _ in range(64)]
    await asyncio.sleep(0.2)
    begun = time.perf_counter()
    answer = await callers.office.get("/v1/schools/99ZZ01")
    assert answer.status_code == 200
    assert time.perf_counter() - begun < 0.4  # One search takes longer.
    statuses = Counter([(await search).status_code for search in searches])
    assert set(statuses) == {200, 503}
    assert statuses[503] > statuses[200]
