"""Whoever evaluates stands outside whoever carries out (R-DEC-2; REPORT 4.2)."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import (
    EnrolmentStatus,
    EvaluationStatus,
    EvaluatorTie,
    Phase,
    SessionKind,
    SessionStatus,
)
from ok_api.tables import Participation, ProgrammeYear
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_evaluation,
    make_expert_assignment,
    make_expertise,
    make_participation,
    make_school,
    make_session,
    make_team_member,
    make_trajectory,
)
from tests.programme.review.cases import DECISIONS, decide, evaluated, go, participating, unmet
from tests.programme.review.test_evaluations import FULL, body, opened

OTHER_BOARD = "90002"
SOMEBODY = {"evaluatorSubject": "anna@example.org", "evaluatorName": "Anna Voorbeeld"}
TODAY = clock.today()


async def appoint(callers: Callers, year: ProgrammeYear, **others: Any) -> httpx.Response:
    new = body(year, **{**SOMEBODY, **others})
    return await callers.office.post("/v1/evaluations", json=new)


def refused_for(answer: httpx.Response, tie: EvaluatorTie, seen_by: list[str]) -> None:
    """By the condition of this tie alone, which the sentence names; and not as incomplete."""
    assert answer.status_code == 409, answer.text
    problem = answer.json()
    assert problem["type"] == "/v1/problem-types/rule-refused"
    (missing,) = [one for one in problem["ruling"]["conditions"] if not one["met"]]
    assert (missing["evidence"]["tie"], missing["evidence"]["seenBy"]) == (tie.value, seen_by)
    assert tie.meaning.nl in missing["missing"]["nl"]
    assert problem["detail"].startswith("This evaluator is not independent.")
    assert tie.meaning.en in problem["detail"]
    assert "complete" not in problem["detail"] + problem["title"]


@pytest.mark.parametrize(
    ("person", "seen_by"),
    [
        ({"name": "Een Ander", "email": "Anna@Example.org"}, ["account"]),
        ({"name": "ánna  Voorbeeld", "email": None}, ["name"]),
        ({"name": "Anna Voorbeeld", "email": "anna@example.org"}, ["account", "name"]),
    ],
)
async def test_a_member_of_the_expertise_team(
    callers: Callers, session: AsyncSession, person: dict[str, Any], seen_by: list[str]
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    await make_team_member(session, participation, **person)
    await session.commit()
    refused_for(await appoint(callers, year), EvaluatorTie.TEAM, seen_by)
    fuller = await appoint(callers, year, evaluatorName="Anna Voorbeeld-Zee, universiteit")
    assert fuller.status_code == (201 if seen_by == ["name"] else 409)


@pytest.mark.parametrize(
    ("joined", "left", "tied"),
    [
        (date(2023, 8, 1), None, True),
        (date(2023, 8, 1), date(2025, 8, 1), True),
        (date(2026, 7, 31), date(2026, 7, 31), True),
        (date(2023, 8, 1), date(2025, 7, 31), False),
        (TODAY, None, True),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), None, False),
    ],
)
async def test_who_is_in_the_team_or_was_in_that_year(
    callers: Callers, session: AsyncSession, joined: date, left: date | None, tied: bool
) -> None:
    """The year evaluated is 2025-2026, which is over."""
    participation, year = await participating(session, phase=Phase.PILOT)
    person = {"name": "Iemand", "email": "anna@example.org"}
    await make_team_member(session, participation, joined_on=joined, left_on=left, **person)
    await make_team_member(session, await make_participation(session), **person)
    await session.commit()
    assert (await appoint(callers, year)).status_code == (409 if tied else 201)


@pytest.mark.parametrize(
    ("values", "seen_by"),
    [
        ({"subject": "anna@example.org", "name": "A. V."}, ["account"]),
        ({"subject": "x", "name": "A. V.", "email": "ANNA@example.org"}, ["account"]),
        ({"subject": "x", "name": "anna voorbeeld"}, ["name"]),
        ({"until_on": date(2025, 9, 1), "subject": "anna@example.org"}, ["account"]),
    ],
)
async def test_an_expert_assigned_to_it(
    callers: Callers, session: AsyncSession, values: dict[str, Any], seen_by: list[str]
) -> None:
    participation, year = await participating(session, phase=Phase.ASPIRANT)
    await make_expert_assignment(session, participation, **values)
    await session.commit()
    refused_for(await appoint(callers, year), EvaluatorTie.EXPERT, seen_by)


async def test_an_expert_of_another_school_or_of_an_earlier_year_may(
    callers: Callers, session: AsyncSession
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    earlier = {"school_year": "2023-2024", "from_on": date(2023, 8, 1)}
    subject = SOMEBODY["evaluatorSubject"]
    await make_expert_assignment(session, participation, subject=subject, **earlier)
    await make_expert_assignment(session, await make_participation(session), subject=subject)
    await session.commit()
    assert (await appoint(callers, year)).status_code == 201


async def learning(
    session: AsyncSession, participation: Participation, status: EnrolmentStatus, **values: Any
) -> str:
    school = await make_school(session, board_number=OTHER_BOARD)
    trajectory = await make_trajectory(session, participation)
    await make_enrolment(session, trajectory, school, status=status, motivation="Om.", **values)
    await session.commit()
    return school.establishment_code


@pytest.mark.parametrize("status", list(EnrolmentStatus))
async def test_a_member_of_one_of_its_learning_schools(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus
) -> None:
    """A school that only asked for a place has learned nothing from it."""
    participation, year = await participating(session, phase=Phase.PILOT)
    code = await learning(session, participation, status)
    answer = await appoint(callers, year, evaluatorEstablishmentCodes=[code])
    if status in (EnrolmentStatus.REGISTERED, EnrolmentStatus.INTAKE, EnrolmentStatus.REJECTED):
        assert answer.status_code == 201, answer.text
    else:
        refused_for(answer, EvaluatorTie.LEARNING_SCHOOL, ["school"])


@pytest.mark.parametrize(
    ("contact", "seen_by"),
    [
        ({"contact_email": "anna@example.org"}, ["account"]),
        ({"contact_name": "Anna Voorbeeld"}, ["name"]),
    ],
)
async def test_the_contact_of_a_learning_school(
    callers: Callers, session: AsyncSession, contact: dict[str, str], seen_by: list[str]
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    await learning(session, participation, EnrolmentStatus.ENROLLED, **contact)
    refused_for(await appoint(callers, year), EvaluatorTie.LEARNING_SCHOOL, seen_by)


async def test_the_token_tells_of_the_learning_school_when_completing(
    callers: Callers, session: AsyncSession
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    code = await learning(session, participation, EnrolmentStatus.COMPLETED)
    address = await opened(callers.office, year)
    evaluator = callers.as_("evaluator", "evaluator@example.org", schools=[code])
    assert (await evaluator.change("PATCH", address, FULL)).status_code == 200
    answer = await evaluator.post(f"{address}/completions", json={})
    refused_for(answer, EvaluatorTie.LEARNING_SCHOOL, ["school"])


async def guiding(session: AsyncSession, **values: Any) -> str:
    """An experienced school that guides aspirants, and its code."""
    school = await make_school(session, board_number=OTHER_BOARD)
    mentor = await make_participation(
        session, await make_expertise(session, school), phase=Phase.ESTABLISHED
    )
    await make_session(session, mentor, kind=SessionKind.ASPIRANT_GUIDANCE, **values)
    await session.commit()
    return school.establishment_code


async def test_a_school_that_guides_aspirants_does_not_evaluate_one(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.ASPIRANT)
    answer = await appoint(callers, year, evaluatorEstablishmentCodes=[await guiding(session)])
    refused_for(answer, EvaluatorTie.MENTOR, ["school"])


@pytest.mark.parametrize(
    ("phase", "values"),
    [
        (Phase.PILOT, {}),
        (Phase.ASPIRANT, {"school_year": "2024-2025"}),
        (Phase.ASPIRANT, {"status": SessionStatus.CANCELLED}),
    ],
)
async def test_who_guided_no_aspirant_that_year_may(
    callers: Callers, session: AsyncSession, phase: Phase, values: dict[str, Any]
) -> None:
    _, year = await participating(session, phase=phase)
    code = await guiding(session, **values)
    answer = await appoint(callers, year, evaluatorEstablishmentCodes=[code])
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("subject", ["trajectory", "enrolment"])
async def test_trajectories_and_enrolments_are_evaluated_from_outside_too(
    callers: Callers, session: AsyncSession, subject: str
) -> None:
    participation, _ = await participating(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation)
    enrolment = await make_enrolment(session, trajectory)
    await make_team_member(session, participation, email="anna@example.org")
    await make_expert_assignment(session, participation, subject="bram@example.org")
    await session.commit()
    named = {
        "trajectory": {"learningTrajectoryId": str(trajectory.id)},
        "enrolment": {"enrolmentId": str(enrolment.id)},
    }[subject]
    for account, tie in (("anna", EvaluatorTie.TEAM), ("bram", EvaluatorTie.EXPERT)):
        person = {"evaluatorSubject": f"{account}@example.org", "evaluatorName": "Van buiten"}
        new = {"subject": subject, **named, **person}
        refused_for(await callers.office.post("/v1/evaluations", json=new), tie, ["account"])


async def test_another_evaluator_is_held_to_the_same(
    callers: Callers, session: AsyncSession
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    await make_team_member(session, participation, email="anna@example.org")
    await session.commit()
    refused_for(
        await callers.office.change("PATCH", address, SOMEBODY), EvaluatorTie.TEAM, ["account"]
    )


async def test_who_joined_meanwhile_does_not_complete_and_is_told_first_why(
    callers: Callers, session: AsyncSession
) -> None:
    participation, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    await make_expert_assignment(session, participation, subject="evaluator@example.org")
    await session.commit()
    refused = await callers.evaluator().post(f"{address}/completions", json={})
    assert unmet(refused)[0] == "evaluator_not_expert"
    assert "evaluation_concluded" in unmet(refused)
    assert refused.json()["detail"].startswith("This evaluator is not independent.")
    dutch = {"Accept-Language": "nl"}
    told = await callers.evaluator().post(f"{address}/completions", json={}, headers=dutch)
    assert told.json()["detail"].startswith("Deze evaluator is niet onafhankelijk. De evaluator is")
    assert "compleet" not in told.json()["detail"]


async def test_what_is_only_incomplete_is_told_as_that(
    callers: Callers, session: AsyncSession
) -> None:
    _, year = await participating(session, phase=Phase.PILOT)
    address = await opened(callers.office, year)
    refused = await callers.evaluator().post(f"{address}/completions", json={})
    assert refused.json()["detail"].startswith(
        "The evaluation is not complete yet. The judgement of the"
    )


async def test_no_decision_rests_on_an_evaluator_with_a_tie(
    callers: Callers, session: AsyncSession
) -> None:
    """Whoever was tied when it was completed, though nobody knew; the refusal names the tie."""
    participation = await evaluated(session, evaluator_name="Anna Voorbeeld")
    await make_team_member(session, participation, name="Anna Voorbeeld")
    await session.commit()
    refused = await decide(callers.office, go(participation))
    assert "evaluator_independent" in unmet(refused)
    (told,) = [
        one
        for one in refused.json()["ruling"]["conditions"]
        if one["id"] == "evaluator_independent"
    ]
    assert told["evidence"] == {"independent": False, "ties": ["team"]}
    assert EvaluatorTie.TEAM.meaning.nl in told["missing"]["nl"]
    assert EvaluatorTie.TEAM.meaning.en in refused.json()["detail"]


async def test_who_joins_after_the_evaluation_was_independent_then(
    callers: Callers, session: AsyncSession
) -> None:
    """An evaluation of 2025-2026, completed in June; its evaluator joins the team in August."""
    participation = await evaluated(session)
    later = SchoolYear.parse("2026-2027").start
    await make_team_member(session, participation, email="evaluator@example.org", joined_on=later)
    await session.commit()
    assert (await decide(callers.office, go(participation))).status_code == 201


async def test_decisions_of_before_are_replayed_as_they_were(
    callers: Callers, session: AsyncSession
) -> None:
    """A tie that comes to light later is a fact that changed; what was decided reads the same."""
    participation = await evaluated(session)
    told = (await decide(callers.office, go(participation))).json()
    await make_expert_assignment(session, participation, subject="evaluator@example.org")
    await session.commit()
    replay = (await callers.office.post(told["replays"], json={})).json()
    assert (replay["sameAnswer"], replay["rulingDifferences"]) == (True, [])
    pointers = {one["pointer"] for one in replay["factsDifferences"]}
    assert {"/evaluation/evaluatorIndependent", "/evaluation/ties"} <= pointers
    receipt = (await callers.office.get(f"{DECISIONS}/{told['id']}/receipt")).json()
    assert set(receipt["content"]["facts"]["evaluation"]) == {
        "complete",
        "conclusion",
        "evaluatorIndependent",
    }


async def test_a_draft_is_judged_by_today(callers: Callers, session: AsyncSession) -> None:
    """Of a year that is long over, by somebody who is in the team now."""
    participation, year = await participating(session, phase=Phase.PILOT)
    draft = {"status": EvaluationStatus.DRAFT, "completed_on": None}
    row = await make_evaluation(session, participation, year, **draft)
    await make_team_member(
        session, participation, email="evaluator@example.org", joined_on=TODAY, left_on=TODAY
    )
    await session.commit()
    answer = await callers.evaluator().post(f"/v1/evaluations/{row.id}/completions", json={})
    refused_for(answer, EvaluatorTie.TEAM, ["account"])
