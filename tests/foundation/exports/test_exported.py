"""Lists as tables, over HTTP: the same rows for the same callers, whole or by the page."""

import asyncio
import csv
import tracemalloc
from contextlib import AsyncExitStack
from io import BytesIO, StringIO
from typing import Any

import asyncpg
import httpx
import openpyxl
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.foundation.exports.kept import Kept
from tests.callers import Callers
from tests.contract.walking import refused
from tests.factories import (
    make_board,
    make_expertise,
    make_participation,
    make_school,
    make_team_member,
)

CSV = {"Accept": "text/csv"}
XLSX = {"Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORMS = pytest.mark.parametrize("form", [CSV, XLSX], ids=["csv", "xlsx"])


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text, newline=""), strict=True))


async def make_schools(connection: asyncpg.Connection, count: int, first: int = 0) -> None:
    await connection.execute(
        """INSERT INTO schools (establishment_code, name, city, sector, street)
        SELECT to_char(n / 100, 'FM00') || 'ZZ' || to_char(n % 100, 'FM00'), 'School ' || n,
            CASE n % 3 WHEN 0 THEN 'Delft' ELSE 'Één' END, 'PO', repeat('lang ', 200)
        FROM generate_series($1::int, $2::int) n""",
        first,
        first + count - 1,
    )


@pytest.fixture
async def writer(dsn: str, client: httpx.AsyncClient) -> Any:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


@FORMS
async def test_nobody_and_the_wrong_role_are_refused(
    client: httpx.AsyncClient, callers: Callers, form: dict[str, str]
) -> None:
    assert not list(refused(await client.get("/v1/participations", headers=form), 401))
    assert not list(refused(await callers.research.get("/v1/audit-records", headers=form), 403))


@FORMS
async def test_a_list_under_something_hidden_is_not_found(
    session: AsyncSession, callers: Callers, form: dict[str, str]
) -> None:
    participation = await make_participation(session)
    await session.commit()
    other = callers.school("99ZZ99")
    address = f"/v1/participations/{participation.id}/team-members"
    assert (await callers.office.get(address, headers=form)).status_code == 200
    for hidden in (address, "/v1/participations/x/team-members"):
        for query in ("", "?limit=5"):
            assert not list(refused(await other.get(hidden + query, headers=form), 404))


@FORMS
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("unheardOf=1", "extra_forbidden"),
        ("sort=unheardOf", "enum"),
        ("limit=0", "too_small"),
        ("cursor=x", "invalid_cursor"),
    ],
)
async def test_a_wrong_question_is_refused_as_ever(
    client: httpx.AsyncClient, form: dict[str, str], query: str, code: str
) -> None:
    answer = await client.get(f"/v1/schools?{query}", headers=form)
    assert not list(refused(answer, 400, code=code))


async def test_what_cannot_be_made_is_refused_with_what_can(client: httpx.AsyncClient) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    answer = await client.get("/v1/schools", headers=headers)
    assert not list(refused(answer, 406))
    for name in ("application/json", *CSV.values(), *XLSX.values()):
        assert name in answer.json()["detail"]


async def test_a_school_sees_no_rows_of_another(session: AsyncSession, callers: Callers) -> None:
    for code in ("99ZZ01", "99ZZ02"):
        school = await make_school(session, establishment_code=code)
        await make_participation(session, await make_expertise(session, school=school))
    await session.commit()
    for caller, seen in (
        (callers.office, {"99ZZ01", "99ZZ02"}),
        (callers.school("99ZZ01"), {"99ZZ01"}),
        (callers.school("99ZZ99"), set[str]()),
    ):
        told = rows(await caller.get("/v1/participations", headers=CSV))
        assert {row["establishmentCode"] for row in told} == seen
        book = openpyxl.load_workbook(
            BytesIO((await caller.get("/v1/participations", headers=XLSX)).content)
        ).active
        assert book is not None
        assert book.max_row == len(seen) + 1


