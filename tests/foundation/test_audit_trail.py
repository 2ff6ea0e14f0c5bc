"""Every change and every refused attempt is on record: who, what, from what to what, and why."""

import json
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.tables import Expertise
from tests.callers import Callers
from tests.factories import make_expertise

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {
    "If-Match": "*",
    "Audit-Reason": "Op%20verzoek%20van%20de%20school%20%E2%80%93%20telefonisch",
    "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
}
REASON = "Op verzoek van de school – telefonisch"


@pytest.fixture
async def expertise(session: AsyncSession) -> Expertise:
    expertise = await make_expertise(session, title="Voor", published=True)
    await session.commit()
    return expertise


async def records(connection: asyncpg.Connection) -> list[dict[str, Any]]:
    found = await connection.fetch("SELECT * FROM audit_records ORDER BY id")
    return [
        {
            **dict(record),
            "before": record["before"] and json.loads(record["before"]),
            "after": record["after"] and json.loads(record["after"]),
        }
        for record in found
    ]


async def test_a_change_is_recorded_with_what_was_and_what_is(
    callers: Callers, expertise: Expertise, connection: asyncpg.Connection
) -> None:
    address = f"/v1/expertises/{expertise.id}"
    answer = await callers.office.patch(address, json={"title": "Na"}, headers=HEADERS)
    assert answer.status_code == 200
    (record,) = await records(connection)
    assert (record["before"], record["after"]) == ({"title": "Voor"}, {"title": "Na"})
    assert (record["actor"], record["roles"]) == ("office@example.org", ["office"])
    assert (record["action"], record["operation"]) == ("update", "changeExpertise")
    assert (record["resource"], record["key"]) == ("expertises", str(expertise.id))
    assert (record["reason"], record["request_id"]) == (REASON, TRACE)


async def test_what_is_made_is_recorded_whole(
    callers: Callers, connection: asyncpg.Connection
) -> None:
    await callers.office.put("/v1/schools/99ZZ01", json={"name": "Alfa", "sector": "PO"})
    (record,) = await records(connection)
    assert (record["action"], record["key"], record["before"]) == ("create", "99ZZ01", None)
    assert record["after"].items() >= {"name": "Alfa", "sector": "PO", "status": "open"}.items()


async def test_what_changes_nothing_is_not_recorded(
    callers: Callers, expertise: Expertise, connection: asyncpg.Connection
) -> None:
    address = f"/v1/expertises/{expertise.id}"
    await callers.office.patch(address, json={"title": "Voor"}, headers=HEADERS)
    assert await records(connection) == []


@pytest.mark.parametrize(
    ("role", "headers", "error", "status"),
    [
        ("research", HEADERS, "Forbidden", 403),
        ("school", HEADERS, "Forbidden", 403),
        ("office", {**HEADERS, "If-Match": '"999"'}, "Stale", 412),
        (
            "office",
            {"Audit-Reason": HEADERS["Audit-Reason"], "traceparent": HEADERS["traceparent"]},
            "PreconditionMissing",
            428,
        ),
    ],
)
async def test_a_refused_attempt_is_recorded(
    callers: Callers,
    expertise: Expertise,
    connection: asyncpg.Connection,
    role: str,
    headers: dict[str, str],
    error: str,
    status: int,
) -> None:
    claims: dict[str, Any] = {"schools": ["99ZZ77"]} if role == "school" else {}
    caller = callers.as_(role, f"{role}@example.org", **claims)
    address = f"/v1/expertises/{expertise.id}"
    answer = await caller.patch(address, json={"title": "Na"}, headers=headers)
    assert answer.status_code == status
    (record,) = await records(connection)
    assert (record["action"], record["operation"]) == ("refuse", "changeExpertise")
    assert (record["actor"], record["roles"]) == (f"{role}@example.org", [role])
    assert (record["resource"], record["key"]) == ("expertises", str(expertise.id))
    assert (record["reason"], record["request_id"]) == (REASON, TRACE)
    assert record["after"]["error"] == error
    assert record["after"]["detail"]


async def test_an_attempt_by_nobody_is_recorded_too(
    client: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    assert (await client.post("/v1/expertises", json={})).status_code == 401
    (record,) = await records(connection)
    assert (record["actor"], record["action"]) == ("anonymous", "refuse")
    assert record["after"]["error"] == "Unauthenticated"


async def test_what_the_service_refuses_is_recorded(
    callers: Callers, connection: asyncpg.Connection
) -> None:
    new = {
        "establishmentCode": "99ZZ01",
        "title": "A",
        "summary": "B",
        "theme": "c",
        "sectors": ["PO"],
    }
    answer = await callers.office.post("/v1/expertises", json=new)
    assert answer.status_code == 400
    (record,) = await records(connection)
    assert record["after"]["error"] == "InvalidInput"
    assert [flaw["code"] for flaw in record["after"]["errors"]] == ["unknown"]


async def test_a_replayed_answer_is_no_second_change(
    callers: Callers, expertise: Expertise, connection: asyncpg.Connection
) -> None:
    new = {
        "establishmentCode": expertise.establishment_code,
        "title": "A",
        "summary": "B",
        "theme": "c",
        "sectors": ["PO"],
    }
    for _ in range(3):
        await callers.office.post("/v1/expertises", json=new, headers={"Idempotency-Key": "k"})
    assert [record["action"] for record in await records(connection)] == ["create"]


async def test_reading_leaves_no_record(
    callers: Callers, expertise: Expertise, connection: asyncpg.Connection
) -> None:
    await callers.office.get(f"/v1/expertises/{expertise.id}")
    await callers.research.get("/v1/applications")
    assert await records(connection) == []


async def test_the_trail_itself_cannot_be_changed(
    callers: Callers, expertise: Expertise, connection: asyncpg.Connection
) -> None:
    address = f"/v1/expertises/{expertise.id}"
    await callers.office.patch(address, json={"title": "Na"}, headers=HEADERS)
    for statement in ("UPDATE audit_records SET actor = 'x'", "DELETE FROM audit_records"):
        attempt = connection.transaction()
        await attempt.start()
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(statement)
        await attempt.rollback()
    assert len(await records(connection)) == 1
