"""Selection rounds: opened by the office, seen by everyone who takes part."""

from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.selection import round_status
from tests.callers import Callers
from tests.factories import make_application, make_round

NEW = {
    "schoolYear": "2026-2027",
    "title": "Voorjaar 2026",
    "opensAt": "2026-03-09T09:00:00+01:00",
    "closesAt": "2026-06-26T16:00:00+02:00",
    "places": 10,
}


async def test_only_the_office_opens_a_round(callers: Callers, session: AsyncSession) -> None:
    address = f"/v1/selection-rounds/{(await make_round(session)).id}"
    await session.commit()
    assert (await callers.anonymous.get("/v1/selection-rounds")).status_code == 401
    assert (await callers.anonymous.post("/v1/selection-rounds", json=NEW)).status_code == 401
    school = callers.school("99ZZ01")
    assert (await school.post("/v1/selection-rounds", json=NEW)).status_code == 403
    assert (await school.change("PATCH", address, {"places": 3})).status_code == 403
    assert (await school.get(address)).status_code == 200


async def test_the_office_opens_and_changes_a_round(callers: Callers) -> None:
    made = await callers.office.post("/v1/selection-rounds", json=NEW)
    assert made.status_code == 201, made.text
    told = made.json()
    assert told["opensAt"] == "2026-03-09T08:00:00Z"
    assert told["variety"] == told["self"] + "/variety"
    changed = await callers.office.change("PATCH", told["self"], {"places": 12})
    assert changed.json()["places"] == 12
    assert changed.json()["title"] == NEW["title"]


async def test_two_rounds_of_one_name_in_a_year_are_one_too_many(callers: Callers) -> None:
    await callers.office.post("/v1/selection-rounds", json=NEW)
    again = await callers.office.post("/v1/selection-rounds", json=NEW)
    assert again.status_code == 409
    assert again.json()["constraint"] == "uq_selection_rounds_school_year_title"


async def test_a_flawed_round_is_told_everything_at_once(callers: Callers) -> None:
    flawed = {**NEW, "schoolYear": "2026-2028", "opensAt": "2026-03-09T09:00:00", "places": 0}
    answer = await callers.office.post("/v1/selection-rounds", json=flawed)
    assert answer.status_code == 400
    pointers = {flaw["pointer"] for flaw in answer.json()["errors"]}
    assert pointers == {"/schoolYear", "/opensAt", "/places"}
    far = {**NEW, "closesAt": "9999-12-31T23:59:59-05:00"}
    assert (await callers.office.post("/v1/selection-rounds", json=far)).status_code == 400
    backwards = {**NEW, "closesAt": NEW["opensAt"]}
    answer = await callers.office.post("/v1/selection-rounds", json=backwards)
    assert [flaw["code"] for flaw in answer.json()["errors"]] == ["closes_after_opening"]


async def test_the_school_year_is_fixed_once_a_school_applied(
    callers: Callers, session: AsyncSession
) -> None:
    used, unused = await make_round(session), await make_round(session)
    await make_application(session, selection_round_id=used.id)
    await session.commit()
    change = {"schoolYear": "2027-2028"}
    refused = await callers.office.change("PATCH", f"/v1/selection-rounds/{used.id}", change)
    assert refused.status_code == 409
    assert "Applications in this round: 1." in refused.json()["detail"]
    done = await callers.office.change("PATCH", f"/v1/selection-rounds/{unused.id}", change)
    assert done.json()["schoolYear"] == "2027-2028"


async def test_the_status_follows_the_clock_as_the_rule_says(
    callers: Callers, session: AsyncSession
) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    periods = [(now + hour, now + 2 * hour), (now - hour, now + hour), (now - 2 * hour, now - hour)]
    for opens, closes in periods:
        await make_round(session, opens_at=opens, closes_at=closes)
    await session.commit()
    items = (await callers.research.get("/v1/selection-rounds?sort=-opensAt")).json()["items"]
    said = [round_status(now, opens, closes).value for opens, closes in periods]
    assert [item["status"] for item in items] == said == ["planned", "open", "closed"]
    found = (await callers.research.get("/v1/selection-rounds?status=planned&count=true")).json()
    assert (found["total"], found["items"][0]["id"]) == (1, items[0]["id"])


async def test_a_moment_on_the_border_belongs_to_the_round(connection: asyncpg.Connection) -> None:
    """Inside a transaction `now()` stands still, so the border can be hit exactly."""
    from sqlalchemy import select

    from ok_api.foundation.queries import compile_query
    from ok_api.programme.selection.rounds.queries import STATUS

    query = compile_query(select(STATUS))
    insert = (
        "INSERT INTO selection_rounds (id, school_year, title, opens_at, closes_at, places)"
        " VALUES (gen_random_uuid(), '2026-2027', $1, {}, {}, 1)"
    )
    await connection.execute(insert.format("now()", "now() + interval '1 day'"), "first")
    assert await connection.fetchval(query.sql, *query.arguments({})) == "open"
    await connection.execute("DELETE FROM selection_rounds")
    await connection.execute(insert.format("now() - interval '1 day'", "now()"), "last")
    assert await connection.fetchval(query.sql, *query.arguments({})) == "open"
