"""Situations that the tests of review begin with."""

from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import Phase, TrajectoryStatus
from ok_api.tables import Participation, ProgrammeYear
from tests.callers import Caller
from tests.factories import (
    make_evaluation,
    make_expertise,
    make_participation,
    make_school,
    make_trajectory,
)

DECISIONS = "/v1/go-no-go-decisions"


async def year_of(
    session: AsyncSession, participation: Participation, school_year: str | None = None
) -> ProgrammeYear:
    """A programme year of a participation: the one it stands in, unless another is named."""
    years = await session.scalars(
        select(ProgrammeYear)
        .where(
            ProgrammeYear.participation_id == participation.id,
            ProgrammeYear.school_year == (school_year or participation.school_year),
        )
        .execution_options(populate_existing=True)
    )
    return years.one()


async def participating(
    session: AsyncSession, code: str = "99ZZ01", **values: Any
) -> tuple[Participation, ProgrammeYear]:
    """A participation of a school, with the programme year it stands in."""
    school = await make_school(session, establishment_code=code)
    row = await make_participation(session, await make_expertise(session, school), **values)
    year = await year_of(session, row)
    await session.commit()
    return row, year


async def evaluated(
    session: AsyncSession, phase: Phase = Phase.PILOT, **values: Any
) -> Participation:
    """One that waits for its decision: a trajectory is ready, and the year is evaluated."""
    participation, year = await participating(session, phase=phase)
    await make_trajectory(session, participation, status=TrajectoryStatus.READY)
    await make_evaluation(session, participation, year, **values)
    await session.commit()
    return participation


def go(participation: Participation, count: int | None = 6, **others: Any) -> dict[str, Any]:
    return {
        "participationId": str(participation.id),
        "schoolYear": "2025-2026",
        "outcome": "go",
        "schoolCount": count,
        "motivation": "De aanpak is overdraagbaar.",
        "decidedOn": "2026-07-01",
        **others,
    }


def no_go(participation: Participation, **others: Any) -> dict[str, Any]:
    body = go(participation, **{"outcome": "no_go", "motivation": "Het team viel weg.", **others})
    del body["schoolCount"]
    return body


async def decide(office: Caller, body: dict[str, Any]) -> httpx.Response:
    """Record a decision; a go explains whatever norms the first attempt says are not met."""
    answer = await office.post(DECISIONS, json=body)
    if answer.status_code != 409 or "ruling" not in answer.json():
        return answer
    departed = [
        condition["id"]
        for condition in answer.json()["ruling"]["conditions"]
        if condition["kind"] == "norm" and condition["missing"]
    ]
    explained = {**dict.fromkeys(departed, "Uitgelegd."), **body.get("departures", {})}
    return await office.post(DECISIONS, json={**body, "departures": explained})


async def decided(office: Caller, body: dict[str, Any]) -> dict[str, Any]:
    answer = await decide(office, body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def unmet(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [c["id"] for c in answer.json()["ruling"]["conditions"] if c["missing"]]
