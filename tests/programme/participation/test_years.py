"""Programme years: plan, progress against every norm, facilitation granted and realised."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.programme.participation.years.schemas import ProgrammeYear
from ok_api.rules.words import Phase, SessionKind, SessionStatus
from ok_api.tables import Participation
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_participation,
    make_programme_year,
    make_session,
    make_trajectory,
)


def _address(participation: Participation) -> str:
    return f"/v1/participations/{participation.id}/programme-years/2025-2026"


def _norm(year: Any, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(norm for norm in year["progress"] if norm["id"] == id_)
    return found


async def test_only_the_school_and_the_office_write_in_it(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = _address(participation)
    note = {"planNote": "Elke maandag."}
    any_version = {"If-Match": "*"}
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.anonymous.patch(address, json=note)).status_code == 401
    assert (await callers.research.patch(address, json=note)).status_code == 403
    stranger = callers.school("99ZZ98")
    assert (await stranger.get(address)).status_code == 404
    theirs = await stranger.patch(address, json=note, headers=any_version)
    assert theirs.status_code == 404
    own = callers.school(participation.establishment_code)
    assert (await own.change("PATCH", address, note)).json()["planNote"] == "Elke maandag."


async def test_there_is_no_other_year(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await session.commit()
    for year in ("2030-2031", "last", "%00"):
        address = f"/v1/participations/{participation.id}/programme-years/{year}"
        assert (await callers.office.get(address)).status_code == 404, year


@pytest.mark.parametrize(
    ("today", "planned", "overdue", "expected", "on_course"),
    [
        (date(2025, 9, 20), 1, 0, 0, True),
        (date(2025, 10, 2), 0, 1, 0, True),
        (date(2025, 12, 31), 0, 1, 1, True),
        (date(2026, 6, 1), 0, 1, 3, False),
        (date(2026, 11, 29), 0, 1, 3, False),
    ],
)
async def test_progress_tells_done_planned_overdue_expected_and_norm(
    callers: Callers,
    session: AsyncSession,
    monkeypatch: pytest.MonkeyPatch,
    today: date,
    planned: int,
    overdue: int,
    expected: int,
    on_course: bool,
) -> None:
    """Of a year that is over, all that it asks was expected."""
    participation = await make_participation(session)
    for status in (SessionStatus.HELD, SessionStatus.HELD, SessionStatus.PLANNED):
        await make_session(session, participation, kind=SessionKind.TRAINING_5D, status=status)
    await session.commit()
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    answer = await callers.office.get(_address(participation))
    ProgrammeYear.model_validate_json(answer.content)
    year = answer.json()
    training = _norm(year, "training_5d")
    assert (training["done"], training["minimum"], training["met"]) == (2, 3, False)
    assert (training["planned"], training["overdue"]) == (planned, overdue)
    assert (training["expected"], training["onCourse"]) == (expected, on_course)
    assert ("not recorded yet: 1." in training["missing"]["en"]) == (overdue == 1)
    assert training["parameters"][0]["key"] == "training_5d_days"
    assert training["source"]["name"] == "BROCHURE"
    assert training["expectation"]["source"]["name"] == "geen bron"
    assert training["expectation"]["ruleId"] == "R-PRG-2"
    assert year["days"] == {"granted": 160, "planned": 0, "remaining": 160}
    assert (year["phase"], year["status"]) == ("aspirant", "running")


async def test_nine_half_days_online_in_one_week_are_no_session_a_month_at_the_school(
    callers: Callers, session: AsyncSession
) -> None:
    """BROCHURE, jaar 1: één begeleide werksessie op de eigen school per maand."""
    participation = await make_participation(session)
    await session.commit()
    path, office = f"/v1/participations/{participation.id}/sessions", callers.office
    new = {"kind": "work_session", "dagdelen": 1, "status": "held"}
    for number in range(9):
        at = f"2025-11-{10 + number // 2:02}T{9 + 4 * (number % 2):02}:00:00+01:00"
        made = await office.post(path, json={**new, "startsAt": at, "mode": "online"})
        assert made.status_code == 201, made.text
    norm = _norm((await office.get(_address(participation))).json(), "work_sessions")
    assert (norm["done"], norm["minimum"], norm["unit"], norm["met"]) == (0, 9, "months", False)
    for month in (9, 10, 11, 12, 1, 2, 3, 4, 5):
        year = 2025 if month > 8 else 2026
        at = f"{year}-{month:02}-10T09:00:00Z"
        await office.post(path, json={**new, "startsAt": at, "mode": "at_school"})
    norm = _norm((await office.get(_address(participation))).json(), "work_sessions")
    assert (norm["done"], norm["met"]) == (9, True)


async def test_without_learning_schools_their_norms_are_not_applicable(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await session.commit()
    year = (await callers.office.get(_address(participation))).json()
    for id_ in ("study_days", "guidance_moments", "start_conversations", "school_evaluations"):
        norm = _norm(year, id_)
        assert (norm["met"], norm["notApplicable"], norm["missing"]) == (False, True, None)
    assert _norm(year, "learning_schools")["notApplicable"] is False
    await make_enrolment(session, await make_trajectory(session, participation))
    await session.commit()
    with_school = (await callers.office.get(_address(participation))).json()
    days = _norm(with_school, "study_days")
    assert (days["met"], days["notApplicable"], days["minimum"]) == (False, False, 3)


async def test_granted_and_realised_differ_by_the_schools_that_take_part(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation)
    for _ in range(4):
        await make_enrolment(session, trajectory)
    await session.commit()
    told = (await callers.subsidy.get(_address(participation))).json()["facilitation"]
    assert told["granted"] == {"schoolCount": 6, "fte": 1, "days": 200}
    assert told["realised"] == {"schoolCount": 4, "fte": 0.8, "days": 160}
    assert told["difference"] == {"fte": 0.2, "days": 40}
    explained = told["explanation"]
    assert {name: [step["ruleId"] for step in steps] for name, steps in explained.items()} == {
        "granted": ["R-FAC-2", "R-FAC-3"],
        "realised": ["R-FAC-2", "R-FAC-3"],
        "difference": ["R-FAC-4"],
    }
    assert explained["realised"][0]["text"]["nl"] == "0,4 FTE basis + 4 × 0,1 FTE = 0,8 FTE"


async def test_the_etag_follows_the_facts_and_a_change_names_the_row(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address, office = _address(participation), callers.office
    before = (await office.get(address)).headers["ETag"]
    assert (await office.get(address, headers={"If-None-Match": before})).status_code == 304
    await make_session(session, participation, kind=SessionKind.TRAINING_5D)
    await session.commit()
    assert (await office.get(address, headers={"If-None-Match": before})).status_code == 200
    planning = {"nextYearPlanning": "Vier scholen."}
    missing = await office.patch(address, json=planning)
    assert missing.status_code == 428
    changed = await office.patch(address, json=planning, headers={"If-Match": before})
    assert changed.status_code == 200
    assert _norm(changed.json(), "next_year_plan")["met"] is True
    stale = await office.patch(address, json=planning, headers={"If-Match": before})
    assert stale.status_code == 412
    cleared = await office.change("PATCH", address, {"nextYearPlanning": None})
    assert (cleared.json()["nextYearPlanning"], cleared.json()["planNote"]) == (None, None)


async def test_all_years_are_listed_in_order(callers: Callers, session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await make_programme_year(session, participation, phase=Phase.ASPIRANT, school_year="2024-2025")
    await session.commit()
    address = f"/v1/participations/{participation.id}/programme-years"
    listed = (await callers.office.get(f"{address}?count=true")).json()
    assert [(year["schoolYear"], year["phase"]) for year in listed["items"]] == [
        ("2024-2025", "aspirant"),
        ("2025-2026", "pilot"),
    ]
    assert listed["total"] == 2
    one = (await callers.office.get(listed["items"][1]["self"])).json()
    assert one == listed["items"][1]
