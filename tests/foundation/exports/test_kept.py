"""A table that everyone sees alike is made once, until something changes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.exports import kept
from ok_api.foundation.listing import Listing
from tests.callers import Callers
from tests.factories import make_school

CSV = {"Accept": "text/csv", "Accept-Language": "nl"}
NAMED = {"name": "De Boei", "sector": "PO"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Listing]:
    """The lists that were read whole, one for each time."""
    whole = Listing.fetch_all
    asked: list[Listing] = []

    async def counted(listing: Listing, *arguments: Any) -> AsyncGenerator[list[str]]:
        asked.append(listing)
        await asyncio.sleep(0.05)
        async for documents in whole(listing, *arguments):
            yield documents

    monkeypatch.setattr(Listing, "fetch_all", counted)
    return asked


@pytest.fixture
async def school(session: AsyncSession) -> None:
    await make_school(session, establishment_code="99ZZ01", name="De Vuurtoren")
    await session.commit()


async def test_many_at_once_get_one(
    client: httpx.AsyncClient, callers: Callers, school: None, made: list[Listing]
) -> None:
    askers = [client] * 20 + [callers.office]
    answers = await asyncio.gather(*(asker.get("/v1/schools", headers=CSV) for asker in askers))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert "De Vuurtoren" in answers[0].text
    assert len(made) == 1


async def test_a_change_is_in_the_next_one(
    client: httpx.AsyncClient, callers: Callers, school: None, made: list[Listing]
) -> None:
    await client.get("/v1/schools", headers=CSV)
    changed = await callers.office.change("PUT", "/v1/schools/99ZZ01", NAMED)
    assert changed.status_code == 200
    told = (await client.get("/v1/schools", headers=CSV)).text
    assert "De Boei" in told
    assert "De Vuurtoren" not in told
    assert len(made) == 2


async def test_each_question_has_its_own(
    client: httpx.AsyncClient, school: None, made: list[Listing]
) -> None:
    for _ in range(2):
        assert "99ZZ01" in (await client.get("/v1/schools?sort=city", headers=CSV)).text
        assert "99ZZ01" not in (await client.get("/v1/schools?status=closed", headers=CSV)).text
    assert len(made) == 2


async def test_what_only_some_may_see_is_never_kept(callers: Callers, made: list[Listing]) -> None:
    for _ in range(2):
        await callers.office.get("/v1/participations", headers=CSV)
    assert len(made) == 2


async def test_no_more_than_so_many_are_kept(
    app: FastAPI, client: httpx.AsyncClient, school: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for sort in ("name", "-name", "city", "-city"):
        answer = await client.get(f"/v1/schools?sort={sort}", headers=CSV)
        assert "De Vuurtoren" in answer.text
    assert len(app.state.services.kept._made) == 2


async def test_who_leaves_does_not_undo_it_for_the_others(
    client: httpx.AsyncClient, school: None, made: list[Listing]
) -> None:
    first = asyncio.create_task(client.get("/v1/schools", headers=CSV))
    await asyncio.sleep(0.03)
    second = asyncio.create_task(client.get("/v1/schools", headers=CSV))
    await asyncio.sleep(0.01)
    first.cancel()
    assert "De Vuurtoren" in (await second).text
    assert len(made) == 1
