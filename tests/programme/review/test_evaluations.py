"""Evaluations: by someone from outside, complete or not at all, and then unchangeable."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EvaluationConclusion, EvaluationStatus, EvaluationSubject, Phase
from ok_api.tables import ProgrammeYear
from tests.callers import Caller, Callers
from tests.factories import (
    make_enrolment,
    make_evaluation,
    make_participation,
    make_school,
    make_trajectory,
)
from tests.programme.review.cases import participating, unmet, year_of
from tests.refusals import is_unknown

FULL = {
    "trajectoriesJudgement": "De leertrajecten liepen goed.",
    "knowledgeActivitiesJudgement": "Twee webinars, goed bezocht.",
    "effortJudgement": "Het team zette zich in.",
    "conclusion": "positive",
    "conclusionMotivation": "Op alle punten goed.",
}


def body(year: ProgrammeYear, **others: Any) -> dict[str, Any]:
    return {
        "subject": "programme_year",
        "programmeYearId": str(year.id),
        "evaluatorSubject": "evaluator@example.org",
        "evaluatorName": "V. Voorbeeld",
        **others,
    }


async def opened(office: Caller, year: ProgrammeYear, **others: Any) -> str:
    made = await office.post("/v1/evaluations", json=body(year, **others))
    assert made.status_code == 201, made.text
    return made.headers["Location"]


async def test_nobody_and_the_wrong_roles_are_refused(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session)
    address = await opened(callers.office, year)
    assert (await callers.anonymous.get(address)).status_code == 401
    for caller in (callers.school("99ZZ01"), callers.evaluator(), callers.research):
        assert (await caller.post("/v1/evaluations", json=body(year))).status_code == 403
    for caller in (callers.school("99ZZ01"), callers.research, callers.expert()):
        assert (await caller.change("PATCH", address, FULL)).status_code == 403
        assert (await caller.post(f"{address}/completions", json={})).status_code == 403


async def test_until_it_is_completed_only_office_and_evaluator_see_it(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.ESTABLISHED)
    address = await opened(callers.office, year)
    other = callers.evaluator("other@example.org")
    schools = callers.school("99ZZ01"), callers.board("90001"), callers.research, callers.subsidy
    for caller in (*schools, other):
        assert (await caller.get(address)).status_code == 404
        assert (await caller.get("/v1/evaluations")).json()["items"] == []
    assert (await other.change("PATCH", address, FULL)).status_code == 404
    assert (await other.post(f"{address}/completions", json={})).status_code == 404
    mine = callers.evaluator()
    assert (await mine.change("PATCH", address, FULL)).status_code == 200
    assert (await mine.post(f"{address}/completions", json={})).status_code == 201
    for caller in schools:
        assert (await caller.get(address)).json()["conclusion"] == "positive"
    assert (await callers.school("99ZZ09").get(address)).status_code == 404
    assert (await other.get(address)).status_code == 404


async def test_research_reads_it_without_persons(callers: Callers, session: AsyncSession) -> None:
    participation, year = await participating(session)
    await make_evaluation(session, participation, year, evaluator_establishment_codes=["99ZZ09"])
    await session.commit()
    (address,) = [
        item["self"] for item in (await callers.office.get("/v1/evaluations")).json()["items"]
    ]
    for caller in (callers.research, callers.subsidy):
        (item,) = (await caller.get("/v1/evaluations")).json()["items"]
        for told in (item, (await caller.get(address)).json()):
            assert told["trajectoriesJudgement"] == "Goed."
            assert told["evaluatorName"] is told["evaluatorSubject"] is None
            assert told["evaluatorEstablishmentCodes"] is None
    seen = (await callers.school("99ZZ01").get(address)).json()
    assert seen["evaluatorName"] == "Voorbeeld Evaluator"


async def test_a_completed_year_is_evaluated_and_the_evaluation_does_not_change(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    evaluator = callers.evaluator()
    assert (await evaluator.change("PATCH", address, FULL)).status_code == 200
    done = await evaluator.post(f"{address}/completions", json={"completedOn": "2026-06-15"})
    assert done.status_code == 201
    assert done.headers["Location"] == address
    told = done.json()
    assert (told["status"], told["completedOn"]) == ("completed", "2026-06-15")
    assert (told["schoolYear"], told["establishmentCode"]) == ("2025-2026", "99ZZ01")
    await session.refresh(year)
    assert year.status == "evaluated"
    for caller in (evaluator, callers.office):
        late = await caller.change("PATCH", address, {"effortJudgement": None})
        assert (late.status_code, late.json()["type"][-11:]) == (409, "wrong-state")
    again = await evaluator.post(f"{address}/completions", json={})
    assert again.status_code == 409
    assert "15 June 2026" in again.json()["detail"]


@pytest.mark.parametrize(
    ("phase", "missing"),
    [
        (Phase.ASPIRANT, ["training_trajectory_judged", "training_effort_judged"]),
        (Phase.PILOT, ["pilot_trajectories_judged", "pilot_knowledge_activities_judged"]),
        (
            Phase.ESTABLISHED,
            [
                "joint_trajectories_judged",
                "joint_knowledge_activities_judged",
                "joint_effort_judged",
            ],
        ),
    ],
)
async def test_everything_that_is_missing_is_named_at_once(
    callers: Callers, session: AsyncSession, phase: Phase, missing: list[str]
) -> None:
    _, year = await participating(session, phase=phase)
    address = await opened(callers.office, year)
    refused = await callers.evaluator().post(f"{address}/completions", json={})
    assert refused.json()["type"] == "/v1/problem-types/rule-refused"
    assert unmet(refused) == [*missing, "evaluation_concluded", "conclusion_motivated"]
    conditions = [c for c in refused.json()["ruling"]["conditions"] if not c["met"]]
    assert all(c["missing"]["nl"] and c["source"]["sentence"] for c in conditions)
    await session.refresh(year)
    assert year.status == "running"


async def test_three_judgements_together_from_year_three(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.ESTABLISHED)
    address = await opened(callers.office, year)
    evaluator = callers.evaluator()
    await evaluator.change("PATCH", address, {**FULL, "effortJudgement": None})
    refused = await evaluator.post(f"{address}/completions", json={})
    (effort,) = [c for c in refused.json()["ruling"]["conditions"] if not c["met"]]
    assert (effort["id"], effort["ruleId"]) == ("joint_effort_judged", "R-Y3-1")
    assert "gezamenlijk worden beoordeeld" in effort["source"]["sentence"]


async def test_an_evaluator_of_the_school_itself_is_refused(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    own = body(year, evaluatorEstablishmentCodes=["99ZZ01"])
    refused = await callers.office.post("/v1/evaluations", json=own)
    assert refused.status_code == 409
    (missing,) = [c for c in refused.json()["ruling"]["conditions"] if not c["met"]]
    assert (missing["id"], missing["ruleId"]) == ("evaluator_independent", "R-DEC-2")
    assert (missing["source"]["name"], missing["source"]["place"][:3]) == ("REPORT", "4.2")
    assert missing["evidence"]["shared"] == ["90001", "99ZZ", "99ZZ01"]
    misspelt = body(year, evaluatorEstablishmentCodes=["99ZZ01", "99XX01"])
    flawed = await callers.office.post("/v1/evaluations", json=misspelt)
    assert flawed.json()["errors"][0]["pointer"] == "/evaluatorEstablishmentCodes/1"


@pytest.mark.parametrize(
    ("code", "board", "status"), [("98YY01", "90001", 409), ("98YY01", "90002", 201)]
)
async def test_a_colleague_under_the_same_board_is_not_independent(
    callers: Callers, session: AsyncSession, code: str, board: str, status: int
) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    await make_school(session, establishment_code=code, board_number=board)
    await session.commit()
    new = body(year, evaluatorEstablishmentCodes=[code])
    assert (await callers.office.post("/v1/evaluations", json=new)).status_code == status


@pytest.mark.parametrize("claims", [{"schools": ["99ZZ01"]}, {"boards": ["90001"]}])
async def test_what_the_token_says_counts_when_completing(
    callers: Callers, session: AsyncSession, claims: dict[str, list[str]]
) -> None:
    """Nobody stated it at the opening, but the evaluator's own token tells where it belongs."""
    _, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    assert (await callers.evaluator().change("PATCH", address, FULL)).status_code == 200
    insider = callers.as_("evaluator", "evaluator@example.org", **claims)
    refused = await insider.post(f"{address}/completions", json={})
    assert refused.status_code == 409
    assert unmet(refused) == ["evaluator_independent"]


