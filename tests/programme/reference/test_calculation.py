"""What a team would be granted: a pure question, put by anyone, that leaves nothing behind."""

from typing import Any

import asyncpg
import httpx
import pytest

ADDRESS = "/v1/facilitation-calculations"
PILOT = {"phase": "pilot", "schoolCount": 6, "schoolYear": "2025-2026"}


@pytest.mark.parametrize(
    ("phase", "schools", "fte", "days"),
    [
        ("aspirant", 0, 0.8, 160),
        ("aspirant", 6, 0.8, 160),
        ("pilot", 0, 0.4, 80),
        ("pilot", 6, 1.0, 200),
        ("established", 8, 1.2, 240),
        ("established", 7, 1.1, 220),
        ("ended", 6, 0, 0),
    ],
)
async def test_fte_and_days_follow_phase_and_schools(
    client: httpx.AsyncClient, phase: str, schools: int, fte: float, days: float
) -> None:
    asked = {"phase": phase, "schoolCount": schools, "schoolYear": "2025-2026"}
    answer = await client.post(ADDRESS, json=asked)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["fte"], told["days"]) == (fte, days)
    assert {name: told[name] for name in asked} == asked


async def test_every_step_is_explained_with_rule_value_and_source(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(ADDRESS, json=PILOT)
    assert b'"fte":1.0,"days":200,' in answer.content
    told = answer.json()
    assert [step["ruleId"] for step in told["explanation"]] == told["ruleIds"]
    assert told["explanation"][0]["text"]["nl"] == "0,4 FTE basis + 6 × 0,1 FTE = 1,0 FTE"
    assert told["explanation"][1]["text"]["en"] == "1.0 FTE × 200 days per FTE = 200 days"
    assert {use["version"] for use in told["parameters"]} == {"2023-08-01"}
    assert all(source["sentence"] for source in told["sources"])


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"phase": "retired"}, "/phase", "enum"),
        ({"schoolCount": -1}, "/schoolCount", "too_small"),
        ({"schoolCount": 1001}, "/schoolCount", "too_large"),
        ({"schoolCount": 1.5}, "/schoolCount", "not_an_integer"),
        ({"schoolYear": "2025"}, "/schoolYear", "pattern"),
        ({"schoolYear": "2025-2027"}, "/schoolYear", "not_a_school_year"),
        ({"schoolYear": "2022-2023"}, "/schoolYear", "no_rule_in_force"),
        ({"schools": 6}, "/schools", "extra_forbidden"),
    ],
)
async def test_bad_input_is_named(
    client: httpx.AsyncClient, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await client.post(ADDRESS, json={**PILOT, **change})
    assert answer.status_code == 400
    found = [(flaw["pointer"], flaw["code"]) for flaw in answer.json()["errors"]]
    assert found == [(pointer, code)]


async def test_a_year_before_the_first_values_says_which_years_there_are(
    client: httpx.AsyncClient,
) -> None:
    asked = {**PILOT, "schoolYear": "2020-2021"}
    answer = await client.post(ADDRESS, json=asked, headers={"Accept-Language": "en"})
    said = answer.json()["errors"][0]["message"]
    assert said == "No values are known for 2020-2021; the first hold from 2023-2024."


async def test_it_keeps_nothing_not_even_under_a_key(
    client: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await client.post(ADDRESS, json=PILOT, headers=headers)
    other = await client.post(ADDRESS, json={**PILOT, "schoolCount": 1}, headers=headers)
    assert (first.json()["days"], other.json()["days"]) == (200, 100)
    assert await connection.fetchval("SELECT count(*) FROM stored_answers") == 0
    assert await connection.fetchval("SELECT count(*) FROM audit_records") == 0


async def test_the_same_manners_as_any_other_write(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{ADDRESS}?verbose=1", json=PILOT)).status_code == 400
    assert (
        await client.post(ADDRESS, content="x", headers={"Content-Type": "text/plain"})
    ).status_code == 415
    assert (
        await client.post(ADDRESS, json=PILOT, headers={"Accept": "text/csv"})
    ).status_code == 406
    assert (
        await client.post(ADDRESS, json=PILOT, headers={"Authorization": "Bearer no"})
    ).status_code == 401
