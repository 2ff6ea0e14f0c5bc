"""The way through the selection: what may follow, why not, who may, and who was first."""

import asyncio
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.words import ApplicationStatus, EnrolmentStatus, Phase, ProgrammeRole
from ok_api.tables import Application, School
from tests.callers import Callers
from tests.factories import (
    make_application,
    make_conversation,
    make_enrolment,
    make_expertise,
    make_participation,
    make_trajectory,
)
from tests.programme.selection.ready import CODE, IN_TIME, make_exploring, make_in_order

REASON = "De aanpak past nog niet bij het programma."


def at(application: Application, path: str = "/transitions") -> str:
    return f"/v1/applications/{application.id}{path}"


async def following(caller: httpx.AsyncClient, application: Application) -> dict[str, Any]:
    items = (await caller.get(at(application))).json()["items"]
    return {item["to"]: item for item in items}


async def take(
    caller: httpx.AsyncClient, application: Application, to: str, **more: Any
) -> httpx.Response:
    return await caller.post(at(application), json={"to": to, **more})


def unmet(ruling: dict[str, Any]) -> list[str]:
    return [condition["id"] for condition in ruling["conditions"] if not condition["met"]]


async def test_who_may_not(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    await session.commit()
    assert (await take(callers.anonymous, application, "accepted")).status_code == 401
    assert (await take(callers.research, application, "accepted")).status_code == 403
    assert (await callers.research.get(at(application))).status_code == 403
    assert (await take(callers.school("99ZZ09"), application, "withdrawn")).status_code == 404


@pytest.mark.parametrize("to", ["in_selection", "intake", "accepted", "rejected"])
async def test_the_choice_is_the_offices(callers: Callers, session: AsyncSession, to: str) -> None:
    application = await make_in_order(session, ApplicationStatus.REGISTERED)
    await session.commit()
    refused = await take(callers.school(CODE), application, to, motivation=REASON)
    assert refused.status_code == 403
    assert refused.json()["allowedRoles"] == ["office"]


async def test_what_is_missing_and_who_supplies_it(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    school = callers.school(CODE)
    steps = await following(school, application)
    assert list(steps) == ["registered", "rejected", "withdrawn"]
    assert steps["rejected"]["takenBy"] == ["office"]
    assert steps["withdrawn"]["asks"] == [{"nl": "een motivering", "en": "a motivation"}]
    assert steps["registered"]["ruling"]["outcome"] == "refused"
    refused = await take(school, application, "registered")
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"] == "/v1/problem-types/rule-refused"
    assert "No exploratory conversation has been held yet." in problem["detail"]
    assert problem["ruling"] == steps["registered"]["ruling"]
    condition = problem["ruling"]["conditions"][0]
    assert condition["ruleId"] == "R-SEL-6"
    assert unmet(problem["ruling"]) == ["exploratory_conversation_held"]
    assert condition["suppliedBy"] == ["office", "school"]
    assert condition["source"]["name"] == "BROCHURE"


async def test_the_whole_way_to_a_participation(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.EXPLORING)
    await session.commit()
    school, office = callers.school(CODE), callers.office
    registered = await take(school, application, "registered", takenOn="2026-03-25")
    assert registered.status_code == 201, registered.text
    assert registered.json()["status"] == "registered"
    for to in ("in_selection", "intake"):
        taken = await take(office, application, to, takenOn="2026-06-22")
        assert (taken.status_code, taken.json().get("status")) == (201, to), taken.text
    accepted = (await take(office, application, "accepted", takenOn=IN_TIME)).json()
    assert accepted["status"] == "accepted"
    participation = (await office.get(f"/v1/participations/{accepted['participationId']}")).json()
    assert (participation["phase"], participation["schoolYear"]) == ("aspirant", "2026-2027")
    assert participation["applicationId"] == str(application.id)
    year = await office.get(participation["self"] + "/programme-years/2026-2027")
    assert year.status_code == 200
    steps = (await school.get(at(application, "/steps"))).json()["items"]
    assert [(step["fromStatus"], step["toStatus"]) for step in steps] == [
        ("exploring", "registered"),
        ("registered", "in_selection"),
        ("in_selection", "intake"),
        ("intake", "accepted"),
    ]
    assert steps[0]["takenOn"] == "2026-03-25"
    assert (await school.get(steps[3]["self"])).json() == steps[3]
    assert "criteria_all_met" in [one["id"] for one in steps[3]["ruling"]["conditions"]]
    ended = (await office.get(at(application))).json()
    assert (ended["status"], ended["items"], ended["nextCursor"]) == ("accepted", [], None)


async def test_no_step_is_skipped_or_taken_twice(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.EXPLORING)
    await session.commit()
    skipped = await take(callers.office, application, "accepted")
    assert skipped.status_code == 409
    assert skipped.json()["applicationStatus"] == "exploring"
    assert skipped.json()["following"] == ["registered", "rejected", "withdrawn"]
    await take(callers.office, application, "registered")
    again = await take(callers.office, application, "registered")
    assert again.status_code == 409


async def test_leaving_asks_why(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.IN_SELECTION)
    await session.commit()
    silent = await take(callers.office, application, "rejected")
    assert silent.status_code == 409
    assert unmet(silent.json()["ruling"]) == ["motivation_given"]
    blank = await take(callers.office, application, "rejected", motivation="  ")
    assert blank.status_code == 400
    done = await take(callers.office, application, "rejected", motivation=REASON)
    assert (done.json()["status"], done.json()["motivation"]) == ("rejected", REASON)
    after = await take(callers.school(CODE), application, "withdrawn", motivation=REASON)
    assert (after.status_code, after.json()["following"]) == (409, [])


async def test_a_school_withdraws_by_itself(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    gone = await take(callers.school(CODE), application, "withdrawn", motivation="Te druk.")
    assert gone.json()["status"] == "withdrawn"
    steps = (await callers.research.get(at(application, "/steps"))).json()["items"]
    assert (steps[-1]["takenBy"], steps[-1]["motivation"]) == (None, None)


async def test_acceptance_tells_everything_that_is_missing(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_exploring(session, status=ApplicationStatus.INTAKE)
    await session.commit()
    refused = await take(callers.office, application, "accepted")
    assert unmet(refused.json()["ruling"]) == [
        "criteria_judged",
        "criteria_all_met",
        "intake_conversation_held",
        "trajectory_part_chosen",
        "board_commitment_given",
        "formally_registered",
        "information_conversation_held",
        "application_submitted",
        "departures_motivated",
    ]


async def test_a_step_has_a_day_in_order(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.EXPLORING)
    await session.commit()
    tomorrow = clock.today() + timedelta(days=1)
    early = await take(callers.office, application, "registered", takenOn=str(tomorrow))
    assert early.json()["errors"][0]["code"] == "in_the_future"
    await take(callers.office, application, "registered", takenOn="2026-04-02")
    before = await take(callers.office, application, "in_selection", takenOn="2026-04-01")
    assert before.status_code == 400
    assert before.json()["errors"][0]["code"] == "before_previous_step"
    same = await take(callers.office, application, "in_selection", takenOn="2026-04-02")
    assert same.status_code == 201


async def test_sixty_four_acceptances_start_one_participation(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    await session.commit()
    office = callers.office
    answers = await asyncio.gather(
        *(take(office, application, "accepted", takenOn=IN_TIME) for _ in range(64))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63
    participations = await office.get("/v1/participations?count=true")
    steps = await office.get(at(application, "/steps?count=true"))
    assert (participations.json()["total"], steps.json()["total"]) == (1, 1)


async def test_acceptance_and_withdrawal_at_once(callers: Callers, session: AsyncSession) -> None:
    """Both end the application, so exactly one of them is taken."""
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    await session.commit()
    accepted, withdrawn = await asyncio.gather(
        take(callers.office, application, "accepted", motivation=REASON),
        take(callers.school(CODE), application, "withdrawn", motivation="Te druk."),
    )
    assert sorted((accepted.status_code, withdrawn.status_code)) == [201, 409]
    told = (await callers.office.get(at(application, ""))).json()
    assert (told["status"] == "accepted") == (accepted.status_code == 201)
    assert (told["participationId"] is not None) == (accepted.status_code == 201)


async def test_one_participation_per_approach_holds_at_acceptance(
    callers: Callers, session: AsyncSession
) -> None:
    """Two rounds, one approach: the database keeps the second from starting too."""
    first = await make_in_order(session, ApplicationStatus.INTAKE)
    expertise = await make_expertise(session, await session.get_one(School, CODE))
    second = await make_participation(session, expertise, school_year="2026-2027")
    first.expertise_id = second.expertise_id
    await session.commit()
    refused = await take(callers.office, first, "accepted", takenOn=IN_TIME)
    assert refused.status_code == 409
    assert refused.json()["constraint"] == "one_participation_per_approach"
    assert (await callers.office.get(at(first, ""))).json()["status"] == "intake"


async def held_by(callers: Callers, application: Application) -> dict[str, Any]:
    ruling = (await following(callers.office, application))["accepted"]["ruling"]
    clash = [one for one in ruling["conditions"] if one["ruleId"] == "R-SEL-3"]
    return {one["id"]: one["evidence"]["held"] for one in clash}


@pytest.mark.parametrize(
    ("phase", "year", "held"),
    [
        (Phase.ASPIRANT, "2026-2027", []),
        (Phase.PILOT, "2026-2027", ["expertise_school"]),
        (Phase.ASPIRANT, "2025-2026", ["expertise_school"]),
        (Phase.ESTABLISHED, "2025-2026", ["expertise_school"]),
        (Phase.ESTABLISHED, "2027-2028", []),
    ],
)
async def test_roles_of_the_same_location_in_that_year(
    callers: Callers, session: AsyncSession, phase: Phase, year: str, held: list[str]
) -> None:
    """R-SEL-3; an aspirant of the year before would be an expertise school by then."""
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    expertise = await make_expertise(session, await session.get_one(School, CODE))
    await make_participation(
        session,
        expertise,
        phase=phase,
        school_year=year,
        started_on=date(int(year[:4]), 8, 1),
    )
    await session.commit()
    assert (await held_by(callers, application))["not_aspirant_and_expertise"] == held
    taken = await take(callers.office, application, "accepted", takenOn=IN_TIME)
    assert taken.status_code == (409 if held else 201)
    if held:
        assert "expertise school" in taken.json()["detail"]


async def test_roles_kept_elsewhere_and_roles_that_exclude_nothing(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_in_order(
        session,
        ApplicationStatus.INTAKE,
        other_roles=[ProgrammeRole.PARTICIPATING_IN_LAB, ProgrammeRole.IMPROVEMENT_CULTURE],
    )
    school = await session.get_one(School, CODE)
    trajectory = await make_trajectory(session, school_year="2026-2027")
    await make_enrolment(session, trajectory, school, status=EnrolmentStatus.ENROLLED)
    await session.commit()
    held = await held_by(callers, application)
    assert held["not_culture_and_expertise"] == ["improvement_culture"]
    change = {"otherRoles": ["participating_in_lab"]}
    await callers.office.change("PATCH", at(application, ""), change)
    accepted = await take(callers.office, application, "accepted", takenOn=IN_TIME)
    assert accepted.status_code == 201


async def test_what_ended_or_belongs_to_others_does_not_count(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    expertise = await make_expertise(session, await session.get_one(School, CODE))
    ended = await make_participation(session, expertise, phase=Phase.PILOT)
    ended.phase, ended.ended_on = Phase.ENDED, date(2026, 7, 31)
    ended.end_reason, ended.end_motivation = "withdrawal", "Gestopt."  # type: ignore[assignment]
    await make_participation(session, phase=Phase.ESTABLISHED, school_year="2026-2027")
    await session.commit()
    held = await held_by(callers, application)
    assert set(map(tuple, held.values())) == {()}


async def test_the_facts_cost_one_statement(
    callers: Callers, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    for _ in range(20):
        await make_conversation(session, application)
    await session.commit()
    asked: list[str] = []
    fetchrow = asyncpg.Connection.fetchrow

    async def counted(self: Any, query: str, *arguments: Any, **more: Any) -> Any:
        asked.append(query)
        return await fetchrow(self, query, *arguments, **more)

    monkeypatch.setattr(asyncpg.Connection, "fetchrow", counted)
    assert (await callers.office.get(at(application))).status_code == 200
    assert len(asked) == 1


async def test_a_step_is_never_changed(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.EXPLORING)
    await session.commit()
    await take(callers.office, application, "registered")
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        await session.execute(text("UPDATE application_steps SET motivation = 'anders'"))
    await session.rollback()


async def test_the_same_key_takes_the_step_once(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    await session.commit()
    headers = {"Idempotency-Key": "accept"}
    body = {"to": "accepted", "takenOn": IN_TIME}
    bodies = [
        (await callers.office.post(at(application), json=body, headers=headers)).json()
        for _ in range(2)
    ]
    assert bodies[0] == bodies[1]
    assert bodies[0]["participationId"]


async def test_a_refused_step_is_audited(callers: Callers, session: AsyncSession) -> None:
    application = await make_application(session)
    await session.commit()
    await take(callers.office, application, "registered")
    found = await session.execute(
        text("SELECT after ->> 'error' FROM audit_records WHERE action = 'refuse'")
    )
    assert found.scalars().all() == ["RuleRefused"]
