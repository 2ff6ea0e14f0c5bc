"""A decision looked at before it is taken: the whole answer, and nothing kept."""

from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import Phase
from ok_api.tables import AuditRecord, GoNoGoDecision
from tests.callers import Caller, Callers
from tests.programme.review.cases import DECISIONS, decided, evaluated, go, no_go, participating
from tests.refusals import is_unknown

PROPOSALS = "/v1/decision-proposals"


async def proposed(office: Caller, body: dict[str, Any]) -> dict[str, Any]:
    answer = await office.post(PROPOSALS, json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def flaws(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [flaw["code"] for flaw in answer.json()["errors"]]


async def test_only_the_office_looks_ahead(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    body = go(participation)
    assert (await callers.anonymous.post(PROPOSALS, json=body)).status_code == 401
    for caller in (callers.school("99ZZ01"), callers.evaluator(), callers.research):
        assert (await caller.post(PROPOSALS, json=body)).status_code == 403
    unknown = {**body, "participationId": "01920000-0000-7000-8000-000000000001"}
    assert is_unknown(await callers.office.post(PROPOSALS, json=unknown), "/participationId")
    other_year = {**body, "schoolYear": "2031-2032"}
    nothing = await callers.office.post(PROPOSALS, json=other_year)
    assert [flaw["code"] for flaw in nothing.json()["errors"]] == ["no_programme_year"]


async def test_what_is_to_be_explained_is_told_beforehand(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    told = await proposed(callers.office, go(participation, 7))
    assert told["allowed"] is False
    open_norms = [condition["id"] for condition in told["unexplained"]]
    assert {"granted_schools", "coaching"} <= set(open_norms)
    assert all(condition["missing"]["nl"] for condition in told["unexplained"])
    departures = dict.fromkeys(open_norms, "Uitgelegd.")
    explained = go(participation, 7, departures=departures)
    ready = await proposed(callers.office, explained)
    assert (ready["allowed"], ready["unexplained"]) == (True, [])
    taken = await callers.office.post(DECISIONS, json=explained)
    assert taken.status_code == 201, taken.text
    for name in ("nextPhase", "nextSchoolYear", "grantedFte", "grantedDays", "title", "outcome"):
        assert ready[name] == taken.json()[name], name
    receipt = (await callers.office.get(taken.json()["receipt"])).json()
    assert ready["ruling"] == receipt["content"]["ruling"]


async def test_nothing_is_kept(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    departures = await proposed(callers.office, go(participation))
    names = [condition["id"] for condition in departures["unexplained"]]
    body = go(participation, departures=dict.fromkeys(names, "Uitgelegd."))
    assert (await proposed(callers.office, body))["allowed"]
    for table in (GoNoGoDecision, AuditRecord):
        assert await session.scalar(select(func.count()).select_from(table)) == 0
    await session.refresh(participation)
    assert participation.phase == "pilot"


async def test_a_no_go_leads_out_and_grants_nothing(
    callers: Callers, session: AsyncSession
) -> None:
    told = await proposed(callers.office, no_go(await evaluated(session)))
    assert (told["allowed"], told["nextPhase"], told["unexplained"]) == (True, "ended", [])
    assert told["nextSchoolYear"] is told["grantedFte"] is told["grantedDays"] is None


async def test_without_an_evaluation_the_answer_says_so(
    callers: Callers, session: AsyncSession
) -> None:
    participation, _ = await participating(session, phase=Phase.ASPIRANT)
    told = await proposed(callers.office, go(participation, None))
    conditions = {c["id"]: c["met"] for c in told["ruling"]["conditions"]}
    assert (told["allowed"], conditions["evaluation_exists"]) == (False, False)
    assert told["grantedDays"] is None


async def test_a_mistake_in_the_question_is_no_proposal(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    office = callers.office
    typo = go(participation, departures={"intervisie": "Zie verslag."})
    assert flaws(await office.post(PROPOSALS, json=typo)) == ["unknown_norm"]
    stray = {**no_go(participation), "schoolCount": 5}
    assert flaws(await office.post(PROPOSALS, json=stray)) == ["no_go_grants_nothing"]
    early = go(participation, decidedOn="2025-09-01")
    assert flaws(await office.post(PROPOSALS, json=early)) == ["too_early"]


async def test_replacing_is_looked_at_too(callers: Callers, session: AsyncSession) -> None:
    participation = await evaluated(session)
    first = await decided(callers.office, go(participation, 5))
    again = go(participation, 6, departures=first["departures"])
    told = await proposed(callers.office, again)
    unmet = [c["id"] for c in told["ruling"]["conditions"] if not c["met"]]
    assert "year_not_decided" in unmet
    why = {"replacesId": first["id"], "replacementMotivation": "Er is plaats voor een zesde."}
    assert (await proposed(callers.office, {**again, **why}))["allowed"]
