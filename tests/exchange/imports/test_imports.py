"""Sending a file in: who may, what is refused before it is kept, and what is seen of it."""

import httpx
import pytest

from tests.callers import Callers
from tests.exchange.imports.sending import XLSX, own, rows_of, school, send, sent

FILE = own(school("99ZZ01"))


async def test_nobody_sends_a_file(callers: Callers) -> None:
    answer = await send(callers.anonymous, FILE)
    assert answer.status_code == 401


async def test_who_only_reads_sends_no_file(callers: Callers) -> None:
    for caller in (callers.subsidy, callers.research, callers.evaluator()):
        assert (await send(caller, FILE)).status_code == 403


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("schools", ["office"]),
        ("boards", ["office"]),
        ("applications", ["office", "board", "school"]),
        ("enrolments", ["office", "board", "school"]),
    ],
)
async def test_who_may_not_do_one_may_not_do_many(
    callers: Callers, kind: str, roles: list[str]
) -> None:
    """An expert may send sessions, so is told who may send these."""
    answer = await send(callers.expert(), FILE, kind=kind)
    assert answer.status_code == 403
    assert sorted(answer.json()["allowedRoles"]) == sorted(roles)


async def test_each_sees_ones_own_imports_and_the_office_all(callers: Callers) -> None:
    mine, other = callers.school("99ZZ01"), callers.school("99ZZ02")
    answer = await send(mine, FILE, kind="applications")
    address = answer.headers["location"]
    for caller, seen in ((mine, 200), (callers.office, 200), (other, 404), (callers.expert(), 404)):
        for path in (address, f"{address}/rows"):
            assert (await caller.get(path)).status_code == seen
        assert len((await caller.get("/v1/imports")).json()["items"]) == (seen == 200)
    for step in ("application", "cancellation"):
        assert (await other.post(f"{address}/{step}")).status_code == 404
        assert (await callers.anonymous.post(f"{address}/{step}")).status_code == 401
    assert (await mine.get(f"{address}/rows/1")).status_code == 404


async def test_a_file_that_is_taken_in_is_told_of(callers: Callers) -> None:
    answer = await send(callers.office, FILE)
    told = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == told["self"] == f"/v1/imports/{told['id']}"
    assert (told["status"], told["progress"], told["actor"]) == ("queued", 0, "office@example.org")
    assert (told["size"], told["mediaType"], told["mode"]) == (len(FILE), "text/csv", "apply")
    assert '"progress":0,"counts":{"rows":0,"created":0,' in answer.text
    again = await callers.office.get(told["self"])
    assert again.json() == told
    headers = {"If-None-Match": again.headers["etag"]}
    assert (await callers.office.get(told["self"], headers=headers)).status_code == 304


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "teachers"}, ["kind"]),
        ({"mode": "maybe", "unit": "cell"}, ["mode", "unit"]),
        ({"referenceDate": "yesterday"}, ["referenceDate"]),
        ({"referenceDate": "2999-01-01"}, ["referenceDate"]),
        ({"kind": "boards", "referenceDate": "2026-08-01"}, ["referenceDate"]),
        (
            {"kind": "boards", "referenceDate": "2999-01-01", "acceptShrinkage": True},
            ["referenceDate", "referenceDate", "acceptShrinkage"],
        ),
        ({"colour": "blue"}, ["colour"]),
    ],
    ids=["kind", "words", "no date", "future", "no use", "all at once", "unknown"],
)
async def test_a_wrong_query_is_refused_with_all_its_flaws(
    callers: Callers, query: dict[str, str], names: list[str]
) -> None:
    answer = await send(callers.office, FILE, **query)
    assert answer.status_code == 400
    assert [flaw["parameter"] for flaw in answer.json()["errors"]] == names


async def test_schools_need_a_reference_date(callers: Callers) -> None:
    answer = await callers.office.post(
        "/v1/imports?kind=schools", content=FILE, headers={"Content-Type": "text/csv"}
    )
    (flaw,) = answer.json()["errors"]
    assert (answer.status_code, flaw["parameter"], flaw["code"]) == (
        400,
        "referenceDate",
        "missing",
    )


async def test_an_empty_file_is_refused(callers: Callers) -> None:
    answer = await send(callers.office, b"")
    assert answer.status_code == 400
    assert [flaw["code"] for flaw in answer.json()["errors"]] == ["empty"]


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data"])
async def test_another_media_type_is_refused(callers: Callers, media_type: str) -> None:
    answer = await send(callers.office, FILE, media_type)
    assert answer.status_code == 415
    assert XLSX in answer.json()["detail"]


async def test_a_file_beyond_the_limit_is_refused(
    callers: Callers, app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.state.services.settings  # type: ignore[attr-defined]
    monkeypatch.setattr(settings, "max_import_bytes", 2_000)
    answer = await send(callers.office, b"x" * 2_001)
    assert (answer.status_code, answer.json()["maxBytes"]) == (413, 2_000)


async def test_a_repeated_request_is_one_import(callers: Callers) -> None:
    first = await send(callers.office, FILE, key="one")
    again = await send(callers.office, FILE, key="one")
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert len((await callers.office.get("/v1/imports")).json()["items"]) == 1


@pytest.mark.parametrize("other", ["file", "query"])
async def test_a_key_belongs_to_one_file_and_one_query(callers: Callers, other: str) -> None:
    await send(callers.office, FILE, key="one")
    answer = await (
        send(callers.office, FILE + b"\r\n", key="one")
        if other == "file"
        else send(callers.office, FILE, key="one", mode="plan")
    )
    assert answer.status_code == 409
    assert answer.json()["type"] == "/v1/problem-types/idempotency-mismatch"


async def test_imports_are_filtered(callers: Callers) -> None:
    await send(callers.office, FILE)
    await send(callers.office, FILE, kind="boards")

    async def found(**query: str) -> list[str]:
        answer = await callers.office.get("/v1/imports", params=query)
        return [item["kind"] for item in answer.json()["items"]]

    assert await found() == ["boards", "schools"]
    assert await found(sort="createdAt") == ["schools", "boards"]
    assert await found(kind="boards") == ["boards"]
    assert await found(status="applied") == []


@pytest.mark.usefixtures("worker")
async def test_the_report_is_filtered_and_paged(callers: Callers) -> None:
    rows = [school(f"99ZZ{n:02d}") for n in range(5)] + [school("wrong")]
    told = await sent(callers.office, own(*rows), unit="row")
    office = callers.office
    assert len(await rows_of(office, told, outcome="created")) == 5
    assert [row["number"] for row in await rows_of(office, told, mendedBy="sender")] == [6]
    assert [row["number"] for row in await rows_of(office, told, sort="-number", limit=2)] == [6, 5]
    page = await office.get(told["rows"], params={"limit": 4, "count": True})
    assert page.json()["total"] == 6
    following: httpx.Response = await office.get(page.links["next"]["url"])
    assert [row["number"] for row in following.json()["items"]] == [5, 6]
