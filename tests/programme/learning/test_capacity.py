"""Sixty-four at once: the places are those of the trajectory and of the grant, and no more."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from datetime import date

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus
from ok_api.tables.refusals import SENTENCES
from tests.callers import Callers
from tests.factories import make_enrolment, make_school
from tests.programme.learning.offers import GUIDE, LEARNER, THIS_YEAR, Offer, make_offer

MANY = 64


async def _in_intake(session: AsyncSession, offer: Offer) -> list[str]:
    ready = {"status": EnrolmentStatus.INTAKE, "intake_held_on": date(2025, 9, 1)}
    rows = [
        await make_enrolment(session, offer.trajectory, await make_school(session), **ready)
        for _ in range(MANY)
    ]
    await session.commit()
    return [f"/v1/enrolments/{row.id}" for row in rows]


async def _all(calls: Iterable[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    return await asyncio.gather(*calls)


@pytest.mark.parametrize(
    ("capacity", "granted", "condition"),
    [(6, 10, "place_in_trajectory"), (10, 6, "room_in_trajectory")],
)
async def test_six_places_are_taken_six_times(
    callers: Callers, session: AsyncSession, capacity: int, granted: int, condition: str
) -> None:
    offer = await make_offer(session, capacity=capacity, granted=granted)
    addresses = await _in_intake(session, offer)
    guide = callers.school(GUIDE)
    answers = await _all(
        guide.post(f"{address}/transitions", json={"to": "enrolled"}) for address in addresses
    )
    assert Counter(answer.status_code for answer in answers) == {201: 6, 409: MANY - 6}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    for problem in refused:
        conditions = problem["ruling"]["conditions"]
        missed = [c for c in conditions if not c["met"] and c["kind"] == "requirement"]
        assert [c["id"] for c in missed] == [condition]
        assert (missed[0]["ruleId"], missed[0]["missing"]["en"]) == ("R-LRN-2", problem["detail"])
    told = (await guide.get(offer.address)).json()
    assert (told["enrolledCount"], told["placesLeft"]) == (6, 0)


@pytest.mark.parametrize(
    ("capacity", "granted", "constraint"),
    [
        (6, 10, "ck_learning_trajectories_enrolled_within_capacity"),
        (10, 6, "ck_programme_years_guided_within_grant"),
    ],
)
async def test_the_database_holds_for_who_does_not_ask_the_rules(
    dsn: str, session: AsyncSession, capacity: int, granted: int, constraint: str
) -> None:
    offer = await make_offer(session, capacity=capacity, granted=granted)
    await _in_intake(session, offer)
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=16)
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM enrolments")]

    async def take(enrolment_id: object) -> str:
        try:
            return await pool.execute(
                "UPDATE enrolments SET status = 'enrolled' WHERE id = $1", enrolment_id
            )
        except asyncpg.CheckViolationError as refusal:
            return str(refusal.constraint_name)

    taken = Counter(await asyncio.gather(*(take(enrolment_id) for enrolment_id in ids)))
    counted = await pool.fetchrow(
        "SELECT t.enrolled_count, y.guided_school_count"
        " FROM learning_trajectories t JOIN programme_years y USING (participation_id)"
    )
    await pool.close()
    assert constraint in SENTENCES
    assert taken == {"UPDATE 1": 6, constraint: MANY - 6}
    assert counted is not None
    assert tuple(counted) == (6, 6)


async def test_one_school_enrols_once_however_often_it_asks(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR))
    body = {"establishmentCode": LEARNER, "improvementQuestion": "Hoe lezen wij beter?"}
    school = callers.school(LEARNER)
    answers = await _all(school.post(offer.address + "/enrolments", json=body) for _ in range(MANY))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: MANY - 1}
    refused = {answer.json()["detail"] for answer in answers if answer.status_code == 409}
    assert refused == {SENTENCES["uq_enrolments_one_per_school"].en}
    listed = (await school.get("/v1/enrolments?count=true")).json()
    assert listed["total"] == 1


async def test_steps_and_sessions_at_the_same_time_do_not_lock_each_other_out(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, capacity=100, granted=100)
    addresses = (await _in_intake(session, offer))[:20]
    office = callers.office
    talk = {
        "kind": "intake_conversation",
        "startsAt": "2025-09-01T09:00:00+02:00",
        "dagdelen": 1,
        "mode": "online",
        "status": "held",
    }
    steps = [office.post(f"{a}/transitions", json={"to": "enrolled"}) for a in addresses]
    talks = [
        office.post(offer.address + "/sessions", json={**talk, "enrolmentId": a.rpartition("/")[2]})
        for a in addresses
    ]
    answers = await _all(call for pair in zip(steps, talks, strict=True) for call in pair)
    assert Counter(answer.status_code for answer in answers) == {201: 40}
