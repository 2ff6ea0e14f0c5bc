"""What may follow for a participation: every next phase, and why (not)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.programme.participation.schemas import ParticipationTransitions
from ok_api.rules.words import Phase, TrajectoryStatus
from ok_api.tables import ProgrammeYear
from tests.callers import Callers
from tests.factories import make_evaluation, make_participation, make_trajectory


def _condition(answer: Any, id_: str) -> dict[str, Any]:
    conditions = answer["items"][0]["ruling"]["conditions"]
    found: dict[str, Any] = next(c for c in conditions if c["id"] == id_)
    return found


async def test_nobody_and_strangers_are_not_told(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}/transitions"
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.school("99ZZ98").get(address)).status_code == 404


async def test_what_is_missing_who_supplies_it_and_who_says_so(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    school = callers.school(participation.establishment_code)
    answer = await school.get(f"/v1/participations/{participation.id}/transitions")
    ParticipationTransitions.model_validate_json(answer.content)
    told = answer.json()
    assert [(item["to"], item["ruling"]["outcome"]) for item in told["items"]] == [
        ("pilot", "refused"),
        ("ended", "allowed"),
    ]
    ready = _condition(told, "trajectory_ready")
    assert (ready["met"], ready["kind"], ready["suppliedBy"]) == (False, "requirement", ["school"])
    assert ready["missing"]["en"] == "The trajectory is not ready yet."
    assert ready["source"]["name"] == "REPORT"
    training = _condition(told, "training_5d")
    assert (training["kind"], training["evidence"]["done"]) == ("norm", 0)
    assert training["missing"]["nl"].startswith("Er zijn 0 van de 3 dagen gevolgd")
    assert told["items"][0]["asks"][0] == {"nl": "een motivering", "en": "a motivation"}


async def test_with_the_requirements_met_the_next_phase_is_allowed(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    year = await session.scalar(select(ProgrammeYear))
    assert year is not None
    await make_evaluation(session, participation, year)
    await make_trajectory(
        session, participation, school_year="2026-2027", status=TrajectoryStatus.READY
    )
    await session.commit()
    address = f"/v1/participations/{participation.id}/transitions"
    answer = await callers.office.get(address)
    assert answer.json()["items"][0]["ruling"]["outcome"] == "allowed"
    assert _condition(answer.json(), "training_5d")["met"] is False
    same = {"If-None-Match": answer.headers["ETag"]}
    assert (await callers.office.get(address, headers=same)).status_code == 304


async def test_a_pilot_goes_on_as_established(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await session.commit()
    address = f"/v1/participations/{participation.id}/transitions"
    told = (await callers.research.get(address)).json()
    assert told["items"][0]["to"] == "established"
    assert _condition(told, "evaluation_exists")["met"] is False