async def test_research_sees_no_names(session: AsyncSession, callers: Callers) -> None:
    participation = await make_participation(session)
    await make_team_member(session, participation, name="Geheime Naam")
    await session.commit()
    address = f"/v1/participations/{participation.id}/team-members"
    assert [r["name"] for r in rows(await callers.office.get(address, headers=CSV))] == [
        "Geheime Naam"
    ]
    told = await callers.research.get(address, headers=CSV)
    assert [row["name"] for row in rows(told)] == [""]
    book = openpyxl.load_workbook(
        BytesIO((await callers.research.get(address, headers=XLSX)).content)
    )
    assert "Geheime" not in told.text + str(list(book.worksheets[0].values))


async def test_a_table_is_whole_and_a_page_is_a_page(
    client: httpx.AsyncClient, writer: asyncpg.Connection
) -> None:
    await make_schools(writer, 620)
    query = "/v1/schools?sort=-city,name&q=school"
    whole = rows(await client.get(query, headers=CSV))
    assert len(whole) == 620
    paged, following = [], f"{query}&limit=90"
    while following:
        answer = await client.get(following, headers=CSV)
        assert len(rows(answer)) <= 90
        paged += rows(answer)
        following = answer.links.get("next", {}).get("url", "")
    assert paged == whole
    told = (await client.get(f"{query}&limit=200")).json()["items"]
    assert [row["self"] for row in whole[:200]] == [item["self"] for item in told]
    few = rows(await client.get("/v1/schools?q=delft&count=true", headers=CSV))
    assert {row["city"] for row in few} == {"Delft"}
    assert len(few) == 207


async def test_a_cursor_alone_asks_for_a_page(
    client: httpx.AsyncClient, writer: asyncpg.Connection
) -> None:
    await make_schools(writer, 60)
    first = await client.get("/v1/schools?limit=1")
    following = first.links["next"]["url"].replace("limit=1&", "")
    assert len(rows(await client.get(following, headers=CSV))) == 50


@FORMS
async def test_the_headers_of_a_table(
    client: httpx.AsyncClient, session: AsyncSession, form: dict[str, str]
) -> None:
    await make_board(session)
    await session.commit()
    extension = "csv" if form == CSV else "xlsx"
    kind = form["Accept"] + ("; charset=utf-8; header=present" if form == CSV else "")
    for query in ("", "?limit=5"):
        answer = await client.get(f"/v1/school-boards/90001/schools{query}", headers=form)
        name = f"schools-{clock.today().isoformat()}.{extension}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["content-type"] == kind
        assert answer.headers["vary"].split(", ")[0] == "Accept"
        assert answer.headers["cache-control"] == "public, no-cache"
        assert "link" not in answer.headers
    private = await client.get("/v1/learning-trajectories", headers=form)
    assert private.headers["cache-control"] == "no-store"


async def test_an_empty_list_has_its_header(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/schools", headers=CSV)
    assert "establishmentCode" in answer.text
    assert answer.text.count("\r\n") == 1
    book = openpyxl.load_workbook(BytesIO((await client.get("/v1/schools", headers=XLSX)).content))
    assert [cell.value for cell in book.worksheets[0][1]] == answer.text.strip().split(",")


@FORMS
async def test_a_name_that_looks_like_a_formula_does_nothing(
    client: httpx.AsyncClient, session: AsyncSession, form: dict[str, str]
) -> None:
    await make_school(session, name='=HYPERLINK("https://x.example")', phone="+31201234567")
    await session.commit()
    answer = await client.get("/v1/schools", headers=form)
    if form == CSV:
        (row,) = rows(answer)
        assert row["name"] == '\'=HYPERLINK("https://x.example")'
        assert row["phone"] == "'+31201234567"
    else:
        cells = [c for row in openpyxl.load_workbook(BytesIO(answer.content)).active for c in row]  # type: ignore[union-attr]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert '=HYPERLINK("https://x.example")' in [cell.value for cell in cells]


@FORMS
async def test_head_tells_the_headers_and_gives_the_connection_back(
    client: httpx.AsyncClient, app: FastAPI, form: dict[str, str]
) -> None:
    got = await client.get("/v1/schools", headers=form)
    for _ in range(10):
        head = await client.head("/v1/schools", headers=form)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "content-disposition", "vary", "cache-control"):
            assert head.headers[name] == got.headers[name]
    assert app.state.services.database.reads._pool.get_idle_size() > 0


