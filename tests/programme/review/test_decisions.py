"""Go/no-go decisions: on an evaluated year, by the rules, carried out at once, kept for ever."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EvaluationConclusion, EvaluationStatus, Phase
from tests.callers import Callers
from tests.factories import make_participation
from tests.programme.review.cases import (
    DECISIONS,
    decide,
    decided,
    evaluated,
    go,
    no_go,
    participating,
    unmet,
    year_of,
)


async def test_nobody_and_the_wrong_roles_are_refused(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    for caller in (callers.school("99ZZ01"), callers.evaluator(), callers.subsidy):
        assert (await caller.post(DECISIONS, json=go(participation))).status_code == 403
    anonymous = callers.anonymous
    assert (await anonymous.post(DECISIONS, json=go(participation))).status_code == 401
    assert (await anonymous.get(DECISIONS)).status_code == 401
    told = await decided(callers.office, go(participation))
    stranger = callers.school("99ZZ09")
    for address in (told["self"], told["receipt"]):
        assert (await anonymous.get(address)).status_code == 401
        assert (await stranger.get(address)).status_code == 404
        assert (await callers.school("99ZZ01").get(address)).status_code == 200
    assert (await stranger.post(told["replays"], json={})).status_code == 404
    assert (await stranger.get(DECISIONS)).json()["items"] == []


async def test_a_go_moves_a_pilot_on(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    answer = await decide(callers.office, go(participation, 5))
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["Location"] == told["self"] == f"{DECISIONS}/{told['id']}"
    assert (told["fromPhase"], told["nextPhase"]) == ("pilot", "established")
    assert (told["nextSchoolYear"], told["schoolCount"]) == ("2026-2027", 5)
    assert (told["grantedFte"], told["grantedDays"]) == (0.9, 180)
    assert told["decidedBy"] == "office@example.org"
    assert told["departures"]["coaching"] == "Uitgelegd."
    await session.refresh(participation)
    assert (participation.phase, participation.school_year) == ("established", "2026-2027")
    following = await year_of(session, participation)
    assert (following.status, following.granted_school_count) == ("running", 5)
    assert (await year_of(session, participation, "2025-2026")).status == "decided"


async def test_an_aspirant_with_an_unexplained_gap_goes_on_without_the_title(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session, Phase.ASPIRANT)
    told = await decided(callers.office, go(participation))
    assert (told["nextPhase"], told["title"]) == ("pilot", None)
    await session.refresh(participation)
    assert (participation.phase, participation.title_granted_on) == ("pilot", None)


async def test_comply_or_explain(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    refused = await callers.office.post(DECISIONS, json=go(participation, 7))
    assert refused.json()["type"] == "/v1/problem-types/rule-refused"
    missing = unmet(refused)
    assert "granted_schools" in missing
    assert missing[-1] == "departures_explained"
    conditions = {c["id"]: c for c in refused.json()["ruling"]["conditions"]}
    assert conditions["coaching"]["source"]["name"] == "BROCHURE"
    told = conditions["departures_explained"]["missing"]["en"]
    assert "The decision is for 7 schools." in told
    assert "coaching" in conditions["departures_explained"]["evidence"]["unexplained"]
    assert refused.json()["detail"] == f"This decision cannot be taken like this. {told}"
    await session.refresh(participation)
    assert participation.phase == "pilot"


async def test_everything_that_is_missing_is_named_at_once(
    callers: Callers, session: AsyncSession
) -> None:
    participation, _ = await participating(session, phase=Phase.ASPIRANT)
    missing = unmet(await callers.office.post(DECISIONS, json=go(participation, None)))
    assert {
        "evaluation_exists",
        "evaluation_complete",
        "evaluator_independent",
        "school_count_given",
        "aspirant_evaluation_positive",
        "trajectory_ready",
        "departures_explained",
    } < set(missing)


@pytest.mark.parametrize(
    ("evaluation", "condition"),
    [
        ({"status": EvaluationStatus.DRAFT, "completed_on": None}, "evaluation_complete"),
        ({"evaluator_establishment_codes": ["99ZZ01"]}, "evaluator_independent"),
    ],
)
async def test_a_decision_rests_on_a_complete_and_independent_evaluation(
    callers: Callers, session: AsyncSession, evaluation: dict[str, Any], condition: str
) -> None:
    participation = await evaluated(session, **evaluation)
    assert condition in unmet(await decide(callers.office, go(participation)))
    assert unmet(await decide(callers.office, no_go(participation))) == [condition]


async def test_a_go_after_a_negative_evaluation_is_explained(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session, conclusion=EvaluationConclusion.NEGATIVE)
    refused = await callers.office.post(DECISIONS, json=go(participation))
    assert "evaluation_positive" in unmet(refused)
    told = await decided(callers.office, go(participation))
    assert told["departures"]["evaluation_positive"] == "Uitgelegd."


async def test_a_no_go_ends_the_participation(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    told = await decided(callers.office, no_go(participation))
    assert (told["nextPhase"], told["nextSchoolYear"]) == ("ended", None)
    assert told["schoolCount"] is told["grantedFte"] is told["grantedDays"] is None
    await session.refresh(participation)
    assert (participation.phase, participation.end_reason) == ("ended", "no_go")
    assert str(participation.ended_on) == "2026-07-01"
    assert participation.end_motivation == "Het team viel weg."
    assert (await year_of(session, participation)).status == "decided"
    later = no_go(participation, schoolYear="2026-2027")
    nothing = await callers.office.post(DECISIONS, json=later)
    assert [(flaw["pointer"], flaw["code"]) for flaw in nothing.json()["errors"]] == [
        ("/schoolYear", "no_programme_year")
    ]


async def test_after_a_withdrawal_nothing_is_decided(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    left = {"reason": "withdrawal", "motivation": "Fusie.", "on": "2026-06-20"}
    address = f"/v1/participations/{participation.id}/withdrawals"
    assert (await callers.office.post(address, json=left)).status_code == 201
    for body in (go(participation), no_go(participation)):
        assert "participation_not_ended" in unmet(await decide(callers.office, body))


async def test_unknown_norms_are_answered_with_the_known(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    body = go(participation, departures={"coachng": "Tikfout.", "coaching": "Geen tijd."})
    flawed = await callers.office.post(DECISIONS, json=body)
    assert flawed.status_code == 400
    (flaw,) = flawed.json()["errors"]
    assert flaw["pointer"] == "/departures/coachng"
    assert flaw["message"] == "This norm does not hold for this programme year."
    assert {"coaching", "granted_schools"} <= set(flaw["parameters"]["allowed"])


@pytest.mark.parametrize(
    ("others", "pointer"),
    [
        ({"decidedOn": "2099-01-01"}, "/decidedOn"),
        ({"decidedOn": "2026-06-14"}, "/decidedOn"),
        ({"outcome": "no_go"}, "/schoolCount"),
        ({"replacementMotivation": "Nieuw."}, "/replacementMotivation"),
        ({"schoolCount": -1}, "/schoolCount"),
        ({"schoolYear": "2025-2027"}, "/schoolYear"),
        ({"motivation": "  "}, "/motivation"),
        ({"departures": {"coaching": ""}}, "/departures/coaching"),
    ],
)
async def test_what_cannot_be_meant_is_pointed_at(
    callers: Callers, session: AsyncSession, others: dict[str, object], pointer: str
) -> None:
    participation = await evaluated(session)
    flawed = await decide(callers.office, {**go(participation), **others})
    assert flawed.status_code == 400, flawed.text
    assert pointer in [error["pointer"] for error in flawed.json()["errors"]]


async def test_thirty_two_at_once_decide_once(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    office = callers.office
    refused = await office.post(DECISIONS, json=go(participation))
    body = go(participation, departures=dict.fromkeys(unmet(refused)[:-1], "Uitgelegd."))
    bodies = [body if number % 2 else no_go(participation) for number in range(32)]
    tries = [office.post(DECISIONS, json=body) for body in bodies]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 31
    assert len((await office.get(DECISIONS)).json()["items"]) == 1
    late = [answer for answer in answers if answer.status_code == 409]
    assert all("year_not_decided" in unmet(answer) for answer in late)


async def test_asking_twice_with_one_key_decides_once(
    callers: Callers, session: AsyncSession
) -> None:
    body = no_go(await evaluated(session))
    headers = {"Idempotency-Key": "decide"}
    first, again = [
        await callers.office.post(DECISIONS, json=body, headers=headers) for _ in range(2)
    ]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (await callers.office.get(f"{DECISIONS}?count=true")).json()["total"] == 1


async def test_a_decision_is_never_changed_or_deleted(
    callers: Callers, session: AsyncSession
) -> None:
    told = await decided(callers.office, no_go(await evaluated(session)))
    for method in ("PATCH", "PUT", "DELETE"):
        answer = await callers.office.change(method, told["self"], {"motivation": "Anders."})
        assert (answer.status_code, answer.headers["Allow"][:3]) == (405, "GET")
        assert method not in answer.headers["Allow"]
    for statement in (
        "UPDATE go_no_go_decisions SET motivation = 'Anders.'",
        "UPDATE go_no_go_decisions SET receipt = '{}', receipt_hash = ''",
        "DELETE FROM go_no_go_decisions",
    ):
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            await session.execute(text(statement))
        await session.rollback()
    assert (await callers.office.get(told["self"])).json() == told


async def test_research_reads_decisions_without_persons(
    callers: Callers, session: AsyncSession
) -> None:
    told = await decided(callers.office, go(await evaluated(session)))
    for caller in (callers.research, callers.subsidy):
        seen = (await caller.get(told["self"])).json()
        assert seen == {**told, "decidedBy": None}
        receipt = (await caller.get(told["receipt"])).text
        assert "office@example.org" not in receipt


async def test_decisions_are_filtered_and_sorted(callers: Callers, session: AsyncSession) -> None:
    office = callers.office
    one = await evaluated(session)
    first = await decided(office, go(one))
    second = await decided(
        office, go(one, 5, replacesId=first["id"], replacementMotivation="Vijf melden zich aan.")
    )
    other = await make_participation(session, phase=Phase.ESTABLISHED)
    await session.commit()
    for query, expected in {
        "": [second, first],
        "sort=id": [first, second],
        "standing=true": [second],
        "standing=false": [first],
        "outcome=no_go": [],
        "fromPhase=pilot&schoolYear=2025-2026": [second, first],
        "fromPhase=established": [],
        f"participationId={one.id}": [second, first],
        f"participationId={other.id}": [],
    }.items():
        found = (await office.get(f"{DECISIONS}?{query}")).json()["items"]
        assert [item["id"] for item in found] == [row["id"] for row in expected], query
    assert (await office.get(f"{DECISIONS}?outcome=maybe")).status_code == 400
