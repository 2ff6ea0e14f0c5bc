"""The register over HTTP: reads for all, writes for the office."""

from datetime import date

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.factories import make_board, make_school

FACTS = {"name": "'t Voorbeeld", "sector": "PO", "boardNumber": "90001", "city": "Tèststad"}


async def test_a_school_is_created_replaced_and_found_again(callers: Callers) -> None:
    created = await callers.office.put("/v1/schools/99ZZ01", json=FACTS)
    assert created.status_code == 201
    assert created.headers["Location"] == "/v1/schools/99ZZ01"
    replaced = await callers.office.change("PUT", "/v1/schools/99ZZ01", {**FACTS, "city": "Elders"})
    assert replaced.status_code == 200
    found = await callers.anonymous.get("/v1/schools/99ZZ01")
    assert found.json()["city"] == "Elders"
    assert found.headers["ETag"] == replaced.headers["ETag"] == '"2"'


async def test_an_unchanged_school_needs_no_body(callers: Callers) -> None:
    created = await callers.office.put("/v1/schools/99ZZ01", json=FACTS)
    headers = {"If-None-Match": created.headers["ETag"]}
    assert (await callers.anonymous.get("/v1/schools/99ZZ01", headers=headers)).status_code == 304


async def test_replacing_needs_the_version_that_is_replaced(callers: Callers) -> None:
    await callers.office.put("/v1/schools/99ZZ01", json=FACTS)
    missing = await callers.office.put("/v1/schools/99ZZ01", json=FACTS)
    stale = await callers.office.put("/v1/schools/99ZZ01", json=FACTS, headers={"If-Match": '"9"'})
    assert (missing.status_code, stale.status_code) == (428, 412)


@pytest.mark.parametrize(
    "query", ["q=voorbeld", "q=teststad", "q=VOORBEELD", "region=province:Utrecht"]
)
async def test_search_forgives_typos_accents_and_case(
    client: httpx.AsyncClient, session: AsyncSession, query: str
) -> None:
    await make_school(session, name="'t Voorbeeld", city="Tèststad")
    await make_school(session, name="De Regenboog", city="Elders", province="Drenthe")
    await session.commit()
    found = (await client.get(f"/v1/schools?{query}")).json()["items"]
    assert [item["name"] for item in found] == ["'t Voorbeeld"]


