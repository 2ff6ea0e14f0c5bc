"""What an attacker tried once, and must not get again."""

import asyncio
import base64

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from ok_api.foundation.identity import Identity
from ok_api.foundation.settings import Settings
from ok_api.rules.words import EvaluationConclusion, EvaluationStatus
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_evaluation,
    make_participation,
    make_programme_year,
    make_school,
    make_team_member,
)
from tests.foundation.issuer import running

PROBLEM = "application/problem+json"


def _segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


async def test_a_token_with_broken_text_gets_a_problem_document(client: httpx.AsyncClient) -> None:
    header = _segment('{"alg":"EdDSA","crit":["\\ud800"]}')
    payload = _segment('{"iss":"zz"}')
    token = f"{header}.{payload}.AAAA"
    answer = await client.get("/v1/schools", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert "API-Version" in answer.headers


@pytest.mark.parametrize("code", ["9" * 4500, "a%00b"])
async def test_a_refusal_that_is_hard_to_record_stays_that_refusal(
    client: httpx.AsyncClient, code: str
) -> None:
    headers = {"Audit-Reason": "%00why"}
    answer = await client.put(f"/v1/schools/{code}", json={}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)


async def test_the_rows_of_one_role_do_not_go_with_the_verbs_of_another(
    callers: Callers, session: AsyncSession
) -> None:
    enrolment = await make_enrolment(session)
    await session.commit()
    both = callers.as_("school", "both@example.org", roles=["school", "subsidy"])
    assert (await both.get("/v1/enrolments")).json()["items"] == []
    assert (await both.get(f"/v1/enrolments/{enrolment.id}")).status_code == 404


async def test_a_key_does_not_outlive_the_rights_it_was_used_with(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}/team-members"
    body = {"name": "Voorbeeld Persoon", "role": "teacher"}
    headers = {"Idempotency-Key": "K1"}
    first = await callers.as_("office", "alice").post(address, json=body, headers=headers)
    later = callers.as_("school", "alice", schools=["99ZZ98"])
    assert first.status_code == 201
    answer = await later.post(address, json=body, headers=headers)
    assert (answer.status_code, "Voorbeeld" in answer.text) == (409, False)


async def test_a_boundary_in_json_is_no_boundary(callers: Callers, session: AsyncSession) -> None:
    await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    headers = {"Idempotency-Key": "K2", "Content-Type": "application/json; boundary=A"}
    body = (
        '{"establishmentCode":"99ZZ01","title":"TITLE","summary":"s","theme":"t","sectors":["PO"]}'
    )
    statuses = [
        (
            await callers.office.post(
                "/v1/expertises", content=body.replace("TITLE", title), headers=headers
            )
        ).status_code
        for title in ("xAx", "xAAx")
    ]
    assert statuses == [201, 409]


async def test_a_draft_conclusion_is_no_fact_yet(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    year = await make_programme_year(session, participation, school_year="2026-2027")
    participation.school_year = "2026-2027"
    draft = {
        "status": EvaluationStatus.DRAFT,
        "completed_on": None,
        "conclusion": EvaluationConclusion.NEGATIVE,
    }
    await make_evaluation(session, participation, year, **draft)
    await session.commit()
    address = f"/v1/participations/{participation.id}/transitions"
    told = await callers.school(participation.establishment_code).get(address)
    assert told.status_code == 200
    assert '"negative"' not in told.text


async def test_a_sort_key_counts_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/schools?sort=name,-name")
    assert answer.status_code == 400


async def test_names_stay_where_they_are_known(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await make_team_member(session, participation, name="Voorbeeld Persoon")
    await session.commit()
    address = f"/v1/participations/{participation.id}/team-members"
    code = participation.establishment_code
    own = callers.as_("school", "own", roles=["school", "research"], schools=[code])
    other = callers.as_("school", "other", roles=["school", "research"], schools=["99ZZ98"])
    assert "Voorbeeld Persoon" in (await own.get(address)).text
    seen = await other.get(address)
    assert (seen.status_code, "Voorbeeld Persoon" in seen.text) == (200, False)


async def test_many_first_tokens_at_once_are_all_believed(settings: Settings) -> None:
    with running() as issuer:
        identity = Identity(issuer.settings(settings))
        requests = [
            Request(
                {
                    "type": "http",
                    "headers": [
                        (b"authorization", f"Bearer {issuer.token(sub=f'p{number}')}".encode())
                    ],
                }
            )
            for number in range(8)
        ]
        actors = await asyncio.gather(*(identity.identify(request) for request in requests))
    assert {actor.subject for actor in actors} == {f"p{number}" for number in range(8)}