async def test_only_the_office_puts_another_evaluator_in_place(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session)
    address = await opened(callers.office, year)
    other = {"evaluatorSubject": "other@example.org", "evaluatorName": "A. Ander"}
    refused = await callers.evaluator().change("PATCH", address, other)
    assert refused.status_code == 403
    insider = {**other, "evaluatorEstablishmentCodes": ["99ZZ01"]}
    assert (await callers.office.change("PATCH", address, insider)).status_code == 409
    assert (await callers.office.change("PATCH", address, other)).status_code == 200
    assert (await callers.evaluator().get(address)).status_code == 404
    assert (await callers.evaluator("other@example.org").get(address)).status_code == 200


async def test_only_the_evaluator_judges_and_completes(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    evaluator = callers.evaluator()
    assert (await evaluator.change("PATCH", address, FULL)).status_code == 200
    other = {"evaluatorName": "V. Anders", "conclusion": "negative", "effortJudgement": None}
    refused = await callers.office.change("PATCH", address, other)
    assert refused.status_code == 403
    assert refused.json()["members"] == ["conclusion", "effortJudgement"]
    assert refused.json()["allowedRoles"] == ["evaluator"]
    signed = await callers.office.post(f"{address}/completions", json={})
    assert (signed.status_code, signed.json()["allowedRoles"]) == (403, ["evaluator"])
    named = await evaluator.change("PATCH", address, {"evaluatorName": "V. Anders"})
    assert (named.status_code, named.json()["members"]) == (403, ["evaluatorName"])
    told = (await callers.office.get(address)).json()
    assert {name: told[name] for name in FULL} == FULL
    assert (await evaluator.post(f"{address}/completions", json={})).status_code == 201


async def test_a_new_evaluator_begins_anew(callers: Callers, session: AsyncSession) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    await callers.evaluator().change("PATCH", address, FULL)
    same = {"evaluatorSubject": "evaluator@example.org", "evaluatorName": "V. Voorbeelden"}
    kept = await callers.office.change("PATCH", address, same)
    assert kept.json()["conclusion"] == "positive"
    other = {"evaluatorSubject": "other@example.org", "evaluatorName": "A. Ander"}
    told = (await callers.office.change("PATCH", address, other)).json()
    assert {told[name] for name in FULL} == {None}
    early = await callers.evaluator("other@example.org").post(f"{address}/completions", json={})
    assert "evaluation_concluded" in unmet(early)


async def test_a_learning_school_reads_the_evaluation_of_its_own_enrolment(
    callers: Callers, session: AsyncSession
) -> None:
    participation, _ = await participating(session, phase=Phase.PILOT)
    learner = await make_school(session, establishment_code="99ZZ02")
    trajectory = await make_trajectory(session, participation)
    enrolment = await make_enrolment(session, trajectory, learner)
    await session.commit()
    new = {
        "subject": "enrolment",
        "enrolmentId": str(enrolment.id),
        "evaluatorSubject": "evaluator@example.org",
        "evaluatorName": "V. Voorbeeld",
    }
    for code in ("99ZZ01", "99ZZ02"):
        own = {**new, "evaluatorEstablishmentCodes": [code]}
        assert (await callers.office.post("/v1/evaluations", json=own)).status_code == 409
    made = await callers.office.post("/v1/evaluations", json=new)
    address, evaluator = made.headers["Location"], callers.evaluator()
    refused = await evaluator.post(f"{address}/completions", json={})
    assert unmet(refused) == ["enrolment_judged", "evaluation_concluded", "conclusion_motivated"]
    learning = callers.school("99ZZ02")
    assert (await learning.get(address)).status_code == 404
    part = {name: FULL[name] for name in FULL if "Activities" not in name}
    await evaluator.change("PATCH", address, part)
    assert (await evaluator.post(f"{address}/completions", json={})).status_code == 201
    assert (await learning.get(address)).json()["establishmentCode"] == "99ZZ01"
    assert (await callers.school("99ZZ03").get(address)).status_code == 404


async def test_a_trajectory_is_evaluated_too(callers: Callers, session: AsyncSession) -> None:
    participation, _ = await participating(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation)
    await session.commit()
    new = {
        "subject": "trajectory",
        "learningTrajectoryId": str(trajectory.id),
        "evaluatorSubject": "evaluator@example.org",
        "evaluatorName": "V. Voorbeeld",
    }
    address = (await callers.office.post("/v1/evaluations", json=new)).headers["Location"]
    refused = await callers.evaluator().post(f"{address}/completions", json={})
    assert unmet(refused)[0] == "trajectory_judged"


async def test_the_subject_and_its_id_belong_together(
    callers: Callers, session: AsyncSession
) -> None:
    participation, year = await participating(session)
    trajectory = await make_trajectory(session, participation)
    await session.commit()
    wrong = {**body(year), "subject": "trajectory"}
    flawed = await callers.office.post("/v1/evaluations", json=wrong)
    assert flawed.status_code == 400
    assert {(error["pointer"], error["code"]) for error in flawed.json()["errors"]} == {
        ("/programmeYearId", "other_subject"),
        ("/learningTrajectoryId", "missing"),
    }
    unknown = body(year, programmeYearId=str(trajectory.id))
    assert is_unknown(
        await callers.office.post("/v1/evaluations", json=unknown), "/programmeYearId"
    )


@pytest.mark.parametrize(
    ("day", "code"), [("2099-01-01", "in_the_future"), ("2025-07-31", "before_start")]
)
async def test_it_is_completed_within_the_time_that_has_passed(
    callers: Callers, session: AsyncSession, day: str, code: str
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    draft = {"status": EvaluationStatus.DRAFT, "completed_on": None}
    row = await make_evaluation(session, participation, year, **draft)
    await session.commit()
    address = f"/v1/evaluations/{row.id}/completions"
    flawed = await callers.evaluator().post(address, json={"completedOn": day})
    assert flawed.status_code == 400
    assert flawed.json()["errors"][0]["pointer"] == "/completedOn"
    assert flawed.json()["errors"][0]["code"] == code


async def test_one_year_is_evaluated_once_however_many_try(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session)
    office = callers.office
    tries = [office.post("/v1/evaluations", json=body(year)) for _ in range(32)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*tries))
    assert statuses == [201] + [409] * 31
    again = await office.post("/v1/evaluations", json=body(year))
    assert again.json()["detail"] == "This programme year already has an evaluation."


async def test_completing_at_once_completes_once(callers: Callers, session: AsyncSession) -> None:
    participation, year = await participating(session)
    draft = {"status": EvaluationStatus.DRAFT, "completed_on": None}
    row = await make_evaluation(session, participation, year, **draft)
    await session.commit()
    address, evaluator = f"/v1/evaluations/{row.id}/completions", callers.evaluator()
    tries = [evaluator.post(address, json={}) for _ in range(16)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*tries))
    assert statuses == [201] + [409] * 15


