"""Participations: who finds which, and what is told of them."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import Phase, Sector
from tests.callers import Callers
from tests.factories import (
    make_board,
    make_expert_assignment,
    make_expertise,
    make_participation,
    make_school,
)


async def test_outside_ones_scope_there_is_nothing(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.anonymous.get("/v1/participations")).status_code == 401
    for stranger in (callers.school("99ZZ98"), callers.board("99998"), callers.expert("other")):
        assert (await stranger.get(address)).status_code == 404
        assert (await stranger.get("/v1/participations")).json()["items"] == []
        for part in ("transitions", "programme-years", "team-members", "expert-assignments"):
            assert (await stranger.get(f"{address}/{part}")).status_code == 404


async def test_school_board_expert_and_accounts_find_it(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await make_expert_assignment(session, participation, subject="coach")
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    code = participation.establishment_code
    entitled = (callers.school(code), callers.board("90001"), callers.expert("coach"))
    for caller in (*entitled, callers.office, callers.subsidy, callers.research):
        assert (await caller.get(address)).json()["id"] == str(participation.id)


async def test_one_participation_leads_to_all_its_parts(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    answer = await callers.office.get(address)
    told = answer.json()
    assert (told["self"], told["phase"], told["schoolYear"]) == (address, "pilot", "2025-2026")
    assert (told["schoolName"], told["boardNumber"], told["sector"]) == (
        "De Voorbeeldschool",
        "90001",
        "PO",
    )
    for link in ("currentYear", "programmeYears", "transitions", "teamMembers"):
        assert (await callers.office.get(told[link])).status_code == 200
    unchanged = {"If-None-Match": answer.headers["ETag"]}
    assert (await callers.office.get(address, headers=unchanged)).status_code == 304


async def test_the_list_is_filtered_by_what_is_asked(
    callers: Callers, session: AsyncSession
) -> None:
    await make_board(session, "90002")
    school = await make_school(
        session, establishment_code="99ZZ51", board_number="90002", sector=Sector.VO, name="Zuid"
    )
    theirs = await make_participation(
        session, await make_expertise(session, school), phase=Phase.PILOT, school_year="2026-2027"
    )
    other = await make_participation(session)
    await session.commit()
    for key in (
        "phase=pilot",
        "schoolYear=2026-2027",
        "establishmentCode=99ZZ51",
        "board=90002",
        "sector=VO",
        f"expertiseId={theirs.expertise_id}",
        "running=true&sector=VO",
    ):
        found = (await callers.office.get(f"/v1/participations?{key}")).json()["items"]
        assert [item["id"] for item in found] == [str(theirs.id)], key
    by_name = (await callers.office.get("/v1/participations?sort=-schoolName&count=true")).json()
    assert [item["id"] for item in by_name["items"]] == [str(theirs.id), str(other.id)]
    assert by_name["total"] == 2
    assert (await callers.office.get("/v1/participations?running=false")).json()["items"] == []


@pytest.mark.parametrize("query", ["fase=pilot", "phase=year2", "schoolYear=2025-2027"])
async def test_an_unknown_key_or_value_is_no_filter(callers: Callers, query: str) -> None:
    answer = await callers.office.get(f"/v1/participations?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_pages_go_on_where_the_last_one_ended(
    callers: Callers, session: AsyncSession
) -> None:
    made = {str((await make_participation(session)).id) for _ in range(5)}
    await session.commit()
    seen: list[str] = []
    address: str | None = "/v1/participations?limit=2&sort=-startedOn,schoolName"
    while address:
        page = await callers.office.get(address)
        seen += [item["id"] for item in page.json()["items"]]
        address = page.links.get("next", {}).get("url")
    assert len(seen) == 5
    assert set(seen) == made
