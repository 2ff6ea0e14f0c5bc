"""A body's choices are those that its address takes; each other word of the list is refused."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import (
    ApplicationStatus,
    EndingReason,
    EnrolmentStatus,
    SessionKind,
    Term,
)
from tests.callers import Callers
from tests.contract.walking import Json
from tests.factories import make_application, make_participation
from tests.programme.learning.offers import make_offer, make_pupil

HELD = {"startsAt": "2025-10-01T09:00:00+02:00", "dagdelen": 1, "mode": "shared"}


def choices(document: Json, schema: str, member: str) -> set[str]:
    return set(document["components"]["schemas"][schema]["properties"][member]["enum"])


async def taken(answers: dict[str, httpx.Response]) -> set[str]:
    """The words that were not refused for themselves."""
    for word, answer in answers.items():
        assert answer.status_code in (201, 400, 409), f"{word}: {answer.text}"
    return {word for word, answer in answers.items() if answer.status_code == 201}


async def test_sessions_have_the_kinds_of_their_level(
    callers: Callers, session: AsyncSession, document: Json
) -> None:
    offer = await make_offer(session)
    enrolment = await make_pupil(session, offer)
    team = f"/v1/participations/{offer.participation.id}/sessions"
    levels: list[tuple[str, str, dict[str, Any]]] = [
        ("NewTeamSession", team, {}),
        ("NewSharedSession", f"{offer.address}/sessions", {}),
        ("NewSchoolSession", f"{offer.address}/sessions", {"enrolmentId": str(enrolment.id)}),
    ]
    told = {}
    for schema, address, named in levels:
        answers = {
            kind.value: await callers.office.post(address, json={"kind": kind, **HELD, **named})
            for kind in SessionKind
        }
        told[schema] = choices(document, schema, "kind")
        assert await taken(answers) == told[schema], schema
    assert {schema: len(kinds) for schema, kinds in told.items()} == {
        "NewTeamSession": 11,
        "NewSharedSession": 3,
        "NewSchoolSession": 6,
    }


@pytest.mark.parametrize(
    ("schema", "words", "never"),
    [
        ("EnrolmentStep", EnrolmentStatus, {"registered"}),
        ("NewApplicationStep", ApplicationStatus, {"exploring"}),
    ],
)
async def test_no_step_leads_to_where_the_way_begins(
    callers: Callers,
    session: AsyncSession,
    document: Json,
    schema: str,
    words: type[Term],
    never: set[str],
) -> None:
    assert choices(document, schema, "to") == {word.value for word in words} - never
    offer = await make_offer(session)
    enrolment = await make_pupil(session, offer)
    application = await make_application(session)
    await session.commit()
    address = {
        "EnrolmentStep": f"/v1/enrolments/{enrolment.id}/transitions",
        "NewApplicationStep": f"/v1/applications/{application.id}/transitions",
    }[schema]
    for word in never:
        answer = await callers.office.post(address, json={"to": word, "motivation": "Zo is het."})
        assert (answer.status_code, answer.json()["type"]) == (
            409,
            "/v1/problem-types/wrong-state",
        )


async def test_a_no_go_is_no_withdrawal(
    callers: Callers, session: AsyncSession, document: Json
) -> None:
    told = choices(document, "Withdrawal", "reason")
    answers = {}
    for reason in EndingReason:
        participation = await make_participation(session)
        await session.commit()
        body = {"reason": reason, "motivation": "Het team is te klein.", "on": "2026-03-01"}
        address = f"/v1/participations/{participation.id}/withdrawals"
        answers[reason.value] = await callers.office.post(address, json=body)
    assert await taken(answers) == told == {"withdrawal", "dropping_out"}
