"""A closed location enrols nowhere without an explanation, and its guide is told (R-SUC-4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.days import day_in
from ok_api.rules.words import EnrolmentStatus, SchoolStatus
from ok_api.tables import School
from tests.callers import Callers
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    THIS_YEAR,
    make_learner,
    make_offer,
    unmet,
)

TODAY = clock.today()
CLOSES = date(2025, 9, 1)
WHY = "De sluiting is een fout in het register; die wordt hersteld."
BODY = {"establishmentCode": LEARNER, "improvementQuestion": "Hoe oefenen wij woordenschat?"}


async def close(session: AsyncSession, on: date, code: str = LEARNER) -> None:
    school = await session.get_one(School, code)
    school.status, school.closed_on = SchoolStatus.CLOSED, on
    await session.commit()


async def offered(session: AsyncSession) -> str:
    return (await make_offer(session, school_year=str(THIS_YEAR))).address + "/enrolments"


async def test_it_registers_nowhere_unexplained(callers: Callers, session: AsyncSession) -> None:
    address = await offered(session)
    await close(session, TODAY)
    everyone = (callers.school(LEARNER), callers.board("90002"), callers.school(GUIDE))
    for caller in (*everyone, callers.office):
        refused = await caller.post(address, json=BODY)
        assert refused.json()["type"] == "/v1/problem-types/rule-refused"
        assert unmet(refused) == {"location_open", "enrolment_departures_motivated"}
        assert refused.json()["detail"] == (
            f"The location has been closed since {day_in('en', TODAY)}."
            " Say in the motivation why the school is enrolled all the same."
        )
    dutch = await callers.school(LEARNER).post(
        address, json=BODY, headers={"Accept-Language": "nl"}
    )
    assert dutch.json()["detail"] == (
        f"De vestiging is gesloten sinds {day_in('nl', TODAY)}."
        " Leg in de motivering uit waarom de school toch deelneemt."
    )
    made = await callers.school(LEARNER).post(address, json={**BODY, "motivation": WHY})
    assert made.status_code == 201, made.text
    assert (made.json()["motivation"], made.json()["locationClosedOn"]) == (WHY, str(TODAY))


@pytest.mark.parametrize("closes", [None, TODAY + timedelta(days=1)])
async def test_what_is_open_registers_as_before(
    callers: Callers, session: AsyncSession, closes: date | None
) -> None:
    address = await offered(session)
    if closes is not None:
        await close(session, closes)
    made = await callers.school(LEARNER).post(address, json=BODY)
    assert (made.status_code, made.json()["motivation"]) == (201, None)


@pytest.mark.parametrize(
    ("status", "to"), [(EnrolmentStatus.REGISTERED, "intake"), (EnrolmentStatus.INTAKE, "enrolled")]
)
async def test_nor_does_it_come_any_nearer(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus, to: str
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=status, intake_held_on=CLOSES)
    await close(session, CLOSES)
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    (forward, *_) = (await callers.school(GUIDE).get(steps)).json()["items"]
    assert forward["ruling"]["outcome"] == "allowed"
    assert forward["asks"][0]["en"] == "an explanation for each norm that is not met"
    silent = await callers.school(GUIDE).post(steps, json={"to": to})
    assert (silent.status_code, unmet(silent)) == (
        409,
        {"location_open", "enrolment_departures_motivated"},
    )
    taken = await callers.school(GUIDE).post(steps, json={"to": to, "motivation": WHY})
    assert (taken.status_code, taken.json()["motivation"]) == (201, WHY)


async def test_who_guides_still_records_what_was_before_it_closed(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR.previous))
    await close(session, THIS_YEAR.start)
    made = await callers.school(GUIDE).post(offer.address + "/enrolments", json=BODY)
    assert made.status_code == 201, made.text


@pytest.mark.parametrize(
    ("status", "running"),
    [
        (EnrolmentStatus.REGISTERED, True),
        (EnrolmentStatus.ENROLLED, True),
        (EnrolmentStatus.COMPLETED, False),
        (EnrolmentStatus.WITHDRAWN, False),
    ],
)
async def test_what_runs_there_shows_what_to_do(
    callers: Callers, session: AsyncSession, status: EnrolmentStatus, running: bool
) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR))
    enrolment = await make_learner(session, offer, status=status, motivation="Verhuisd.")
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    before = await callers.school(GUIDE).get(steps)
    assert [one["met"] for one in before.json()["conditions"]] == [True] * running
    await close(session, TODAY)
    after = await callers.school(GUIDE).get(steps)
    told = after.json()["conditions"]
    assert [one["id"] for one in told] == ["learning_location_open"] * running
    if running:
        assert before.headers["ETag"] != after.headers["ETag"]
        assert (told[0]["ruleId"], told[0]["suppliedBy"]) == ("R-SUC-4", ["office", "school"])
        assert told[0]["missing"]["nl"] == (
            f"De vestiging is gesloten sinds {day_in('nl', TODAY)}. Rond de deelname"
            " aan het leertraject af of trek haar in; is de vestiging niet gesloten, laat dan het"
            " register verbeteren."
        )


async def test_what_it_began_ends_in_either_way(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR))
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    await close(session, TODAY)
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    (completed, withdrawn) = (await callers.school(LEARNER).get(steps)).json()["items"]
    for step in (completed, withdrawn):
        assert "location_open" not in {one["id"] for one in step["ruling"]["conditions"]}
    left = {"to": "withdrawn", "motivation": "De school is gesloten."}
    assert (await callers.school(LEARNER).post(steps, json=left)).status_code == 201


async def test_the_office_lists_what_runs_at_closed_locations(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR))
    enrolment = await make_learner(session, offer)

    async def ids(closed: str) -> list[Any]:
        found = await callers.office.get("/v1/enrolments", params={"locationClosed": closed})
        return [one["id"] for one in found.json()["items"]]

    assert (await ids("true"), await ids("false")) == ([], [str(enrolment.id)])
    await close(session, TODAY)
    assert (await ids("true"), await ids("false")) == ([str(enrolment.id)], [])
