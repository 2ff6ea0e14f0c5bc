"""Leaving the programme outside a decision: by the office, motivated, and only once (R-END-1)."""

import asyncio
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.programme.participation.service import start_participation
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import ApplicationStatus, Phase
from ok_api.tables import Application, AuditRecord
from tests.callers import Callers
from tests.factories import (
    make_application,
    make_enrolment,
    make_expertise,
    make_participation,
    make_programme_year,
    make_trajectory,
)
from tests.programme.participation.conftest import Unit

LEAVES = {"reason": "withdrawal", "motivation": "Het team is te klein geworden."}


async def _address(session: AsyncSession, **values: Any) -> str:
    participation = await make_participation(session, **values)
    await session.commit()
    return f"/v1/participations/{participation.id}"


async def test_only_the_office_ends_a_participation(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}/withdrawals"
    assert (await callers.anonymous.post(address, json=LEAVES)).status_code == 401
    school = callers.school(participation.establishment_code)
    assert (await school.post(address, json=LEAVES)).status_code == 403
    unknown = "/v1/participations/0190a000-0000-7000-8000-000000000000/withdrawals"
    assert (await callers.office.post(unknown, json=LEAVES)).status_code == 404


async def test_a_school_leaves_with_a_motivation(callers: Callers, session: AsyncSession) -> None:
    address = await _address(session)
    body = {**LEAVES, "reason": "dropping_out", "on": "2026-01-31"}
    answer = await callers.office.post(f"{address}/withdrawals", json=body)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["phase"], told["endedOn"], told["endReason"]) == (
        "ended",
        "2026-01-31",
        "dropping_out",
    )
    assert told["endMotivation"] == LEAVES["motivation"]
    assert (await callers.office.get(f"{address}/transitions")).json()["items"] == []
    kept = await session.scalars(
        select(AuditRecord.resource).where(AuditRecord.operation == "withdrawParticipation")
    )
    assert kept.all() == ["participations"]


async def test_without_a_motivation_or_on_a_day_to_come_it_is_no_ending(
    callers: Callers, session: AsyncSession
) -> None:
    address = await _address(session)
    tomorrow = clock.today().replace(year=clock.today().year + 1).isoformat()
    flawed = {"reason": "withdrawal", "motivation": "  "}
    answer = await callers.office.post(f"{address}/withdrawals", json=flawed)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/motivation")
    ahead = await callers.office.post(f"{address}/withdrawals", json={**LEAVES, "on": tomorrow})
    assert (ahead.status_code, ahead.json()["errors"][0]["code"]) == (400, "in_the_future")
    long_ago = {**LEAVES, "on": "2020-01-01"}
    earlier = await callers.office.post(f"{address}/withdrawals", json=long_ago)
    assert earlier.status_code == 409
    assert "1 August 2024" in earlier.json()["detail"]


async def test_a_no_go_is_recorded_as_a_decision(callers: Callers, session: AsyncSession) -> None:
    address = await _address(session)
    refused = await callers.office.post(
        f"{address}/withdrawals", json={**LEAVES, "reason": "no_go"}
    )
    assert refused.status_code == 409
    unmet = [c for c in refused.json()["ruling"]["conditions"] if not c["met"]]
    assert [(c["id"], c["ruleId"], c["suppliedBy"]) for c in unmet] == [
        ("no_go_by_decision", "R-DEC-1", ["office"])
    ]
    assert unmet[0]["missing"]["en"] == ("A no-go is a decision; record the go/no-go decision.")


async def test_what_has_ended_does_not_end_again(callers: Callers, session: AsyncSession) -> None:
    address = await _address(session)
    assert (await callers.office.post(f"{address}/withdrawals", json=LEAVES)).status_code == 201
    refused = await callers.office.post(f"{address}/withdrawals", json=LEAVES)
    assert refused.status_code == 409
    assert "participation_not_ended" in {
        c["id"] for c in refused.json()["ruling"]["conditions"] if not c["met"]
    }


async def test_a_year_that_had_not_begun_is_granted_nothing(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await make_programme_year(
        session, participation, phase=Phase.ESTABLISHED, school_year="2026-2027"
    )
    participation.phase, participation.school_year = Phase.ESTABLISHED, "2026-2027"
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    body = {**LEAVES, "on": "2026-06-30"}
    told = (await callers.office.post(f"{address}/withdrawals", json=body)).json()
    assert told["schoolYear"] == "2025-2026"
    years = (await callers.office.get(f"{address}/programme-years")).json()["items"]
    granted = [year["facilitation"]["granted"]["days"] for year in years]
    assert (granted, [year["phase"] for year in years]) == ([200, 0], ["pilot", "ended"])


async def test_schools_that_were_enrolled_for_that_year_do_not_hold_it_up(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT, school_year="2026-2027")
    await make_enrolment(session, await make_trajectory(session, participation))
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    left = await callers.office.post(f"{address}/withdrawals", json={**LEAVES, "on": "2026-07-01"})
    assert left.status_code == 201
    year = (await callers.office.get(f"{address}/programme-years/2026-2027")).json()
    assert year["facilitation"]["granted"] == {"schoolCount": 1, "fte": 0, "days": 0}


async def test_of_many_withdrawals_one_counts(callers: Callers, session: AsyncSession) -> None:
    address = f"{await _address(session)}/withdrawals"
    office = callers.office
    answers = await asyncio.gather(*(office.post(address, json=LEAVES) for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63


async def test_who_leaves_before_the_first_day_can_be_chosen_again(
    callers: Callers, session: AsyncSession, unit: Unit
) -> None:
    expertise = await make_expertise(session)
    participation = await make_participation(
        session, expertise, school_year="2026-2027", started_on=date(2026, 8, 1)
    )
    again = await make_application(session, expertise, status=ApplicationStatus.ACCEPTED)
    await session.commit()
    address = f"/v1/participations/{participation.id}/withdrawals"
    left = await callers.office.post(address, json={**LEAVES, "on": "2026-07-01"})
    assert left.json()["endedOn"] == "2026-07-01"
    async with unit() as work:
        application = await work.session.get_one(Application, again.id)
        await start_participation(work, application, school_year=SchoolYear(2026))
    address = f"/v1/participations?expertiseId={expertise.id}"
    assert len((await callers.office.get(address)).json()["items"]) == 2
