"""A duplicate tells where the one lives that is there already, to who may see it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.existing import linked
from ok_api.foundation.errors import Duplicate
from ok_api.foundation.identity import Actor
from ok_api.rules.words import ApplicationStatus, EnrolmentStatus, MeasurementMoment, Role
from tests.callers import Caller, Callers
from tests.factories import (
    make_application,
    make_enrolment,
    make_evaluation,
    make_expert_assignment,
    make_expertise,
    make_round,
    make_school,
    make_session,
)
from tests.programme.learning.offers import LEARNER, STRANGER, make_learner, make_offer
from tests.programme.review.cases import year_of

START = datetime(2025, 10, 1, 7, tzinfo=UTC)


async def collides(caller: Caller, address: str, body: dict[str, Any]) -> str | None:
    answer = await caller.post(address, json=body)
    assert answer.status_code == 409, answer.text
    told: str | None = answer.json().get("existing")
    return told


async def test_an_application_that_runs_is_found_and_not_one_that_was_withdrawn(
    callers: Callers, session: AsyncSession
) -> None:
    school = await make_school(session)
    expertise = await make_expertise(session, school)
    one_round = await make_round(session)
    there = {"selection_round_id": one_round.id}
    await make_application(
        session, expertise, status=ApplicationStatus.WITHDRAWN, motivation="Nee.", **there
    )
    running = await make_application(session, expertise, **there)
    await session.commit()
    body = {"selectionRoundId": str(one_round.id), "expertiseId": str(expertise.id)}
    found = await collides(callers.office, "/v1/applications", body)
    assert found == f"/v1/applications/{running.id}"
    assert (await callers.office.get(found)).status_code == 200


async def test_an_enrolment_is_found_by_who_may_see_it(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    gone = await make_enrolment(
        session,
        offer.trajectory,
        offer.learner,
        status=EnrolmentStatus.REJECTED,
        motivation="Past niet.",
    )
    there = await make_learner(session, offer)
    body = {"establishmentCode": LEARNER, "improvementQuestion": "Nog eens?"}
    for caller in (callers.office, callers.school(LEARNER)):
        found = await collides(caller, f"{offer.address}/enrolments", body)
        assert found == f"/v1/enrolments/{there.id}" != f"/v1/enrolments/{gone.id}"


async def test_a_session_of_the_whole_trajectory_is_found_among_those_of_schools(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    of = {"learning_trajectory_id": offer.trajectory.id}
    await make_session(
        session, offer.participation, enrolment_id=enrolment.id, starts_at=START, **of
    )
    shared = await make_session(session, offer.participation, starts_at=START, **of)
    await session.commit()
    body = {
        "kind": "study_day",
        "startsAt": "2025-10-01T09:00:00+02:00",
        "dagdelen": 1,
        "mode": "shared",
    }
    found = await collides(callers.office, f"{offer.address}/sessions", body)
    assert found == f"/v1/sessions/{shared.id}"


@pytest.mark.parametrize("indicator", ["Leesbegrip", "Lezen, schrijven, en (rekenen)=(x)"])
async def test_a_measurement_is_found_whatever_its_indicator_is_called(
    callers: Callers, session: AsyncSession, indicator: str
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    address = f"/v1/enrolments/{enrolment.id}/measurements"
    body = {
        "moment": MeasurementMoment.BASELINE.value,
        "instrument": "Toets",
        "measuredOn": "2025-10-01",
        "score": 6,
        "scaleMin": 1,
        "scaleMax": 10,
    }
    await callers.office.post(address, json={**body, "indicator": "Iets anders"})
    made = await callers.office.post(address, json={**body, "indicator": indicator})
    assert made.status_code == 201, made.text
    found = await collides(callers.office, address, {**body, "indicator": indicator})
    assert found == made.headers["Location"]


async def test_the_expert_is_found_whose_days_overlap(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    days = [(date(2025, 8, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 7, 31))]
    _, later = [
        await make_expert_assignment(session, offer.participation, from_on=first, until_on=last)
        for first, last in days
    ]
    await session.commit()
    body = {
        "role": "process_coach",
        "subject": "nieuw@example.org",
        "name": "Nieuwe Begeleider",
        "schoolYear": "2025-2026",
        "fromOn": "2026-03-01",
    }
    address = f"/v1/participations/{offer.participation.id}/expert-assignments"
    assert await collides(callers.office, address, body) == f"{address}/{later.id}"


async def test_what_the_caller_may_not_see_is_not_linked(
    app: FastAPI, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    year = await year_of(session, offer.participation)
    there = await make_evaluation(session, offer.participation, year)
    address = f"/v1/evaluations/{there.id}"
    await session.commit()
    with pytest.raises(DBAPIError) as refused:
        await make_evaluation(session, offer.participation, year)
    await session.rollback()
    database = app.state.services.database
    stranger = Actor("x", frozenset({Role.SCHOOL}), {"schools": (STRANGER,), "boards": ()})
    office = Actor("y", frozenset({Role.OFFICE}), {"schools": (), "boards": ()})
    told = [await linked(database, actor, refused.value) for actor in (office, stranger)]
    assert all(isinstance(one, Duplicate) for one in told)
    assert [one.members.get("existing") for one in told if isinstance(one, Duplicate)] == [
        address,
        None,
    ]
    other = ValueError("no refusal of the database")
    assert await linked(database, office, other) is other
