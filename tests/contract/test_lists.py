"""What every list does alike: bounds, cursors, order, count, few statements whatever its length."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.contract.conftest import MOST_STATEMENTS, Counting
from tests.contract.walking import Findings, Operation, refused
from tests.factories import make_expertise, make_school


@pytest.fixture
def lists(walk: list[Operation]) -> list[Operation]:
    return [operation for operation in walk if operation.lists]


def parameter(operation: Operation, name: str) -> dict[str, Any]:
    told = operation.told["parameters"]
    return next((item["schema"] for item in told if item["name"] == name), {})


async def test_a_limit_has_bounds(lists: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.office
    for operation in lists:
        bounds = parameter(operation, "limit")
        findings.add(operation, [] if (bounds["minimum"], bounds["maximum"]) == (1, 200) else ["?"])
        for limit, code in (
            ("0", "too_small"),
            ("201", "too_large"),
            ("many", "not_an_integer"),
            ("", "not_an_integer"),
        ):
            answer = await office.get(f"{operation.address}?limit={limit}")
            findings.add(operation, refused(answer, 400, code=code))
    findings.judge()


async def test_a_cursor_of_another_list_is_refused(
    lists: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.office
    other = (await office.get("/v1/problem-types?limit=1")).json()["nextCursor"]
    for operation in lists:
        if operation.path != "/problem-types":
            for cursor in (other, "x", "%00", "💥"):
                answer = await office.get(f"{operation.address}?cursor={cursor}")
                findings.add(operation, refused(answer, 400))
    findings.judge()


async def test_every_order_it_names_works_and_no_other(
    lists: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.office
    for operation in lists:
        allowed = parameter(operation, "sort").get("items", {}).get("enum", [])
        for sort in [*allowed, ",".join(key for key in allowed if key[0] != "-")]:
            if sort:
                answer = await office.get(f"{operation.address}?sort={sort}")
                wrong = answer.status_code not in (200, 404)
                findings.add(operation, [f"{sort}: {answer.text[:200]}"] if wrong else [])
        if allowed:
            answer = await office.get(f"{operation.address}?sort=unheardOf")
            findings.add(operation, refused(answer, 400, code="enum"))
            named = answer.json()["errors"][0]["message"] if answer.status_code == 400 else ""
            findings.add(operation, [] if allowed[0] in named else [f"does not tell {allowed}"])
    findings.judge()


async def test_lists_of_their_own_are_counted_only_when_asked(
    lists: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.office
    for operation in lists:
        if "{" not in operation.path:
            plain = (await office.get(operation.address)).json()
            counted = (await office.get(f"{operation.address}?count=true")).json()
            right = "total" not in plain and counted["total"] >= len(counted["items"])
            findings.add(operation, [] if right else ["counts wrongly"])
            findings.add(
                operation, [] if next(iter(plain)) == "self" else ["does not link to itself"]
            )
    findings.judge()


async def test_every_filter_takes_an_example_of_what_it_asks(
    lists: list[Operation], callers: Callers
) -> None:
    """Each condition is real SQL: one that PostgreSQL cannot read would be a defect."""
    findings, office = Findings(), callers.office
    for operation in lists:
        for told in operation.told["parameters"]:
            if told["in"] == "query" and told["name"] not in ("limit", "cursor", "sort", "count"):
                value = _value(operation, told["schema"])
                answer = await office.get(operation.address, params={told["name"]: value})
                wrong = answer.status_code not in (200, 404)
                said = f"{told['name']}={value}: {answer.status_code} {answer.text[:200]}"
                findings.add(operation, [said] if wrong else [])
    findings.judge()


def _value(operation: Operation, schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        schema = operation.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    stated = schema.get("examples") or schema.get("enum")
    if stated:
        return str(stated[0][0] if isinstance(stated[0], list) else stated[0])
    if schema.get("type") == "array":
        return _value(operation, schema["items"])
    patterns = {
        "^[0-9]{2}[A-Z]{2}[0-9]{2}$": "99ZZ01",
        "^[0-9]{5}$": "90001",
        "^[0-9]{4}-[0-9]{4}$": "2025-2026",
        "^[a-z_]+:.+$": "corop_area:17",
    }
    known = {"boolean": "true", "integer": "2025", "number": "1"}
    formats = {"date": "2026-08-01", "uuid": "019a9c3e-0000-7000-8000-000000000000"}
    return (
        patterns.get(schema.get("pattern", ""))
        or formats.get(schema.get("format", ""))
        or known.get(schema.get("type", ""), "woord")
    )


async def test_a_page_costs_few_statements(
    lists: list[Operation], callers: Callers, pool: Counting
) -> None:
    findings, office = Findings(), callers.office
    for operation in lists:
        pool.statements = 0
        await office.get(f"{operation.address}?count=true")
        said = f"takes {pool.statements} statements"
        findings.add(operation, [said] if pool.statements > MOST_STATEMENTS else [])
    findings.judge()


async def test_a_long_page_costs_no_more_than_a_short_one(
    client: httpx.AsyncClient, session: AsyncSession, pool: Counting
) -> None:
    for number in range(60):
        await make_school(session, establishment_code=f"99ZZ{number:02d}")
    await session.commit()
    for limit in (1, 60):
        pool.statements = 0
        page = (await client.get(f"/v1/schools?limit={limit}&count=true")).json()
        assert (len(page["items"]), page["total"]) == (limit, 60)
        assert pool.statements <= MOST_STATEMENTS


async def test_one_resource_costs_one_statement(
    client: httpx.AsyncClient, session: AsyncSession, pool: Counting
) -> None:
    school = await make_school(session, establishment_code="99ZZ01")
    expertise = await make_expertise(session, school=school, published=True)
    await session.commit()
    addresses = (f"/v1/schools/{school.establishment_code}", f"/v1/expertises/{expertise.id}")
    for address in addresses:
        pool.statements = 0
        assert (await client.get(address)).status_code == 200
        assert pool.statements == 1


async def test_reference_lists_ask_the_database_nothing(
    client: httpx.AsyncClient, pool: Counting
) -> None:
    for address in ("/v1", "/v1/rules", "/v1/glossary/School", "/v1/code-lists?count=true"):
        assert (await client.get(address)).status_code == 200
    assert pool.statements == 0
