"""Experts and evaluators keep the years of their assignment, and get nothing of later ones."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.tables import ExpertAssignment
from tests.access.years import EARLIER, LATER, THEIRS, Years, make_years
from tests.callers import Caller, Callers
from tests.exchange.calendars.scene import opened, told
from tests.exchange.changes.following import follow, on_record

TOLD = {
    "team-members": (EARLIER, THEIRS),
    "expert-assignments": (EARLIER, THEIRS),
    "programme-years": (EARLIER, THEIRS),
    "learning-trajectories": (EARLIER, THEIRS, LATER),
    "enrolments": (EARLIER, THEIRS, LATER),
    "sessions": (EARLIER, THEIRS),
    "attendances": (EARLIER, THEIRS),
    "measurements": (EARLIER, THEIRS),
    "knowledge-activities": (EARLIER, THEIRS),
    "go-no-go-decisions": (EARLIER, THEIRS),
}
"""Of which years; the schools of a year were recruited in the one before it."""
WHO: dict[str, Callable[[Callers], Caller]] = {
    "expert": lambda callers: callers.expert(),
    "evaluator": lambda callers: callers.evaluator(),
}
EVALUATIONS = {"expert": (EARLIER, THEIRS), "evaluator": (THEIRS,)}
"""An evaluator reads the evaluations it makes itself."""


@pytest.fixture
async def years(session: AsyncSession) -> Years:
    return await make_years(on_record(session))


async def items(caller: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await caller.get(path)
    assert answer.status_code == 200, (path, answer.text)
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("who", list(WHO))
async def test_each_resource_by_its_year(callers: Callers, years: Years, who: str) -> None:
    reader = WHO[who](callers)
    for resource, of in {**TOLD, "evaluations": EVALUATIONS[who]}.items():
        nested = resource in ("programme-years", "team-members", "expert-assignments")
        in_lists = not nested and resource not in ("attendances", "measurements")
        if nested or in_lists:
            path = f"{years.address}/{resource}" if nested else f"/v1/{resource}"
            found = {item["id"] for item in await items(reader, path)}
            assert found == years.until(resource, *of), resource


@pytest.mark.parametrize("who", list(WHO))
async def test_each_row_alone(callers: Callers, years: Years, who: str) -> None:
    reader = WHO[who](callers)
    every = {**TOLD, "evaluations": EVALUATIONS[who]}
    wanted = [item for item in await follow(callers.office) if item["resource"] in every]
    assert {item["resource"] for item in wanted} == set(every)
    for item in wanted:
        seen = item["key"] in years.until(item["resource"], *every[item["resource"]])
        answer = await reader.get(item["link"])
        assert answer.status_code == (200 if seen else 404), item["link"]
        assert f"Persoon {LATER}" not in answer.text
        assert f"{LATER}@" not in answer.text
    for school_year, status in ((EARLIER, 200), (THEIRS, 200), (LATER, 404)):
        plan = await reader.get(f"{years.address}/programme-years/{school_year}/team-plan")
        assert plan.status_code == (status if who == "expert" else 403)


@pytest.mark.parametrize("who", list(WHO))
async def test_in_the_dossier(callers: Callers, years: Years, who: str) -> None:
    answer = await WHO[who](callers).get(years.address + "/dossier")
    assert answer.status_code == 200
    for part, resource in {
        "team": "team-members",
        "experts": "expert-assignments",
        "programmeYears": "programme-years",
        "trajectories": "learning-trajectories",
        "enrolments": "enrolments",
        "sessions": "sessions",
        "knowledgeActivities": "knowledge-activities",
        "decisions": "go-no-go-decisions",
        "evaluations": "evaluations",
    }.items():
        of = {**TOLD, "evaluations": EVALUATIONS[who]}[resource]
        assert {row["id"] for row in answer.json()[part]} == years.until(resource, *of), part
    assert f"Persoon {THEIRS}" in answer.text
    assert f"Persoon {LATER}" not in answer.text
    contacts = {row["schoolYear"]: row["contactName"] for row in answer.json()["enrolments"]}
    assert contacts == {EARLIER: f"Persoon {EARLIER}", THEIRS: f"Persoon {THEIRS}", LATER: None}


@pytest.mark.parametrize("who", list(WHO))
async def test_in_the_feed_of_changes(callers: Callers, years: Years, who: str) -> None:
    every = {**TOLD, "evaluations": EVALUATIONS[who]}
    changes = await follow(WHO[who](callers))
    for resource, of in every.items():
        assert resource in FOLLOWED
        found = {item["key"] for item in changes if item["resource"] == resource}
        assert found == years.until(resource, *of), resource
    planned = [item for item in changes if item["resource"] == "plan-entries"]
    assert len(planned) == (2 if who == "expert" else 0)


@pytest.mark.parametrize("who", list(WHO))
async def test_in_tables_and_calendars(callers: Callers, years: Years, who: str) -> None:
    reader = WHO[who](callers)
    for path in ("/v1/sessions", "/v1/enrolments", "/v1/knowledge-activities"):
        table = await reader.get(path, headers={"Accept": "text/csv"})
        assert table.status_code == 200
        assert (f"Persoon {LATER}" in table.text) is False
    code = years.participation.establishment_code
    calendar = await opened(reader, "school", establishmentCode=code)
    seen = set(await told(callers.anonymous, calendar))
    assert seen <= years.until("sessions", EARLIER, THEIRS)
    whole = await opened(callers.office, "school", establishmentCode=code)
    assert set(await told(callers.anonymous, whole)) - seen == years.until("sessions", LATER)


@pytest.mark.parametrize("who", list(WHO))
async def test_what_may_follow_is_of_the_year_it_stands_in(
    callers: Callers, session: AsyncSession, years: Years, who: str
) -> None:
    reader, steps = WHO[who](callers), years.address + "/transitions"
    assert (await reader.get(years.address)).json()["schoolYear"] == LATER
    assert (await reader.get(steps)).status_code == 404
    years.participation.school_year = THEIRS
    await session.commit()
    assert (await reader.get(steps)).status_code == 200


async def test_a_later_assignment_opens_its_year(
    callers: Callers, session: AsyncSession, years: Years
) -> None:
    session.add(
        ExpertAssignment(
            participation_id=years.participation.id,
            school_year=LATER,
            role="subject_expert",
            subject="expert@example.org",
            name="Voorbeeld Persoon",
            from_on=years.participation.started_on,
        )
    )
    await session.commit()
    dossier = await callers.expert().get(years.address + "/dossier")
    assert f"Persoon {LATER}" in dossier.text


@pytest.mark.parametrize("who", list(WHO))
async def test_nobody_else_reads_any_of_it(callers: Callers, years: Years, who: str) -> None:
    stranger = callers.as_(who, "elsewhere@example.org")
    assert (await stranger.get(years.address)).status_code == 404
    assert [i for i in await follow(stranger) if i["resource"] in TOLD] == []