async def test_pages_neither_skip_nor_repeat(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    for number in range(7):
        await make_school(session, name=f"School {number % 3}")
    await session.commit()
    seen: list[str] = []
    address: str | None = "/v1/schools?limit=2&count=true&sort=-name"
    while address:
        page = await client.get(address)
        seen += [item["establishmentCode"] for item in page.json()["items"]]
        assert page.json()["total"] == 7
        address = page.links["next"]["url"] if "next" in page.links else None
    assert len(seen) == len(set(seen)) == 7


async def test_what_fits_best_comes_first_on_every_page(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ21", name="Aan de Voorbeeldlaan")
    await make_school(session, establishment_code="99ZZ22", name="De Regenboog", city="Voorbeeld")
    await make_school(session, establishment_code="99ZZ23", name="Voorbeeld", city="Utrecht")
    await session.commit()
    seen: list[str] = []
    address: str | None = "/v1/schools?limit=1&q=voorbeeld"
    while address:
        page = await client.get(address)
        seen += [item["establishmentCode"] for item in page.json()["items"]]
        address = page.links["next"]["url"] if "next" in page.links else None
    assert seen == ["99ZZ23", "99ZZ21", "99ZZ22"]
    by_name = (await client.get("/v1/schools?q=voorbeeld&sort=-name")).json()["items"]
    assert [item["establishmentCode"] for item in by_name] == ["99ZZ23", "99ZZ22", "99ZZ21"]
    coded = (await client.get("/v1/schools?q=99zz22&sort=relevance")).json()["items"]
    assert coded[0]["establishmentCode"] == "99ZZ22"


@pytest.mark.parametrize("query", ["", "q=", "q=%20&sort=relevance", "sort=relevance,name"])
async def test_without_words_there_is_nothing_to_be_relevant_to(
    client: httpx.AsyncClient, session: AsyncSession, query: str
) -> None:
    for name in ("School 2", "School 1"):
        await make_school(session, name=name)
    await session.commit()
    found = (await client.get(f"/v1/schools?{query}")).json()["items"]
    assert [item["name"] for item in found] == ["School 1", "School 2"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("board=9a", "Hier hoort een bestuursnummer van vijf cijfers, zoals 90001."),
    ],
)
async def test_a_form_is_told_by_an_example(
    client: httpx.AsyncClient, query: str, said: str
) -> None:
    (flaw,) = (await client.get(f"/v1/schools?{query}")).json()["errors"]
    assert (flaw["parameter"], flaw["message"]) == (query.partition("=")[0], said)


@pytest.mark.parametrize(
    ("query", "code", "told"),
    [
        ("province=Holland", "enum", "Kies uit: Drenthe, Flevoland, Fryslân, Gelderland"),
        ("province=Utrecht&province=Oost", "enum", "Zuid-Holland."),
        ("province=%20", "too_short", "ten minste 1 teken"),
        ("municipality=Xyz", "unknown", "kent Xyz niet als gemeente. Het meest lijken"),
        ("municipality=9901&municipality=0000", "unknown", "VERZONNEN AAN ZEE, ZEESTAD"),
        ("municipality=zeestadt", "unknown", "Het meest lijken ZEESTAD"),
        ("region=land:NL", "enum", "Kies uit: provincie, gemeente"),
        ("region=province:Holland", "enum", "Kies uit: Drenthe"),
        ("region=holiday_region:Oost", "enum", "Kies uit: Noord, Midden, Zuid."),
        ("region=municipality:Xyz", "unknown", "kent Xyz niet als gemeente"),
        ("region=Utrecht", "pattern", "zijn soort, een dubbele punt"),
    ],
)
async def test_what_is_in_no_closed_set_is_told_what_is(
    callers: Callers, query: str, code: str, told: str
) -> None:
    for number, name in (("9901", "VERZONNEN AAN ZEE"), ("9902", "ZEESTAD")):
        facts = {**FACTS, "municipalityCode": number, "municipalityName": name}
        await callers.office.put(f"/v1/schools/99ZZ{number[2:]}", json=facts)
    answer = await callers.anonymous.get(f"/v1/schools?{query}")
    assert answer.status_code == 400
    (flaw,) = answer.json()["errors"]
    assert (flaw["parameter"], flaw["code"]) == (query.partition("=")[0], code)
    assert told in flaw["message"]
    table = await callers.anonymous.get(f"/v1/schools?{query}", headers={"Accept": "text/csv"})
    assert table.status_code == 400


async def test_a_register_without_a_division_takes_any_number_of_it(
    client: httpx.AsyncClient,
) -> None:
    for query in ("municipality=0344", "region=corop_area:17", "region=corop_area:7"):
        assert (await client.get(f"/v1/schools?{query}")).json()["items"] == []
    answer = await client.get("/v1/schools?municipality=Xyz")
    assert "het heeft er nog geen" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "municipality=9901",
        "municipality=9901&municipality=9901",
        "municipality=s-gravenzee",
        "municipality='S+GRAVENZEE",
        "municipality=%E2%80%99s-Gravenz%C3%A9e%20",
        "region=municipality:9901",
        "region=Municipality:'s-Gravenzee",
        "province=zuid-holland",
        "province=Zuid-Holland&province=Utrecht",
        "region=province:ZUID-HOLLAND",
    ],
)
async def test_a_region_is_asked_by_code_or_name(callers: Callers, query: str) -> None:
    facts = {"municipalityCode": "9901", "municipalityName": "'s-Gravenzee"}
    here = {**FACTS, **facts, "province": "Zuid-Holland"}
    await callers.office.put("/v1/schools/99ZZ01", json=here)
    await callers.office.put("/v1/schools/99ZZ02", json={**FACTS, "municipalityCode": "9902"})
    page = (await callers.anonymous.get(f"/v1/schools?{query}&limit=1")).json()
    assert [item["establishmentCode"] for item in page["items"]] == ["99ZZ01"]


async def test_a_school_brings_its_municipality_along(callers: Callers) -> None:
    for name in (None, "Verzonnen aan Zee", "Anders"):
        facts = {**FACTS, "municipalityCode": "9901", "municipalityName": name}
        await callers.office.change("PUT", "/v1/schools/99ZZ01", facts)
    regions = (await callers.anonymous.get("/v1/regions?kind=municipality")).json()["items"]
    assert [(item["code"], item["name"]) for item in regions] == [("9901", "Verzonnen aan Zee")]


