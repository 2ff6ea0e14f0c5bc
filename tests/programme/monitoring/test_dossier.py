"""The dossier: one call shows one case, to each caller as far as its rights go."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.programme.monitoring.dossier.schemas import Dossier
from ok_api.rules.words import EvaluationStatus, Phase, SessionKind
from ok_api.tables import Participation, ProgrammeYear
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_evaluation,
    make_expert_assignment,
    make_knowledge_activity,
    make_participation,
    make_programme_year,
    make_session,
    make_team_member,
    make_trajectory,
)

LISTS = (
    "team",
    "experts",
    "programmeYears",
    "trajectories",
    "enrolments",
    "sessions",
    "knowledgeActivities",
    "evaluations",
)


async def _case(session: AsyncSession, schools: int = 2) -> tuple[Participation, str]:
    """A case in which a bit of everything has happened, beside one of another school."""
    await _pilot(session, schools)
    participation = await _pilot(session, schools)
    await session.commit()
    return participation, f"/v1/participations/{participation.id}/dossier"


async def _pilot(session: AsyncSession, schools: int) -> Participation:
    participation = await make_participation(session, phase=Phase.PILOT)
    year = await session.scalar(
        select(ProgrammeYear).where(ProgrammeYear.participation_id == participation.id)
    )
    assert year is not None
    trajectory = await make_trajectory(session, participation)
    for _ in range(schools):
        await make_enrolment(session, trajectory, contact_name="Contact Persoon")
        await make_session(session, participation, learning_trajectory_id=trajectory.id)
    await make_team_member(session, participation, email="persoon@example.org")
    await make_expert_assignment(session, participation, subject=f"coach-{participation.id}")
    await make_knowledge_activity(session, participation)
    await make_evaluation(session, participation, year)
    return participation


async def test_nobody_and_strangers_find_no_dossier(
    callers: Callers, session: AsyncSession
) -> None:
    _, address = await _case(session)
    assert (await callers.anonymous.get(address)).status_code == 401
    for stranger in (callers.school("99ZZ98"), callers.expert("other"), callers.evaluator("other")):
        assert (await stranger.get(address)).status_code == 404
    assert (await callers.office.get("/v1/participations/none/dossier")).status_code == 404
    assert (await callers.office.get(f"{address}?deel=team")).status_code == 400


async def test_one_call_shows_the_whole_case(callers: Callers, session: AsyncSession) -> None:
    participation, address = await _case(session)
    answer = await callers.school(participation.establishment_code).get(address)
    dossier = answer.json()
    Dossier.model_validate_json(answer.content)
    assert dossier["self"] == address
    assert {name: len(dossier[name]) for name in LISTS} == {
        **dict.fromkeys(LISTS, 1),
        "enrolments": 2,
        "sessions": 2,
    }
    assert dossier["decisions"] == []
    assert dossier["school"]["establishmentCode"] == participation.establishment_code
    assert dossier["board"]["boardNumber"] == "90001"
    assert dossier["expertise"]["id"] == str(participation.expertise_id)
    (year,) = dossier["programmeYears"]
    assert year["facilitation"]["realised"]["schoolCount"] == 2
    assert "study_days" in {norm["id"] for norm in year["progress"]}
    same = {"If-None-Match": answer.headers["ETag"]}
    again = await callers.school(participation.establishment_code).get(address, headers=same)
    assert again.status_code == 304


async def test_each_part_reads_as_at_its_own_address(
    callers: Callers, session: AsyncSession
) -> None:
    _, address = await _case(session)
    dossier = (await callers.office.get(address)).json()
    for name in ("participation", "school", "board", "expertise"):
        assert (await callers.office.get(dossier[name]["self"])).json() == dossier[name]
    for name in LISTS:
        item: dict[str, Any] = dossier[name][0]
        assert (await callers.office.get(item["self"])).json() == item, name


async def test_research_sees_the_case_without_persons(
    callers: Callers, session: AsyncSession
) -> None:
    _, address = await _case(session)
    answer = await callers.research.get(address)
    Dossier.model_validate_json(answer.content)
    assert len(answer.json()["team"]) == 1
    for personal in ("Persoon", "persoon@", "coach-", "Voorbeeld Evaluator", "evaluator@"):
        assert personal not in answer.text, personal


async def test_who_may_not_list_a_part_gets_none_of_it(
    callers: Callers, session: AsyncSession
) -> None:
    _, address = await _case(session)
    answer = await callers.subsidy.get(address)
    dossier = answer.json()
    Dossier.model_validate_json(answer.content)
    for name in ("team", "experts", "enrolments", "sessions", "knowledgeActivities"):
        assert dossier[name] is None, name
    assert dossier["programmeYears"][0]["facilitation"]["granted"]["days"] == 200


async def test_a_draft_evaluation_is_for_its_evaluator_and_the_office(
    callers: Callers, session: AsyncSession
) -> None:
    participation, address = await _case(session)
    following = await make_programme_year(session, participation, school_year="2026-2027")
    await make_evaluation(
        session,
        participation,
        following,
        status=EvaluationStatus.DRAFT,
        conclusion=None,
        completed_on=None,
        evaluator_subject="drafting",
    )
    await session.commit()
    seen = {
        "office": callers.office,
        "drafting": callers.evaluator("drafting"),
        "school": callers.school(participation.establishment_code),
        "expert": callers.expert(f"coach-{participation.id}"),
    }
    counts = {
        name: len((await caller.get(address)).json()["evaluations"])
        for name, caller in seen.items()
    }
    assert counts == {"office": 2, "drafting": 1, "school": 1, "expert": 1}


async def test_a_dossier_takes_one_statement_however_much_happened(
    app: FastAPI, callers: Callers, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    participation, address = await _case(session, schools=6)
    for _ in range(40):
        await make_session(session, participation, kind=SessionKind.WORK_SESSION)
    await session.commit()
    pool = app.state.services.database.reads
    counting = _Counting(pool)
    monkeypatch.setattr(app.state.services.database, "reads", counting)
    dossier = (await callers.office.get(address)).json()
    assert (len(dossier["sessions"]), counting.statements) == (46, 1)


class _Counting:
    """A pool that counts what is asked of it."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        self.statements += 1
        return getattr(self._pool, name)
