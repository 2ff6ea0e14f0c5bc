"""A consumer proves that it has everything, however it read."""

import pytest

from ok_api.tables import Application
from tests.callers import Callers
from tests.exchange.changes.following import CHANGES, follow, page, proof

NEW = {"name": "Alfa", "sector": "PO"}


@pytest.fixture
async def several(callers: Callers, application: Application) -> None:
    for number in range(2, 9):
        await callers.office.put(f"/v1/schools/99ZZ{number:02d}", json=NEW)


@pytest.mark.parametrize("resources", [None, ["schools"], ["applications", "selection-rounds"]])
@pytest.mark.parametrize("batch", [1, 3, 2000])
async def test_a_digest_is_that_of_the_items(
    callers: Callers,
    several: None,
    monkeypatch: pytest.MonkeyPatch,
    resources: list[str] | None,
    batch: int,
) -> None:
    monkeypatch.setattr("ok_api.exchange.changes.service.BATCH", batch)
    asked = {"resource": resources} if resources else {}
    for client in (callers.office, callers.school("99ZZ01"), callers.school("98ZZ98")):
        items = await follow(client, limit=2, **asked)
        answer = await client.get(f"{CHANGES}/digest", params=asked)
        told = answer.json()
        assert (told["count"], told["sha256"]) == (len(items), proof(items))
        assert told["after"] == "0-0"


async def test_any_range_has_its_digest(callers: Callers, several: None) -> None:
    items = await follow(callers.office)
    for start, end in ((0, 0), (0, 3), (2, 5), (len(items) - 1, len(items) - 1)):
        asked = {"after": items[start]["cursor"], "until": items[end]["cursor"]}
        told = (await callers.office.get(f"{CHANGES}/digest", params=asked)).json()
        assert told["self"].endswith(f"after={asked['after']}&until={asked['until']}")
        assert (told["count"], told["sha256"]) == (end - start, proof(items[start + 1 : end + 1]))


async def test_a_missed_or_doubled_item_is_noticed(callers: Callers, several: None) -> None:
    items = await follow(callers.office)
    told = (await callers.office.get(f"{CHANGES}/digest")).json()
    assert proof(items) == told["sha256"]
    for wrong in (items[:-1], [*items[:3], *items[4:]], [*items, items[-1]], items[::-1]):
        assert proof(wrong) != told["sha256"]


async def test_a_digest_ends_where_the_log_ends(callers: Callers, several: None) -> None:
    told = (await callers.office.get(f"{CHANGES}/digest")).json()
    assert told["until"] == (await page(callers.office, after="latest"))["nextCursor"]
    await callers.office.put("/v1/schools/99ZZ09", json=NEW)
    asked = {"until": told["until"]}
    assert (await callers.office.get(f"{CHANGES}/digest", params=asked)).json()["sha256"] == (
        told["sha256"]
    )


async def test_nothing_has_a_digest_too(callers: Callers) -> None:
    told = (await callers.office.get(f"{CHANGES}/digest")).json()
    assert (told["after"], told["until"], told["count"]) == ("0-0", "0-0", 0)
    assert told["sha256"] == proof([])
