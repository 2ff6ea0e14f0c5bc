"""Experts: each role by one expert at a time, attached by the office (R-Y1-3)."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.tables import Participation
from tests.callers import Callers
from tests.factories import make_expert_assignment, make_participation, make_programme_year

NEW = {
    "role": "process_coach",
    "subject": "coach@example.org",
    "name": "Voorbeeld Begeleider",
    "schoolYear": "2025-2026",
    "fromOn": "2025-09-01",
}


async def _made(session: AsyncSession) -> tuple[Participation, str]:
    participation = await make_participation(session)
    await session.commit()
    return participation, f"/v1/participations/{participation.id}/expert-assignments"


async def test_only_the_office_attaches_experts(callers: Callers, session: AsyncSession) -> None:
    participation, experts = await _made(session)
    assert (await callers.anonymous.post(experts, json=NEW)).status_code == 401
    assert (await callers.anonymous.get(experts)).status_code == 401
    assert (await callers.subsidy.get(experts)).status_code == 403
    school = callers.school(participation.establishment_code)
    assert (await school.post(experts, json=NEW)).status_code == 403
    assert (await school.get(experts)).status_code == 200
    assert (await callers.school("99ZZ98").get(experts)).status_code == 404
    unknown = "/v1/participations/0190a000-0000-7000-8000-000000000000/expert-assignments"
    assert (await callers.office.post(unknown, json=NEW)).status_code == 404


async def test_being_attached_opens_the_participation(
    callers: Callers, session: AsyncSession
) -> None:
    participation, experts = await _made(session)
    coach = callers.expert("coach@example.org")
    assert (await coach.get(f"/v1/participations/{participation.id}")).status_code == 404
    made = await callers.office.post(experts, json=NEW)
    assert (made.status_code, made.json()["untilOn"]) == (201, None)
    assert (await coach.get(f"/v1/participations/{participation.id}")).status_code == 200
    assert (await coach.get(made.headers["Location"])).json() == made.json()


async def test_a_role_passes_from_one_expert_to_the_next(
    callers: Callers, session: AsyncSession
) -> None:
    _, experts = await _made(session)
    office = callers.office
    first = (await office.post(experts, json=NEW)).headers["Location"]
    successor = {**NEW, "subject": "other@example.org", "fromOn": "2026-02-01"}
    refused = await office.post(experts, json=successor)
    assert refused.status_code == 409
    assert refused.json()["constraint"] == "one_expert_per_role"
    assert "already filled" in refused.json()["detail"]
    ended = await office.change("PATCH", first, {"untilOn": "2026-01-31"})
    assert ended.json()["untilOn"] == "2026-01-31"
    assert (await office.post(experts, json=successor)).status_code == 201
    reopened = await office.change("PATCH", first, {"untilOn": None})
    assert reopened.status_code == 409
    assert (await office.post(experts, json={**NEW, "role": "trainer"})).status_code == 201
    trainers = (await office.get(f"{experts}?role=trainer&schoolYear=2025-2026")).json()
    assert [item["role"] for item in trainers["items"]] == ["trainer"]


async def test_of_many_at_once_one_fills_the_role(callers: Callers, session: AsyncSession) -> None:
    _, experts = await _made(session)
    office = callers.office
    bodies = [{**NEW, "subject": f"expert-{number}"} for number in range(64)]
    answers = await asyncio.gather(*(office.post(experts, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63
    assert (await office.get(f"{experts}?count=true")).json()["total"] == 1


async def test_an_assignment_lies_within_a_year_of_the_participation(
    callers: Callers, session: AsyncSession
) -> None:
    participation, experts = await _made(session)
    office = callers.office
    outside = {**NEW, "fromOn": "2024-09-01", "untilOn": "2026-09-01"}
    refused = await office.post(experts, json=outside)
    assert [(flaw["pointer"], flaw["code"]) for flaw in refused.json()["errors"]] == [
        ("/fromOn", "outside_school_year"),
        ("/untilOn", "outside_school_year"),
    ]
    unknown = await office.post(experts, json={**NEW, "schoolYear": "2030-2031"})
    assert unknown.json()["errors"][0]["code"] == "no_programme_year"
    backwards = await office.post(experts, json={**NEW, "untilOn": "2025-08-01"})
    assert backwards.status_code == 409
    assert backwards.json()["detail"] == "The assignment cannot end before it starts."
    await make_programme_year(session, participation, school_year="2023-2024")
    await session.commit()
    body = {"role": "trainer", "subject": "x", "name": "Y", "schoolYear": "2023-2024"}
    defaulted = await office.post(experts, json=body)
    assert defaulted.json()["fromOn"] == "2024-07-31"


async def test_research_sees_roles_and_no_persons(callers: Callers, session: AsyncSession) -> None:
    participation, experts = await _made(session)
    made = await make_expert_assignment(session, participation, email="expert@example.org")
    await session.commit()
    for address in (experts, f"{experts}/{made.id}"):
        text = (await callers.research.get(address)).text
        assert "process_coach" in text
        assert "Begeleider" not in text
        assert "expert@example.org" not in text
