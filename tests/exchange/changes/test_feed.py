"""What is told of each kind of change, and how the log is walked through."""

import io
import re
from datetime import date
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.queries import LOOK, head, read_changes
from ok_api.exchange.register import load_register
from ok_api.foundation.database import bulk
from ok_api.foundation.identity import SYSTEM
from ok_api.tables import Application
from tests.callers import Callers
from tests.exchange.changes.following import (
    CHANGES,
    Item,
    follow,
    on_record,
    one_commit,
    order,
    page,
    told,
)
from tests.exchange.register.lists import po_list, po_row
from tests.factories import make_document, make_participation, make_team_member
from tests.programme.review.cases import year_of

SCHOOL = "/v1/schools/99ZZ01"
NEW = {"name": "Alfa", "sector": "PO"}


async def test_a_school_is_made_changed_and_closed(callers: Callers) -> None:
    await callers.office.put(SCHOOL, json=NEW)
    for changes in (
        {"name": "Beta", "website": "https://www.example.org/"},
        {"name": "Beta", "status": "closed", "closedOn": "2026-08-01"},
    ):
        answer = await callers.office.change("PUT", SCHOOL, {**NEW, **changes})
        assert answer.status_code == 200, answer.text
    items = await follow(callers.subsidy)
    assert told(items) == [
        ("schools", "99ZZ01", "created"),
        ("schools", "99ZZ01", "updated"),
        ("schools", "99ZZ01", "closed"),
    ]
    assert [item["changed"] for item in items] == [
        [],
        ["name", "website"],
        ["closedOn", "status", "website"],
    ]
    assert {item["link"] for item in items} == {SCHOOL}
    assert [item["commit"] for item in items] == [1, 2, 3]
    assert sorted(item["changedAt"] for item in items) == [item["changedAt"] for item in items]


async def test_a_removed_document_stays_told_of(
    callers: Callers, session: AsyncSession, application: Application
) -> None:
    document = await make_document(on_record(session), application)
    await session.commit()
    address = f"/v1/applications/{application.id}/documents/{document.id}"
    school = callers.school("99ZZ01")
    (made,) = await follow(school, resource="documents")
    assert made["link"] == address
    assert (await school.change("DELETE", address, None)).status_code == 204
    items = await follow(school, resource="documents")
    assert told(items) == [
        ("documents", str(document.id), "created"),
        ("documents", str(document.id), "deleted"),
    ]
    assert [item["link"] for item in items] == [None, None]
    assert items == await follow(callers.office, resource="documents")
    assert await follow(callers.school("98ZZ98"), resource="documents") == []
    assert await follow(callers.subsidy, resource="documents") == []


