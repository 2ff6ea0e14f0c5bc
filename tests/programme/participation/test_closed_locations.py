"""A participation that runs at a closed location tells what is to be done (R-SUC-4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.days import day_in
from ok_api.rules.words import EndingReason, Phase, SchoolStatus
from ok_api.tables import Participation, School
from tests.callers import Callers
from tests.factories import make_participation

TODAY = clock.today()
ENDED: dict[str, Any] = {
    "phase": Phase.ENDED,
    "ended_on": date(2026, 3, 1),
    "end_reason": EndingReason.WITHDRAWAL,
    "end_motivation": "Te klein geworden.",
}


async def close(session: AsyncSession, participation: Participation, on: date) -> None:
    school = await session.get_one(School, participation.establishment_code)
    school.status, school.closed_on = SchoolStatus.CLOSED, on
    await session.commit()


async def test_it_shows_a_condition_with_what_to_do(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    steps = address + "/transitions"
    before = await callers.office.get(steps)
    (open_,) = before.json()["conditions"]
    assert (open_["id"], open_["met"], open_["missing"]) == (
        "participating_location_open",
        True,
        None,
    )
    await close(session, participation, TODAY)
    after = await callers.office.get(steps)
    assert after.headers["ETag"] != before.headers["ETag"]
    (closed,) = after.json()["conditions"]
    assert (closed["ruleId"], closed["kind"], closed["met"]) == ("R-SUC-4", "norm", False)
    assert (closed["evidence"], closed["suppliedBy"]) == ({"closedOn": str(TODAY)}, ["office"])
    assert closed["missing"] == {
        "nl": f"De vestiging is gesloten sinds {day_in('nl', TODAY)}. Beëindig de deelname; is"
        " de vestiging niet gesloten, verbeter dan het register.",
        "en": f"The location has been closed since {day_in('en', TODAY)}. End the participation;"
        " if the location is not closed, mend the register.",
    }
    assert after.json()["items"] == before.json()["items"], "what may follow is judged as before"
    assert (await callers.office.get(address)).json()["locationClosedOn"] == str(TODAY)


async def test_a_day_to_come_closes_nothing_yet(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await close(session, participation, TODAY + timedelta(days=1))
    told = await callers.office.get(f"/v1/participations/{participation.id}/transitions")
    assert [one["met"] for one in told.json()["conditions"]] == [True]


async def test_what_has_ended_asks_nothing_any_more(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, **ENDED)
    await close(session, participation, TODAY)
    told = await callers.office.get(f"/v1/participations/{participation.id}/transitions")
    assert told.json()["conditions"] == []


@pytest.mark.parametrize("closed", [True, False])
async def test_the_office_lists_what_runs_at_closed_locations(
    callers: Callers, session: AsyncSession, closed: bool
) -> None:
    one, other = await make_participation(session), await make_participation(session)
    await close(session, one, TODAY)
    query: dict[str, Any] = {"locationClosed": closed, "running": True}
    found = await callers.office.get("/v1/participations", params=query)
    assert [item["id"] for item in found.json()["items"]] == [str((one if closed else other).id)]
