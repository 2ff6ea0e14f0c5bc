"""A plan changes nothing, is carried out as it was made, and not when what it rests on moved."""

import asyncpg
import pytest

from tests.callers import Callers
from tests.exchange.imports.sending import ended, own, rows_of, school, send, sent
from tests.exchange.register.lists import po_list, po_row

pytestmark = pytest.mark.usefixtures("worker")
FILE = po_list(po_row("99ZZ01"), po_row("99ZZ02"))


async def test_a_plan_changes_nothing_and_tells_everything(callers: Callers, dsn: str) -> None:
    told = await sent(callers.office, FILE, mode="plan")
    assert (told["status"], told["counts"]["created"], told["progress"]) == ("planned", 2, 1)
    assert [row["outcome"] for row in await rows_of(callers.office, told)] == ["created"] * 2
    connection = await asyncpg.connect(dsn)
    for table in ("schools", "school_boards", "regions", "register_listings", "audit_records"):
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608
    await connection.close()


async def test_a_plan_is_carried_out(callers: Callers) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    answer = await callers.office.post(f"{planned['self']}/application")
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert answer.headers["location"] == planned["self"]
    told = await ended(callers.office, planned["self"])
    assert (told["status"], told["mode"]) == ("applied", "apply")
    assert told["counts"] == planned["counts"]
    assert (await callers.anonymous.get("/v1/schools/99ZZ02")).status_code == 200
    again = await callers.office.post(f"{planned['self']}/application")
    assert (again.status_code, again.json()["importStatus"]) == (409, "applied")


@pytest.mark.parametrize("step", ["application", "cancellation"])
async def test_a_step_may_name_the_version_that_was_read(callers: Callers, step: str) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    etag = (await callers.office.get(planned["self"])).headers["etag"]
    address = f"{planned['self']}/{step}"
    stale = await callers.office.post(address, headers={"If-Match": '"999.en"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/v1/problem-types/stale")
    assert (await callers.office.get(planned["self"])).json()["status"] == "planned"
    answer = await callers.office.post(address, headers={"If-Match": etag})
    assert answer.status_code == 202


async def test_a_plan_that_no_longer_holds_is_refused(callers: Callers) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    facts = {"name": "Tussendoor", "sector": "PO"}
    assert (await callers.office.put("/v1/schools/99ZZ09", json=facts)).status_code == 201
    answer = await callers.office.post(f"{planned['self']}/application")
    told = answer.json()
    assert (answer.status_code, told["type"]) == (412, "/v1/problem-types/stale")
    assert told["changeCount"] == 1
    since = await callers.office.get(told["changes"])
    assert since.status_code == 200
    assert len(since.json()["items"]) == 1
    assert (await callers.office.get(planned["self"])).json()["status"] == "planned"


async def test_what_is_changed_between_question_and_work_is_seen_too(
    callers: Callers, dsn: str
) -> None:
    """A change without a trail stands in for one that slips in after the request looked."""
    await sent(callers.office, own(school("99ZZ01", "Oud")))
    planned = await sent(callers.office, own(school("99ZZ01", "Nieuw")), mode="plan")
    connection = await asyncpg.connect(dsn)
    await connection.execute("UPDATE schools SET name = 'Anders'")
    await connection.close()
    assert (await callers.office.post(f"{planned['self']}/application")).status_code == 202
    told = await ended(callers.office, planned["self"], "failed", "applied")
    assert (told["status"], told["problem"]["type"]) == ("failed", "/v1/problem-types/stale")
    assert (await callers.anonymous.get("/v1/schools/99ZZ01")).json()["name"] == "Anders"


async def test_a_plan_with_refused_rows_is_not_carried_out_as_a_whole(callers: Callers) -> None:
    planned = await sent(callers.office, own(school("99ZZ01"), school("x")), mode="plan")
    assert planned["status"] == "planned"
    answer = await callers.office.post(f"{planned['self']}/application")
    assert (answer.status_code, answer.json()["refusedCount"]) == (409, 1)


async def test_a_plan_with_refused_rows_is_carried_out_row_by_row(callers: Callers) -> None:
    content = own(school("99ZZ01"), school("x"))
    planned = await sent(callers.office, content, mode="plan", unit="row")
    await callers.office.post(f"{planned['self']}/application")
    told = await ended(callers.office, planned["self"])
    assert (told["status"], told["counts"]["created"], told["counts"]["refused"]) == (
        "applied",
        1,
        1,
    )


async def test_a_plan_is_dropped(callers: Callers) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    answer = await callers.office.post(f"{planned['self']}/cancellation")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    assert (await callers.office.post(f"{planned['self']}/application")).status_code == 409


async def test_a_plan_whose_file_is_gone_is_sent_again(callers: Callers, dsn: str) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    connection = await asyncpg.connect(dsn)
    await connection.execute("DELETE FROM import_parts")
    await connection.close()
    assert (await callers.office.post(f"{planned['self']}/application")).status_code == 409


async def test_an_application_is_asked_once_under_its_key(callers: Callers) -> None:
    planned = await sent(callers.office, FILE, mode="plan")
    headers = {"Idempotency-Key": "one"}
    for _ in range(2):
        answer = await callers.office.post(f"{planned['self']}/application", headers=headers)
        assert answer.status_code == 202
    assert (await ended(callers.office, planned["self"]))["counts"]["created"] == 2


async def test_what_is_no_plan_is_not_carried_out(callers: Callers) -> None:
    answer = await send(callers.office, FILE)
    refused = await callers.office.post(f"{answer.headers['location']}/application")
    assert refused.status_code == 409
    await ended(callers.office, answer.headers["location"])