async def test_a_board_counts_its_own_open_schools(callers: Callers, session: AsyncSession) -> None:
    closed = {"status": "closed", "closed_on": date(2026, 8, 1)}
    for board, number in (("90001", 3), ("90002", 1)):
        for _ in range(number):
            await make_school(session, board_number=board)
        await make_school(session, board_number=board, **closed)
    await make_board(session, "90003")
    await session.commit()
    page = (await callers.anonymous.get("/v1/school-boards")).json()["items"]
    expected = {"90001": 3, "90002": 1, "90003": 0}
    assert {item["boardNumber"]: item["openSchoolCount"] for item in page} == expected
    for board, count in expected.items():
        found = await callers.anonymous.get(f"/v1/school-boards/{board}")
        assert found.json()["openSchoolCount"] == count
    before = (await callers.anonymous.get("/v1/school-boards/90003")).headers["ETag"]
    await callers.office.put("/v1/schools/99ZZ97", json={**FACTS, "boardNumber": "90003"})
    after = await callers.anonymous.get(
        "/v1/school-boards/90003", headers={"If-None-Match": before}
    )
    assert (after.status_code, after.json()["openSchoolCount"]) == (200, 1)


async def test_codes_and_words_differ_by_more_than_capitals(
    callers: Callers, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ01", board_number="00042")
    await session.commit()
    found = await callers.anonymous.get("/v1/schools/99zz01")
    assert (found.status_code, found.json()["self"]) == (200, "/v1/schools/99ZZ01")
    assert (await callers.anonymous.get("/v1/school-boards/42")).status_code == 200
    for address in (
        "/v1/schools?sector=po&status=OPEN&board=42",
        "/v1/school-boards/42/schools",
        "/v1/schools?q=99zz01",
    ):
        items = (await callers.anonymous.get(address)).json()["items"]
        assert [item["establishmentCode"] for item in items] == ["99ZZ01"], address
    changed = await callers.office.change("PUT", "/v1/schools/99zz01", {**FACTS, "sector": "po"})
    assert (changed.status_code, changed.json()["sector"]) == (200, "PO")


async def test_a_query_is_read_in_the_form_that_is_kept(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    await make_school(session, name="Café Zuid", school_type="Speciaal éénjarig onderwijs")
    await session.commit()
    for query in (
        {"q": "Cafe\u0301\u200b  Zuid"},
        {"schoolType": "Speciaal  e\u0301e\u0301njarig\u00a0onderwijs"},
    ):
        items = (await client.get("/v1/schools", params=query)).json()["items"]
        assert [item["name"] for item in items] == ["Café Zuid"], query
    lost = await client.get("/v1/schools?q=Frysl%E2n")
    assert (lost.status_code, lost.json()["errors"][0]["code"]) == (400, "unreadable")


async def test_unknown_keys_and_values_are_named_together(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/schools?foo=1&limit=999&sort=size&sector=XX")
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {
        "foo",
        "limit",
        "sort",
        "sector",
    }


async def test_a_cursor_of_another_list_is_refused(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    for _ in range(3):
        await make_school(session)
    await session.commit()
    cursor = (await client.get("/v1/schools?limit=1")).json()["nextCursor"]
    for query in (f"sector=VO&cursor={cursor}", f"sort=-name&cursor={cursor}", "cursor=AAAA"):
        assert (await client.get(f"/v1/schools?{query}")).status_code == 400


async def test_a_closed_school_says_since_when(callers: Callers) -> None:
    answer = await callers.office.put("/v1/schools/99ZZ01", json={**FACTS, "status": "closed"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/closedOn"


async def test_a_page_tells_what_is_now_true(callers: Callers, session: AsyncSession) -> None:
    """Documents are remembered between pages, but only while their version stands."""
    for code in ("99ZZ01", "99ZZ02"):
        await make_school(session, establishment_code=code)
    await session.commit()
    assert len((await callers.anonymous.get("/v1/schools")).json()["items"]) == 2
    await callers.office.change("PUT", "/v1/schools/99ZZ01", {**FACTS, "name": "Anders"})
    listed = (await callers.anonymous.get("/v1/schools?sort=establishmentCode")).json()["items"]
    assert [item["name"] for item in listed] == ["Anders", "De Voorbeeldschool"]
    of_board = (await callers.anonymous.get("/v1/school-boards/90001/schools")).json()["items"]
    assert [item["name"] for item in of_board] == ["Anders", "De Voorbeeldschool"]
