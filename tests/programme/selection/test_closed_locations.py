"""A closed location applies nowhere without an explanation (R-SUC-4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.days import day_in
from ok_api.rules.words import ApplicationStatus, SchoolStatus
from ok_api.tables import School
from tests.callers import Callers
from tests.programme.selection.ready import (
    CODE,
    IN_TIME,
    make_in_order,
    make_open_round,
    make_own_expertise,
)

WHY = "De sluiting is een fout in het register; die wordt hersteld."
TODAY = clock.today()


async def close(session: AsyncSession, on: date) -> None:
    school = await session.get_one(School, CODE)
    school.status, school.closed_on = SchoolStatus.CLOSED, on
    await session.commit()


async def new(session: AsyncSession, **more: Any) -> dict[str, Any]:
    """What starts an application of the school."""
    expertise = await make_own_expertise(session)
    selection_round = await make_open_round(session)
    await session.commit()
    ids = {"selectionRoundId": str(selection_round.id), "expertiseId": str(expertise.id)}
    return {**ids, **more}


async def test_it_starts_no_application_unexplained(
    callers: Callers, session: AsyncSession
) -> None:
    body = await new(session)
    await close(session, TODAY)
    for caller in (callers.school(CODE), callers.board("90001"), callers.office):
        refused = await caller.post("/v1/applications", json=body)
        assert refused.status_code == 409
        assert refused.json()["type"] == "/v1/problem-types/rule-refused"
        assert refused.json()["detail"] == (
            f"The location has been closed since {day_in('en', TODAY)}."
            " Say in the motivation why the step is taken all the same."
        )
        (norm, asked) = refused.json()["ruling"]["conditions"]
        assert (norm["id"], norm["ruleId"], norm["met"]) == ("location_open", "R-SUC-4", False)
        assert asked["id"] == "departures_motivated"
    made = await callers.school(CODE).post("/v1/applications", json={**body, "motivation": WHY})
    assert made.status_code == 201, made.text
    assert made.json()["locationClosedOn"] == str(TODAY)
    (step,) = (await callers.office.get(made.json()["self"] + "/steps")).json()["items"]
    assert (step["toStatus"], step["motivation"], step["ruling"]) == ("exploring", WHY, None)


@pytest.mark.parametrize("closes", [None, TODAY + timedelta(days=1)])
async def test_what_is_open_still_applies(
    callers: Callers, session: AsyncSession, closes: date | None
) -> None:
    body = await new(session)
    if closes is not None:
        await close(session, closes)
    made = await callers.school(CODE).post("/v1/applications", json=body)
    assert made.status_code == 201


async def test_a_school_gains_nothing_by_stating_an_earlier_day(
    callers: Callers, session: AsyncSession
) -> None:
    """The office does record what happened before the location closed."""
    then = TODAY - timedelta(days=20)
    body = await new(session, startedOn=str(then))
    await close(session, TODAY - timedelta(days=10))
    refused = await callers.school(CODE).post("/v1/applications", json=body)
    assert refused.status_code == 409
    assert (await callers.office.post("/v1/applications", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (ApplicationStatus.EXPLORING, "registered"),
        (ApplicationStatus.REGISTERED, "in_selection"),
        (ApplicationStatus.IN_SELECTION, "intake"),
        (ApplicationStatus.INTAKE, "accepted"),
    ],
)
async def test_nor_does_it_take_a_step(
    callers: Callers, session: AsyncSession, status: ApplicationStatus, to: str
) -> None:
    application = await make_in_order(session, status)
    await close(session, date(2026, 6, 21))
    address = f"/v1/applications/{application.id}/transitions"
    (forward, *_) = (await callers.school(CODE).get(address)).json()["items"]
    (norm,) = [one for one in forward["ruling"]["conditions"] if one["id"] == "location_open"]
    assert (norm["met"], norm["missing"]["nl"]) == (
        False,
        "De vestiging is gesloten sinds 21 juni 2026.",
    )
    body = {"to": to, "takenOn": IN_TIME}
    silent = await callers.office.post(address, json=body)
    assert silent.status_code == 409
    explained = await callers.office.post(address, json={**body, "motivation": WHY})
    assert explained.status_code == 201, explained.text


async def test_it_may_always_leave(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.REGISTERED)
    await close(session, TODAY)
    address = f"/v1/applications/{application.id}/transitions"
    left = await callers.school(CODE).post(
        address, json={"to": "withdrawn", "motivation": "De school is gesloten."}
    )
    assert left.status_code == 201
