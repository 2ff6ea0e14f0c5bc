"""Expertises: described by their school, found by everyone once published."""

from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.factories import make_expertise, make_school
from tests.refusals import is_unknown

NEW = {
    "establishmentCode": "99ZZ01",
    "title": "Rekenen met begrip",
    "summary": "Leerlingen leggen hun rekenstappen uit.",
    "theme": "rekenen",
    "sectors": ["PO", "SO"],
}


async def test_a_school_describes_and_publishes_its_own(
    callers: Callers, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    school = callers.school("99ZZ01")
    made = await school.post("/v1/expertises", json=NEW)
    assert made.status_code == 201
    address = made.headers["Location"]
    assert (await callers.anonymous.get(address)).status_code == 404
    published = await school.change("PATCH", address, {"published": True})
    assert published.json()["published"] is True
    assert published.json()["title"] == NEW["title"]
    assert (await callers.anonymous.get(address)).status_code == 200


async def test_null_clears_and_absent_leaves(callers: Callers, session: AsyncSession) -> None:
    expertise = await make_expertise(session, evidence_base="Onderzoek.", in_use_since=2019)
    await session.commit()
    address = f"/v1/expertises/{expertise.id}"
    answer = (await callers.office.change("PATCH", address, {"evidenceBase": None})).json()
    assert (answer["evidenceBase"], answer["inUseSince"]) == (None, 2019)
    refused = await callers.office.change("PATCH", address, {"title": None})
    assert refused.status_code == 400


async def test_another_school_cannot_describe_or_change_it(
    callers: Callers, session: AsyncSession
) -> None:
    expertise = await make_expertise(session, published=True)
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    stranger = callers.school("99ZZ09")
    foreign = await stranger.post("/v1/expertises", json=NEW)
    assert (foreign.status_code, foreign.json()["detail"]) == (
        403,
        "You do not speak for De Voorbeeldschool.",
    )
    nowhere = await stranger.post("/v1/expertises", json={**NEW, "establishmentCode": "99ZZ98"})
    assert is_unknown(nowhere, "/establishmentCode")
    address = f"/v1/expertises/{expertise.id}"
    assert (await stranger.change("PATCH", address, {"title": "Mijn"})).status_code == 403
    assert (await callers.anonymous.post("/v1/expertises", json=NEW)).status_code == 401
    assert (await callers.research.post("/v1/expertises", json=NEW)).status_code == 403


async def test_search_knows_dutch_stems(callers: Callers, session: AsyncSession) -> None:
    await make_expertise(session, title="Lezende leerlingen", theme="taal", summary="Boeken.")
    await make_expertise(session, title="Rekenen", theme="rekenen", summary="Sommen.")
    await session.commit()
    found = (await callers.anonymous.get("/v1/expertises?q=leerling")).json()["items"]
    assert [item["title"] for item in found] == ["Lezende leerlingen"]


async def test_the_same_key_gives_the_same_answer_once(
    callers: Callers, session: AsyncSession
) -> None:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    headers = {"Idempotency-Key": "one"}
    first = await callers.office.post("/v1/expertises", json=NEW, headers=headers)
    again = await callers.office.post("/v1/expertises", json=NEW, headers=headers)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["Location"] == first.headers["Location"]
    other = {**NEW, "title": "Anders"}
    mismatch = await callers.office.post("/v1/expertises", json=other, headers=headers)
    assert mismatch.status_code == 409
    listed = (await callers.office.get("/v1/expertises?count=true")).json()
    assert listed["total"] == 1