async def test_a_plan_is_told_entry_by_entry(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    year = await year_of(session, participation)
    member = await make_team_member(session, participation)
    await session.commit()
    address = f"/v1/participations/{participation.id}/programme-years/2025-2026/team-plan"
    school = callers.school(participation.establishment_code)
    key = f"{year.id}/{member.id}"
    expected: list[tuple[str, str, str]] = []
    items: list[Item] = []
    for days, operation in ((10, "created"), (20, "updated"), (None, "deleted"), (5, "created")):
        entries = [] if days is None else [{"teamMemberId": str(member.id), "days": days}]
        answer = await school.change("PUT", address, {"entries": entries})
        assert answer.status_code == 200, answer.text
        expected.append(("plan-entries", key, operation))
        items = await follow(school, resource="plan-entries")
        assert told(items) == expected
        assert {item["link"] for item in items if item["operation"] != "deleted"} <= (
            {None} if days is None else {address}
        )
        assert items == await follow(callers.office, resource="plan-entries")
        assert await follow(callers.research, resource="plan-entries") == []
        assert await follow(callers.school("98ZZ98"), resource="plan-entries") == []
    assert items[1]["changed"] == ["days"]


async def test_a_criterion_has_the_key_of_its_address(
    callers: Callers, application: Application
) -> None:
    address = f"/v1/applications/{application.id}/criteria/good_results"
    judged = {"judgement": "met", "motivation": "Gezien bij het schoolbezoek."}
    answer = await callers.office.put(address, json=judged)
    assert answer.status_code == 201, answer.text
    (item,) = await follow(callers.office, resource="criteria")
    assert (item["key"], item["link"]) == (f"{application.id}/good_results", address)


async def test_a_register_is_one_commit_with_closures(callers: Callers, dsn: str) -> None:
    rows = [po_row(f"99ZZ{number:02d}") for number in range(4)]
    for on, kept in ((date(2026, 4, 1), rows), (date(2026, 8, 1), rows[1:])):
        async with bulk(dsn) as connection:
            await load_register(
                connection, io.BytesIO(po_list(*kept)), reference_date=on, actor="tester"
            )
    items = await follow(callers.research, limit=3)
    first = [item for item in items if item["commit"] == 1]
    assert told(first) == [
        ("school-boards", "00042", "created"),
        *(("regions", key, "created") for key in _keys(first, "regions")),
        *(("schools", f"99ZZ{number:02d}", "created") for number in range(4)),
    ]
    assert "province/Fryslân" in _keys(first, "regions")
    assert told([item for item in items if item["commit"] == 2]) == [
        ("schools", "99ZZ00", "closed")
    ]
    assert items[-1]["changed"] == ["closedOn", "status"]


def _keys(items: list[Item], resource: str) -> list[str]:
    return [item["key"] for item in items if item["resource"] == resource]


async def test_a_large_commit_is_paged_and_stays_together(
    callers: Callers, pool: asyncpg.Pool
) -> None:
    await callers.office.put(SCHOOL, json=NEW)
    await one_commit(pool, 8_000)
    await callers.office.change("PUT", SCHOOL, {**NEW, "name": "Na"})
    items = await follow(callers.office, limit=1000)
    assert [item["commit"] for item in items] == [1, *[2] * 8000, 3]
    cursors = [order(item["cursor"]) for item in items]
    assert cursors == sorted(set(cursors))


@pytest.mark.parametrize("known", ["known to the planner", "just made"])
async def test_a_large_commit_costs_a_page_no_more_than_a_page(
    unplanned: asyncpg.Pool, known: str
) -> None:
    """Among many small ones, as in life; and however much is left of it."""
    for count in (*[1] * 300, 20_000):
        await one_commit(unplanned, count)
    if known != "just made":
        await unplanned.execute("ANALYZE audit_records; ANALYZE log_commits")
    middle = await unplanned.fetchval("SELECT max(id) - 10000 FROM audit_records")
    lines = await unplanned.fetch(
        f"EXPLAIN (ANALYZE, TIMING OFF) {LOOK}", 301, middle, 50, ["schools"]
    )
    plan = [line[0] for line in lines]
    read = [line for line in plan if "ix_audit_records_log_commit_id" in line]
    assert len(read) == 1, "\n".join(plan)
    assert re.search(r"actual rows=50(\.00)? ", read[0]), "\n".join(plan)


async def test_the_latest_is_where_nothing_has_come_yet(callers: Callers) -> None:
    empty = await page(callers.office, after="latest")
    assert (empty["items"], empty["nextCursor"], empty["atEnd"]) == ([], "0-0", True)
    await callers.office.put(SCHOOL, json=NEW)
    now = await page(callers.office, after="latest")
    assert now["items"] == []
    assert told((await page(callers.office, after=empty["nextCursor"]))["items"]) != []
    await callers.office.put("/v1/schools/99ZZ02", json=NEW)
    (item,) = (await page(callers.office, after=now["nextCursor"]))["items"]
    assert item["key"] == "99ZZ02"


async def test_a_page_tells_where_the_next_one_is(callers: Callers) -> None:
    for code in ("99ZZ01", "99ZZ02", "99ZZ03"):
        await callers.office.put(f"/v1/schools/{code}", json=NEW)
    answer = await callers.office.get(CHANGES, params={"limit": 2, "resource": "schools"})
    body = answer.json()
    assert body["self"] == f"{CHANGES}?limit=2&resource=schools"
    assert (body["atEnd"], body["nextCursor"]) == (False, body["items"][-1]["cursor"])
    following = await callers.office.get(answer.links["next"]["url"])
    assert [item["key"] for item in following.json()["items"]] == ["99ZZ03"]
    assert following.json()["atEnd"]
    assert "next" not in following.links


async def test_a_filter_names_several_resources(callers: Callers, application: Application) -> None:
    every = await follow(callers.office)
    asked = ["expertises", "applications"]
    items = await follow(callers.office, resource=asked)
    assert items == [item for item in every if item["resource"] in asked]
    assert 0 < len(items) < len(every)


async def test_the_cursor_moves_on_over_what_others_did(
    callers: Callers, application: Application, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there is more of it than one page looks at."""
    monkeypatch.setattr("ok_api.exchange.changes.queries.FURTHEST", 100)
    elsewhere = callers.school("98ZZ98")
    before = await page(elsewhere, after="latest")
    await one_commit(pool, 1_000, "applications", str(application.id))
    found = await page(elsewhere, after=before["nextCursor"], limit=10)
    assert (found["items"], found["atEnd"]) == ([], False)
    assert order(found["nextCursor"]) > order(before["nextCursor"])
    assert await follow(elsewhere, after=before["nextCursor"], limit=10) == []


async def test_refused_attempts_and_other_tables_are_no_changes(
    callers: Callers, pool: asyncpg.Pool
) -> None:
    await callers.research.put(SCHOOL, json=NEW)
    await pool.execute(
        "INSERT INTO audit_records (actor, roles, action, resource, key)"
        " VALUES ('x', '{}', 'create', 'webhook-subscriptions', 'x'),"
        " ('x', '{}', 'refuse', 'schools', '99ZZ01')"
    )
    found = await page(callers.office)
    assert (found["items"], found["atEnd"]) == ([], True)


async def test_the_head_is_where_reading_ends(callers: Callers, pool: asyncpg.Pool) -> None:
    assert await head(pool) == Place.START
    for code in ("99ZZ01", "99ZZ02"):
        await callers.office.put(f"/v1/schools/{code}", json=NEW)
    stretch = await read_changes(pool, SYSTEM, Place.START, 50)
    assert (stretch.at_end, stretch.until) == (True, await head(pool))


@pytest.mark.parametrize("wanted", ["text/csv", "application/json;q=0.5, text/csv"])
async def test_a_page_is_also_a_table(callers: Callers, wanted: str) -> None:
    await callers.office.put(SCHOOL, json=NEW)
    answer: httpx.Response = await callers.office.get(CHANGES, headers={"Accept": wanted})
    header, row = answer.text.splitlines()
    columns: dict[str, Any] = dict(
        zip(header.lstrip("\ufeff").split(","), row.split(","), strict=True)
    )
    assert (columns["resource"], columns["key"]) == ("schools", "99ZZ01")
