"""Who may not follow, and what cannot be gone on from."""

from typing import Any

import asyncpg
import pytest

from ok_api.tables import Application
from tests.callers import Callers
from tests.exchange.changes.following import CHANGES, page

BOTH = [CHANGES, f"{CHANGES}/digest"]


@pytest.mark.parametrize("address", BOTH)
async def test_nobody_follows(callers: Callers, address: str) -> None:
    assert (await callers.anonymous.get(address)).status_code == 401


@pytest.mark.parametrize("address", BOTH)
async def test_who_has_no_role_follows_nothing(callers: Callers, address: str) -> None:
    stranger = callers.as_("nothing", "stranger@example.org")
    assert (await stranger.get(address)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "parameter", "code"),
    [
        ({"after": "yesterday"}, "after", "pattern"),
        ({"after": "01-1"}, "after", "pattern"),
        ({"after": "9" * 50}, "after", "too_long"),
        ({"limit": "1001"}, "limit", "too_large"),
        ({"limit": "0"}, "limit", "too_small"),
        ({"wait": "61"}, "wait", "too_large"),
        ({"resource": "webhook-subscriptions"}, "resource", "enum"),
        ({"resource": ["schools", "secrets"]}, "resource", "enum"),
        ({"since": "1-1"}, "since", "extra_forbidden"),
    ],
)
async def test_bad_input_is_named(
    callers: Callers, asked: dict[str, Any], parameter: str, code: str
) -> None:
    answer = await callers.office.get(CHANGES, params=asked)
    assert answer.status_code == 400
    assert [(flaw["parameter"], flaw["code"]) for flaw in answer.json()["errors"]] == [
        (parameter, code)
    ]


async def test_all_flaws_are_named_at_once(callers: Callers) -> None:
    answer = await callers.office.get(CHANGES, params={"after": "x", "limit": 0, "wait": -1})
    assert {flaw["parameter"] for flaw in answer.json()["errors"]} == {"after", "limit", "wait"}


async def test_a_last_event_that_is_no_cursor_is_named(callers: Callers) -> None:
    answer = await callers.office.get(CHANGES, headers={"Last-Event-ID": "the last"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["in"] == "header"


@pytest.mark.parametrize("address", BOTH)
@pytest.mark.parametrize("how", ["longer", "other"])
async def test_a_cursor_that_the_log_does_not_have_is_gone(
    callers: Callers, application: Application, address: str, how: str
) -> None:
    """As after a backup was put back: to go on from it would skip changes without a word."""
    commit, record = (await page(callers.office))["nextCursor"].split("-")
    lost = f"{int(commit) + 7}-{record}" if how == "longer" else f"{commit}-{int(record) + 7}"
    answer = await callers.office.get(address, params={"after": lost})
    assert answer.status_code == 410
    assert answer.json()["type"] == "/v1/problem-types/gone"


async def test_a_log_that_was_put_back_is_noticed_when_it_has_grown_again(
    callers: Callers, application: Application, pool: asyncpg.Pool
) -> None:
    cursor = (await page(callers.office))["nextCursor"]
    await pool.execute("UPDATE log_commits SET position = position + 100")
    await pool.execute("UPDATE log_commits SET position = position - 99")
    assert (await callers.office.get(CHANGES, params={"after": cursor})).status_code == 410


@pytest.mark.parametrize("asked", [{"until": "1-1", "after": "0-0"}, {"until": "latest"}])
async def test_a_digest_needs_an_end_that_is_there(callers: Callers, asked: dict[str, str]) -> None:
    answer = await callers.office.get(f"{CHANGES}/digest", params=asked)
    assert answer.status_code == (400 if asked["until"] == "latest" else 410)


async def test_a_range_that_is_turned_round_is_refused(
    callers: Callers, application: Application
) -> None:
    first = (await page(callers.office, limit=1))["nextCursor"]
    last = (await page(callers.office))["nextCursor"]
    answer = await callers.office.get(f"{CHANGES}/digest", params={"after": last, "until": first})
    assert answer.json()["errors"][0]["code"] == "range_turned"


async def test_a_range_too_wide_is_refused(
    callers: Callers, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ok_api.exchange.changes.service.WIDEST", 2)
    answer = await callers.office.get(f"{CHANGES}/digest")
    assert answer.json()["errors"][0]["code"] == "range_too_wide"