@FORMS
async def test_a_reference_table_is_whole_has_its_own_version_and_speaks_dutch(
    client: httpx.AsyncClient, form: dict[str, str]
) -> None:
    plain = await client.get("/v1/glossary")
    total = (await client.get("/v1/glossary?count=true")).json()["total"]
    answer = await client.get("/v1/glossary", headers=form)
    for told in (plain, answer):
        assert told.headers["vary"].startswith("Accept, Accept-Language")
    again = {**form, "If-None-Match": answer.headers["etag"]}
    other = {**form, "If-None-Match": plain.headers["etag"]}
    assert (await client.get("/v1/glossary", headers=again)).status_code == 304
    assert (await client.get("/v1/glossary", headers=other)).status_code == 200
    if form == CSV:
        assert len(rows(answer)) == total
        titles = {
            rows(await client.get("/v1/problem-types", headers={**CSV, "Accept-Language": tag}))[0][
                "title"
            ]
            for tag in ("nl", "en")
        }
        assert titles == {"Ongeldige invoer", "Invalid input"}
    assert len(rows(await client.get("/v1/glossary?limit=3", headers=CSV))) == 3


async def test_what_http_1_0_cannot_see_the_end_of_has_a_length(app: FastAPI, client: Any) -> None:
    answers = {}
    for version in ("1.0", "1.1"):
        started: list[Any] = []
        await app(_scope("/v1/expertises", version), _never, _collect(started))
        answers[version] = dict(started[0]["headers"])
    assert b"content-length" in answers["1.0"]
    assert b"content-length" not in answers["1.1"]


def _scope(path: str, version: str = "1.1") -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": version,
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"accept", b"text/csv"), (b"host", b"testserver")],
        "server": ("testserver", 80),
        "client": ("testclient", 1),
    }


async def _never() -> Any:
    await asyncio.Event().wait()


def _collect(found: list[Any]) -> Any:
    async def send(message: Any) -> None:
        found.append(message)

    return send


async def test_many_rows_take_no_more_memory_than_fewer(
    app: FastAPI, client: httpx.AsyncClient, writer: asyncpg.Connection
) -> None:
    await make_schools(writer, 1000)
    _, few = await _peak(app)
    app.state.services.kept = Kept()
    await make_schools(writer, 2000, first=1000)
    whole, many = await _peak(app)
    assert whole > 3_000_000
    assert many < 1.2 * few < 6_000_000


async def _peak(app: FastAPI) -> tuple[int, int]:
    """How large a download is, and how much memory making it took at the most."""
    size = 0

    async def send(message: Any) -> None:
        nonlocal size
        size += len(message.get("body", b""))

    await app(_scope("/v1/schools"), _never, send)  # What is remembered of schools is not ours.
    app.state.services.kept = Kept()
    tracemalloc.start()
    try:
        await app(_scope("/v1/schools"), _never, send)
        return size // 2, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_exports_wait_for_their_turn_and_pages_do_not(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = app.state.services.database
    monkeypatch.setattr(reads._long_reads, "_seconds", 0.05)
    slots = reads._long_reads._free
    assert 0 < slots < app.state.services.settings.read_pool_size
    async with AsyncExitStack() as stack:
        for _ in range(slots):
            await stack.enter_async_context(reads.long_read())
        answer = await client.get("/v1/schools", headers=CSV)
        assert not list(refused(answer, 503))
        assert answer.headers["retry-after"]
        assert (await client.get("/v1/schools")).status_code == 200
    assert (await client.get("/v1/schools", headers=CSV)).status_code == 200


async def test_a_table_is_of_one_moment_and_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    async with app.state.services.database.long_read() as connection:
        assert await connection.fetchval("SHOW transaction_isolation") == "repeatable read"
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM schools")
