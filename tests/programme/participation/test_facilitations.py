"""Facilitation per participation and school year, and its sums."""

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.programme.participation.facilitations.schemas import (
    Facilitation,
    FacilitationTotals,
)
from ok_api.rules.words import Phase
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_participation,
    make_programme_year,
    make_trajectory,
)

LIST = "/v1/facilitations"
TOTALS = "/v1/facilitation-totals"


async def test_who_may_not_see_facilitation(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    own = callers.school(participation.establishment_code)
    assert (await callers.anonymous.get(LIST)).status_code == 401
    assert (await callers.anonymous.get(TOTALS)).status_code == 401
    assert (await own.get(TOTALS)).status_code == 403
    assert (await callers.school("99ZZ98").get(LIST)).json()["items"] == []
    assert len((await own.get(LIST)).json()["items"]) == 1


async def test_the_worked_examples_come_out_as_written(
    callers: Callers, session: AsyncSession
) -> None:
    expected = {0: (0.4, 80), 4: (0.8, 160), 5: (0.9, 180), 6: (1.0, 200)}
    made = {
        (
            await make_participation(session, phase=Phase.PILOT, granted_school_count=schools)
        ).establishment_code: schools
        for schools in expected
    }
    await session.commit()
    items = (await callers.subsidy.get(f"{LIST}?phase=pilot")).json()["items"]
    told = {
        made[item["establishmentCode"]]: (item["granted"]["fte"], item["granted"]["days"])
        for item in items
    }
    assert told == expected
    assert all(item["realised"] == {"schoolCount": 0, "fte": 0.4, "days": 80} for item in items)


async def test_an_aspirant_has_the_same_whatever_the_number(
    callers: Callers, session: AsyncSession
) -> None:
    await make_participation(session)
    await session.commit()
    (item,) = (await callers.research.get(LIST)).json()["items"]
    Facilitation.model_validate(item)
    assert item["granted"] == item["realised"] == {"schoolCount": 0, "fte": 0.8, "days": 160}
    assert item["difference"] == {"fte": 0, "days": 0}


async def test_pages_filters_and_order(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await make_programme_year(session, participation, phase=Phase.ASPIRANT, school_year="2024-2025")
    await make_participation(session)
    await session.commit()
    seen: list[tuple[str, str]] = []
    address: str | None = f"{LIST}?limit=1"
    while address:
        page = await callers.office.get(address)
        seen += [(item["schoolYear"], item["phase"]) for item in page.json()["items"]]
        address = page.links.get("next", {}).get("url")
    assert sorted(seen[:2]) == [("2025-2026", "aspirant"), ("2025-2026", "pilot")]
    assert seen[2:] == [("2024-2025", "aspirant")]
    code = participation.establishment_code
    for key, count in (
        ("schoolYear=2024-2025", 1),
        (f"establishmentCode={code}", 2),
        (f"participationId={participation.id}", 2),
        ("phase=aspirant", 2),
    ):
        assert (await callers.office.get(f"{LIST}?{key}&count=true")).json()["total"] == count
    assert (await callers.office.get(f"{LIST}?jaar=2024-2025")).status_code == 400


async def test_sums_per_school_year_and_phase(callers: Callers, session: AsyncSession) -> None:
    for enrolled in (4, 6, 6):
        participation = await make_participation(session, phase=Phase.PILOT)
        trajectory = await make_trajectory(session, participation)
        for _ in range(enrolled):
            await make_enrolment(session, trajectory)
    await make_participation(session)
    await session.commit()
    answer = await callers.subsidy.get(TOTALS)
    FacilitationTotals.model_validate_json(answer.content)
    told = answer.json()["items"]
    assert [(item["schoolYear"], item["phase"]) for item in told] == [
        ("2025-2026", "aspirant"),
        ("2025-2026", "pilot"),
    ]
    pilots = told[1]
    assert pilots["participationCount"] == 3
    assert pilots["granted"] == {"schoolCount": 18, "fte": 3, "days": 600}
    assert pilots["realised"] == {"schoolCount": 16, "fte": 2.8, "days": 560}
    assert pilots["difference"] == {"fte": 0.2, "days": 40}
    one = (await callers.subsidy.get(f"{TOTALS}?phase=aspirant&schoolYear=2025-2026")).json()
    assert [item["granted"]["fte"] for item in one["items"]] == [0.8]
    assert (await callers.subsidy.get(f"{TOTALS}?schoolYear=2024-2025")).json()["items"] == []
    assert (await callers.subsidy.get(f"{TOTALS}?fase=pilot")).status_code == 400


async def test_figures_are_exact_decimals(callers: Callers, session: AsyncSession) -> None:
    for _ in range(3):
        await make_participation(session, phase=Phase.PILOT, granted_school_count=3)
    await session.commit()
    text = (await callers.office.get(TOTALS)).text
    assert '"granted":{"schoolCount":9,"fte":2.1,"days":420}' in text