@pytest.mark.parametrize(
    "statement", ["UPDATE evaluations SET conclusion = 'negative'", "DELETE FROM evaluations"]
)
async def test_the_database_keeps_what_is_completed(
    callers: Callers, session: AsyncSession, statement: str
) -> None:
    participation, year = await participating(session)
    await make_evaluation(session, participation, year)
    await session.commit()
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        await session.execute(text(statement))


async def test_evaluations_are_filtered_and_sorted(callers: Callers, session: AsyncSession) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation, school_year="2026-2027")
    of_year = await make_evaluation(session, participation, year)
    negative = await make_evaluation(
        session,
        participation,
        year,
        subject=EvaluationSubject.TRAJECTORY,
        programme_year_id=None,
        learning_trajectory_id=trajectory.id,
        conclusion=EvaluationConclusion.NEGATIVE,
    )
    elsewhere = await make_participation(session)
    draft = {"status": EvaluationStatus.DRAFT, "completed_on": None}
    other = await make_evaluation(session, elsewhere, await year_of(session, elsewhere), **draft)
    await session.commit()
    office = callers.office
    for query, expected in {
        "": [other, negative, of_year],
        "sort=completedOn": [of_year, negative, other],
        "subject=trajectory": [negative],
        "status=draft": [other],
        "conclusion=positive&status=completed": [of_year],
        "schoolYear=2026-2027": [negative],
        f"participationId={participation.id}": [negative, of_year],
    }.items():
        found = (await office.get(f"/v1/evaluations?{query}")).json()["items"]
        assert [item["id"] for item in found] == [str(row.id) for row in expected], query
    flawed = await office.get("/v1/evaluations?conclusion=good&participationId=1")
    assert flawed.status_code == 400
    assert len(flawed.json()["errors"]) == 2
