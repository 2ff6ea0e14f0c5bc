"""Pages neither skip nor repeat: in any order, of any size, while rows are added in between."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KEYS = ("name", "establishmentCode", "city")
CITIES = ("Utrecht", "'s-Gravenhage", "Één", None)

bounded = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
orders = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).flatmap(
    lambda keys: st.tuples(*(st.sampled_from([key, f"-{key}"]) for key in keys))
)
rows = st.lists(
    st.tuples(
        st.sampled_from(["Alfa", "Bèta", "De Bèta", "Gamma", "'t Vlot"]), st.sampled_from(CITIES)
    ),
    min_size=0,
    max_size=30,
)


@pytest.fixture
async def writer(dsn: str, emptied: None) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


async def fill(writer: asyncpg.Connection, schools: list[tuple[str, str | None]]) -> list[str]:
    await writer.execute("DELETE FROM schools")
    codes = [f"{number // 100:02d}ZZ{number % 100:02d}" for number in range(len(schools))]
    for code, (name, city) in zip(codes, schools, strict=True):
        await add(writer, code, name, city)
    return codes


async def add(writer: asyncpg.Connection, code: str, name: str, city: str | None) -> None:
    await writer.execute(
        "INSERT INTO schools (establishment_code, name, city, sector) VALUES ($1, $2, $3, 'PO')",
        code,
        name,
        city,
    )


async def follow(client: httpx.AsyncClient, address: str, **asked: Any) -> AsyncIterator[list[str]]:
    """The codes on each page, by the Link header, until there is none."""
    query = dict(asked)
    while True:
        answer = await client.get(address, params=query)
        assert answer.status_code == 200, answer.text
        yield [item["establishmentCode"] for item in answer.json()["items"]]
        link = answer.headers.get("link")
        if link is None:
            assert answer.json()["nextCursor"] is None
            return
        cursor = parse_qs(urlsplit(link[1 : link.index(">")]).query)["cursor"][0]
        assert cursor == answer.json()["nextCursor"]
        query["cursor"] = cursor


@bounded
@given(schools=rows, order=orders, limit=st.integers(1, 7))
async def test_every_row_comes_once_and_in_order(
    client: httpx.AsyncClient,
    writer: asyncpg.Connection,
    schools: list[tuple[str, str | None]],
    order: tuple[str, ...],
    limit: int,
) -> None:
    codes = await fill(writer, schools)
    sort = ",".join(order)
    whole = [page async for page in follow(client, "/v1/schools", sort=sort, limit=200)]
    paged = [page async for page in follow(client, "/v1/schools", sort=sort, limit=limit)]
    assert sorted(whole[0]) == codes
    assert [code for page in paged for code in page] == whole[0]
    assert all(len(page) == limit for page in paged[:-1])


@bounded
@given(schools=rows, order=orders, limit=st.integers(1, 5), added=rows)
async def test_rows_that_come_in_between_disturb_nothing(
    client: httpx.AsyncClient,
    writer: asyncpg.Connection,
    schools: list[tuple[str, str | None]],
    order: tuple[str, ...],
    limit: int,
    added: list[tuple[str, str | None]],
) -> None:
    codes = await fill(writer, schools)
    waiting = [(f"90ZZ{number:02d}", *values) for number, values in enumerate(added)]
    seen: list[str] = []
    async for page in follow(client, "/v1/schools", sort=",".join(order), limit=limit):
        seen += page
        if waiting:
            await add(writer, *waiting.pop())
    assert len(seen) == len(set(seen))
    assert sorted(code for code in seen if not code.startswith("90")) == codes


@bounded
@given(schools=rows, order=orders)
async def test_the_opposite_order_is_the_reverse(
    client: httpx.AsyncClient,
    writer: asyncpg.Connection,
    schools: list[tuple[str, str | None]],
    order: tuple[str, ...],
) -> None:
    await fill(writer, schools)
    keys = [key.removeprefix("-") for key in order]
    found = []
    for sort in (keys, [f"-{key}" for key in keys]):
        pages = follow(client, "/v1/schools", sort=",".join(sort), limit=200)
        found.append([code async for page in pages for code in page])
    assert found[0] == found[1][::-1]


async def test_a_removed_row_does_not_lose_the_place(
    client: httpx.AsyncClient, writer: asyncpg.Connection
) -> None:
    codes = await fill(writer, [("Alfa", None)] * 9)
    seen: list[str] = []
    async for page in follow(client, "/v1/schools", limit=3):
        seen += page
        await writer.execute("DELETE FROM schools WHERE establishment_code = $1", page[-1])
    assert seen == codes


async def test_the_filters_stay_while_paging(
    client: httpx.AsyncClient, writer: asyncpg.Connection
) -> None:
    await fill(writer, [("Alfa", city) for city in ("Utrecht", "Zeist") for _ in range(5)])
    await writer.execute(
        "UPDATE schools SET province = CASE city WHEN 'Zeist' THEN 'Utrecht' ELSE 'Drenthe' END"
    )
    pages = [page async for page in follow(client, "/v1/schools", province="Utrecht", limit=2)]
    assert [len(page) for page in pages] == [2, 2, 1]


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51])
async def test_the_total_is_exact_whatever_the_page(
    client: httpx.AsyncClient, writer: asyncpg.Connection, count: int
) -> None:
    await fill(writer, [("Alfa", None)] * count)
    answer = (await client.get("/v1/schools?count=true&limit=50")).json()
    assert answer["total"] == count
    assert len(answer["items"]) == min(count, 50)
    assert (answer["nextCursor"] is None) == (count <= 50)
