"""Sessions: each kind where it belongs, dated by its school year, planned and then held or not."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.programme.learning.sessions.kinds import KINDS
from ok_api.rules.learning import GUIDANCE_KINDS, STUDY_DAY_KINDS
from ok_api.rules.words import (
    EndingReason,
    EnrolmentStatus,
    Phase,
    SessionKind,
    SessionStatus,
    TrajectoryStatus,
)
from tests.callers import Callers
from tests.factories import make_enrolment, make_school, make_session
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    STRANGER,
    THIS_YEAR,
    attach_expert,
    make_learner,
    make_offer,
    make_pupil,
)
from tests.refusals import is_unknown


def new(kind: str = "study_day", **members: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "startsAt": "2025-10-01T09:00:00+02:00",
        "dagdelen": 2,
        "mode": "at_school",
        **members,
    }


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [flaw["pointer"] for flaw in answer.json()["errors"]]


def test_every_kind_has_its_place_and_what_the_norm_counts_is_of_learning_schools() -> None:
    assert set().union(*KINDS.values()) == set(SessionKind)
    assert set(KINDS["enrolment"]) >= GUIDANCE_KINDS | STUDY_DAY_KINDS
    assert set(KINDS["trajectory"]) >= STUDY_DAY_KINDS


async def test_who_plans_them(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer)
    team = f"/v1/participations/{offer.participation.id}/sessions"
    for address, body in ((offer.address + "/sessions", new()), (team, new("intervision"))):
        assert (await callers.anonymous.post(address, json=body)).status_code == 401
        assert (await callers.research.post(address, json=body)).status_code == 403
        assert (await callers.school(GUIDE).post(address, json=body)).status_code == 201
        later = {**body, "startsAt": "2025-10-08T09:00:00+02:00"}
        assert (await callers.board("90001").post(address, json=later)).status_code == 201
    for caller in (callers.school(STRANGER), callers.expert()):
        assert (await caller.post(team, json=new("intervision"))).status_code == 404
    learner = await callers.school(LEARNER).post(offer.address + "/sessions", json=new())
    assert learner.status_code == 403
    await attach_expert(session, offer)
    expert = await callers.expert().post(team, json=new("work_session"))
    assert expert.status_code == 201
    changed = await callers.expert().change("PATCH", expert.headers["Location"], {"title": "Werk"})
    assert changed.json()["title"] == "Werk"
    theirs = new(startsAt="2025-10-15T09:00:00+02:00")
    assert (await callers.expert().post(offer.address + "/sessions", json=theirs)).is_success


@pytest.mark.parametrize(
    ("school_year", "until_on"),
    [("2023-2024", None), (str(THIS_YEAR), clock.today() - timedelta(days=1))],
)
async def test_an_expert_records_no_more_once_the_assignment_has_ended(
    callers: Callers, session: AsyncSession, school_year: str, until_on: date | None
) -> None:
    """Without a last day it ends with its school year; what was given to read is read still."""
    offer = await make_offer(session, school_year="2023-2024")
    team = f"/v1/participations/{offer.participation.id}/sessions"
    made = await make_session(session, offer.participation, school_year="2023-2024")
    ended = {"from_on": date(2023, 8, 1), "until_on": until_on, "school_year": school_year}
    await attach_expert(session, offer, **ended)
    expert, address = callers.expert(), f"/v1/sessions/{made.id}"
    for path in (team, offer.address + "/sessions"):
        body = new("work_session") if path == team else new()
        assert (await expert.post(path, json=body)).status_code == 403
    assert (await expert.change("PATCH", address, {"title": "Nog iets"})).status_code == 403
    assert (await expert.get(address)).status_code == 200


async def test_an_expert_plans_within_the_years_of_its_assignment(
    callers: Callers, session: AsyncSession
) -> None:
    """What lies in a later year is not its own to see: the school or the office plans that."""
    offer = await make_offer(session)
    offer.participation.school_year = str(THIS_YEAR)
    here = await attach_expert(session, offer)
    later = THIS_YEAR.next.start + timedelta(days=40)
    team = f"/v1/participations/{offer.participation.id}/sessions"
    planned = new("work_session", startsAt=f"{later}T09:00:00+02:00", status="planned")
    expert = callers.expert()
    refused = await expert.post(team, json=planned, headers={"Accept-Language": "nl"})
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Deze bijeenkomst valt na de schooljaren waarin u aan deze deelname verbonden bent;"
        " de school of het programmabureau plant haar.",
    )
    within = {**planned, "startsAt": f"{THIS_YEAR.start}T09:00:00+02:00"}
    made = await expert.post(team, json=within)
    assert made.status_code == 201, made.text
    moved = await expert.change("PATCH", made.json()["self"], {"startsAt": planned["startsAt"]})
    assert (moved.status_code, "lies after" in moved.json()["detail"]) == (403, True)
    assert (await callers.office.get(team + "?count=true")).json()["total"] == 1
    here.school_year, here.from_on = str(THIS_YEAR.next), THIS_YEAR.start
    await session.commit()
    assert (await expert.post(team, json=planned)).status_code == 201


async def test_who_sees_them(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    mine = await make_pupil(session, offer)
    theirs = await make_enrolment(session, offer.trajectory, await make_school(session))
    trajectory = {"learning_trajectory_id": offer.trajectory.id}
    shared = await make_session(session, offer.participation, note="Notitie.", **trajectory)
    own = await make_session(session, offer.participation, enrolment_id=mine.id, **trajectory)
    other = await make_session(session, offer.participation, enrolment_id=theirs.id, **trajectory)
    team = await make_session(session, offer.participation, kind=SessionKind.INTERVISION)
    await session.commit()
    learner = callers.school(LEARNER)
    for row, status in ((shared, 200), (own, 200), (other, 404), (team, 404)):
        assert (await learner.get(f"/v1/sessions/{row.id}")).status_code == status
    seen = (await learner.get("/v1/sessions")).json()["items"]
    assert {item["id"] for item in seen} == {str(shared.id), str(own.id)}
    nested = (await learner.get(offer.address + "/sessions")).json()["items"]
    assert {item["id"] for item in nested} == {str(shared.id), str(own.id)}
    of_team = f"/v1/participations/{offer.participation.id}/sessions"
    assert (await learner.get(of_team)).status_code == 404
    everything = (await callers.school(GUIDE).get(of_team + "?count=true")).json()
    assert everything["total"] == 4
    levels = (await callers.office.get(of_team + "?level=team&level=trajectory")).json()["items"]
    assert {item["id"] for item in levels} == {str(team.id), str(shared.id)}
    assert (await callers.anonymous.get(f"/v1/sessions/{shared.id}")).status_code == 401
    assert (await callers.school(STRANGER).get("/v1/sessions")).json()["items"] == []
    told = (await callers.research.get(f"/v1/sessions/{shared.id}")).json()
    assert (told["id"], told["note"]) == (str(shared.id), None)


async def test_a_kind_belongs_to_the_team_the_trajectory_or_one_school(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = {"enrolmentId": str((await make_pupil(session, offer)).id)}
    office, trajectory = callers.office, offer.address + "/sessions"
    team = f"/v1/participations/{offer.participation.id}/sessions"
    refused = await office.post(trajectory, json=new("training_5d", **enrolment))
    assert pointers(refused) == ["/kind"]
    (flaw,) = refused.json()["errors"]
    assert "start conversation" in flaw["message"]
    assert "start_conversation" in flaw["parameters"]["allowed"]
    shared = await office.post(trajectory, json=new("guidance"))
    assert pointers(shared) == ["/kind"]
    assert "name its enrolment" in shared.json()["errors"][0]["message"]
    assert pointers(await office.post(team, json=new("study_day"))) == ["/kind"]
    assert pointers(await office.post(team, json=new("coaching_on_the_job", **enrolment))) == [
        "/enrolmentId"
    ]
    for address, body, level in (
        (trajectory, new("start_session"), "trajectory"),
        (trajectory, new("guidance", **enrolment), "enrolment"),
        (team, new("training_5d"), "team"),
        (team, new("masterclass"), "team"),
    ):
        made = await office.post(address, json=body)
        assert (made.status_code, made.json()["level"]) == (201, level)


async def test_the_school_takes_part_and_the_trajectory_goes_ahead(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    left = await make_learner(
        session, offer, status=EnrolmentStatus.WITHDRAWN, motivation="Geen tijd."
    )
    elsewhere = await make_enrolment(session)
    await session.commit()
    address = offer.address + "/sessions"
    gone = await callers.office.post(address, json=new("guidance", enrolmentId=str(left.id)))
    assert (gone.status_code, gone.json()["status"]) == (409, 409)
    assert gone.json()["enrolmentStatus"] == "withdrawn"
    foreign = new("guidance", enrolmentId=str(elsewhere.id))
    assert is_unknown(await callers.office.post(address, json=foreign), "/enrolmentId")
    await callers.office.change("PATCH", offer.address, {"status": "cancelled"})
    off = await callers.office.post(address, json=new())
    assert (off.status_code, off.json()["trajectoryStatus"]) == (409, "cancelled")


@pytest.mark.parametrize(
    ("starts_at", "year"),
    [
        ("2026-07-31T21:59:00Z", "2025-2026"),
        ("2026-07-31T22:00:00Z", "2026-2027"),
        ("2025-08-01T00:30:00+02:00", "2025-2026"),
    ],
)
async def test_the_school_year_begins_at_midnight_in_the_netherlands(
    callers: Callers, session: AsyncSession, starts_at: str, year: str
) -> None:
    offer = await make_offer(session)
    team = f"/v1/participations/{offer.participation.id}/sessions"
    made = await callers.office.post(team, json=new("intervision", startsAt=starts_at))
    assert made.json()["schoolYear"] == year
    given = await callers.office.post(offer.address + "/sessions", json=new(startsAt=starts_at))
    assert (given.status_code == 201) == (year == "2025-2026")


@pytest.mark.parametrize(
    ("kind", "starts_at", "message"),
    [
        ("study_day", "2026-09-03T09:00:00+02:00", "3 September 2026 falls in 2026-2027"),
        ("guidance", "2026-08-01T00:00:00+02:00", "1 August 2026 falls in 2026-2027"),
        ("start_conversation", "2026-08-20T09:00:00+02:00", "is of school year 2025-2026"),
        ("intake_conversation", "2026-08-20T09:00:00+02:00", "is of school year 2025-2026"),
    ],
)
async def test_a_trajectory_has_no_session_outside_its_own_school_year(
    callers: Callers, session: AsyncSession, kind: str, starts_at: str, message: str
) -> None:
    """Neither planned nor moved there; the participation itself does go on in that year."""
    offer = await make_offer(session)
    own = {} if kind == "study_day" else {"enrolmentId": str((await make_pupil(session, offer)).id)}
    address = offer.address + "/sessions"
    refused = await callers.office.post(address, json=new(kind, startsAt=starts_at, **own))
    assert pointers(refused) == ["/startsAt"]
    assert refused.json()["errors"][0]["code"] == "outside_trajectory"
    assert message in refused.json()["errors"][0]["message"]
    made = await callers.office.post(address, json=new(kind, **own))
    moved = await callers.office.change("PATCH", made.headers["Location"], {"startsAt": starts_at})
    assert pointers(moved) == ["/startsAt"]
    assert (await callers.office.get(made.headers["Location"])).json()["schoolYear"] == "2025-2026"


async def test_an_intake_is_held_in_the_year_before(
    callers: Callers, session: AsyncSession
) -> None:
    """Schools are recruited at the end of the year before theirs (BROCHURE, jaar 1, Werven)."""
    offer = await make_offer(session, school_year="2026-2027")
    own = {"enrolmentId": str((await make_learner(session, offer)).id)}
    intake = new("intake_conversation", startsAt="2026-05-20T13:00:00+02:00", **own)
    made = await callers.school(GUIDE).post(offer.address + "/sessions", json=intake)
    assert (made.status_code, made.json()["schoolYear"]) == (201, "2025-2026")
    first = new("start_conversation", startsAt="2026-05-20T15:00:00+02:00", **own)
    early = await callers.school(GUIDE).post(offer.address + "/sessions", json=first)
    assert pointers(early) == ["/startsAt"]


async def test_nothing_takes_place_after_the_participation_has_ended(
    callers: Callers, session: AsyncSession
) -> None:
    """What was before its end can still be told, and what was planned after it cancelled."""
    offer = await make_offer(
        session,
        phase=Phase.ENDED,
        ended_on=date(2025, 12, 1),
        end_reason=EndingReason.WITHDRAWAL,
        end_motivation="Geen team meer.",
    )
    trajectory = {"learning_trajectory_id": offer.trajectory.id}
    after = datetime(2026, 1, 20, 9, tzinfo=UTC)
    row = await make_session(session, offer.participation, starts_at=after, **trajectory)
    await session.commit()
    office, planned = callers.office, f"/v1/sessions/{row.id}"
    team = f"/v1/participations/{offer.participation.id}/sessions"
    for address, kind in ((team, "intervision"), (offer.address + "/sessions", "study_day")):
        late = await office.post(address, json=new(kind, startsAt="2025-12-02T09:00:00+01:00"))
        assert (late.status_code, late.json()["type"]) == (409, "/v1/problem-types/wrong-state")
        assert "1 December 2025" in late.json()["detail"]
        told = await office.post(address, json=new(kind, startsAt="2025-12-01T09:00:00+01:00"))
        assert told.status_code == 201, told.text
        moved = {"startsAt": "2026-02-10T09:00:00+01:00"}
        again = await office.change("PATCH", told.headers["Location"], moved)
        assert again.status_code == 409
    webinar = {"kind": "webinar", "title": "Webinar", "heldOn": "2025-12-02"}
    activity = await office.post(
        "/v1/knowledge-activities", json={"participationId": str(offer.participation.id), **webinar}
    )
    assert activity.status_code == 409
    assert (await office.change("PATCH", planned, {"status": "held"})).status_code == 409
    noted = await office.change("PATCH", planned, {"note": "Gaat niet door."})
    assert noted.status_code == 200
    cancelled = await office.change("PATCH", planned, {"status": "cancelled"})
    assert cancelled.json()["status"] == "cancelled"


async def test_the_same_session_stands_once_unless_it_is_meant_to_be_beside(
    callers: Callers, session: AsyncSession
) -> None:
    """The same team, kind and start, whoever enters it and in whatever zone it is written."""
    offer = await make_offer(session)
    own = {"enrolmentId": str((await make_pupil(session, offer)).id)}
    other = await make_enrolment(session, offer.trajectory, await make_school(session))
    await session.commit()
    team = f"/v1/participations/{offer.participation.id}/sessions"
    shared = offer.address + "/sessions"
    for address, body in (
        (team, new("work_session")),
        (shared, new("study_day")),
        (shared, new("guidance", **own)),
    ):
        made = await callers.office.post(address, json=body)
        assert (made.status_code, made.json()["parallel"]) == (201, False)
        same = {**body, "startsAt": "2025-10-01T07:00:00Z", "dagdelen": 1}
        again = await callers.school(GUIDE).post(address, json=same)
        assert (again.status_code, again.json()["type"]) == (409, "/v1/problem-types/duplicate")
        assert again.json()["constraint"] == "uq_sessions_one_at_a_time"
        beside = await callers.office.post(address, json={**body, "parallel": True})
        assert (beside.status_code, beside.json()["parallel"]) == (201, True)
        later = {**body, "startsAt": "2025-10-02T09:00:00+02:00"}
        second = (await callers.office.post(address, json=later)).headers["Location"]
        onto = {"startsAt": body["startsAt"]}
        assert (await callers.office.change("PATCH", second, onto)).status_code == 409
        meant = await callers.office.change("PATCH", second, {**onto, "parallel": True})
        assert meant.status_code == 200
        await callers.office.change("PATCH", made.headers["Location"], {"status": "cancelled"})
        assert (await callers.office.post(address, json=body)).status_code == 201
    elsewhere = new("guidance", enrolmentId=str(other.id))
    assert (await callers.office.post(shared, json=elsewhere)).status_code == 201
    assert (await callers.office.post(team, json=new("progress_meeting"))).status_code == 201


async def test_of_many_at_once_one_session_is_made(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    address, office = offer.address + "/sessions", callers.office
    answers = await asyncio.gather(*(office.post(address, json=new()) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 11}


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"startsAt": "2025-10-01T09:00:00"}, "/startsAt"),
        ({"startsAt": "0001-01-01T00:00:00Z"}, "/startsAt"),
        ({"startsAt": "2025-07-31T21:59:59Z"}, "/startsAt"),
        ({"startsAt": "2040-10-01T09:00:00Z"}, "/startsAt"),
        ({"dagdelen": 0}, "/dagdelen"),
        ({"dagdelen": 1.3}, "/dagdelen"),
        ({"dagdelen": 21}, "/dagdelen"),
        ({"mode": "somewhere"}, "/mode"),
        ({"status": "cancelled"}, "/status"),
    ],
)
async def test_what_cannot_be_is_refused(
    callers: Callers, session: AsyncSession, members: dict[str, Any], pointer: str
) -> None:
    offer = await make_offer(session)
    answer = await callers.office.post(offer.address + "/sessions", json=new(**members))
    assert pointers(answer) == [pointer]


async def test_a_planned_session_is_moved_held_and_then_only_mended(
    callers: Callers, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 11, 29, 12, tzinfo=UTC))
    offer = await make_offer(session)
    school = callers.school(GUIDE)
    planned = new(startsAt="2026-01-12T09:00:00+01:00")
    address = (await school.post(offer.address + "/sessions", json=planned)).headers["Location"]
    early = await school.change("PATCH", address, {"status": "held"})
    assert pointers(early) == ["/status"]
    moved = {"startsAt": "2025-11-04T13:30:00+01:00", "status": "held", "note": "Goed bezocht."}
    held = (await school.change("PATCH", address, moved)).json()
    assert (held["status"], held["schoolYear"]) == ("held", "2025-2026")
    assert held["startsAt"] == "2025-11-04T12:30:00Z"
    ahead = await school.change("PATCH", address, {"startsAt": "2026-01-12T09:00:00+01:00"})
    assert pointers(ahead) == ["/startsAt"]
    mended = await school.change("PATCH", address, {"dagdelen": 1.5, "note": None})
    assert (mended.json()["dagdelen"], mended.json()["note"]) == (1.5, None)
    for status in ("planned", "cancelled"):
        assert (await school.change("PATCH", address, {"status": status})).status_code == 409


async def test_a_cancelled_session_only_keeps_its_note(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    row = await make_session(
        session, offer.participation, learning_trajectory_id=offer.trajectory.id
    )
    await session.commit()
    address, school = f"/v1/sessions/{row.id}", callers.school(GUIDE)
    assert (await school.change("PATCH", address, {"status": "cancelled"})).is_success
    assert (await school.change("PATCH", address, {"note": "Ziekte."})).json()["note"] == "Ziekte."
    again = await school.change("PATCH", address, {"title": "Toch"})
    assert (again.status_code, again.json()["sessionStatus"]) == (409, "cancelled")
    assert (await school.change("PATCH", address, {"status": "held"})).status_code == 409


async def test_a_held_intake_conversation_is_the_intake(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    body = new("intake_conversation", enrolmentId=str(enrolment.id), dagdelen=0.5)
    made = await callers.school(GUIDE).post(offer.address + "/sessions", json=body)
    address = f"/v1/enrolments/{enrolment.id}"
    assert (await callers.office.get(address)).json()["intakeHeldOn"] is None
    await callers.school(GUIDE).change("PATCH", made.headers["Location"], {"status": "held"})
    assert (await callers.office.get(address)).json()["intakeHeldOn"] == "2025-10-01"
    step = await callers.school(GUIDE).post(address + "/transitions", json={"to": "enrolled"})
    assert step.status_code == 201


async def test_days_are_days_in_the_netherlands(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session, status=TrajectoryStatus.RUNNING)
    for moment in (
        datetime(2026, 1, 1, 23, 30, tzinfo=UTC),
        datetime(2026, 1, 2, 8, tzinfo=UTC),
        datetime(2026, 1, 2, 23, 30, tzinfo=UTC),
    ):
        await make_session(session, offer.participation, starts_at=moment)
    await session.commit()
    for query, count in {
        "from=2026-01-02&until=2026-01-02": 2,
        "from=2026-01-03": 1,
        "until=2026-01-01": 0,
        "kind=study_day&status=planned&schoolYear=2025-2026": 3,
        f"participationId={offer.participation.id}": 3,
        f"learningTrajectoryId={offer.trajectory.id}": 0,
        f"enrolmentId={offer.trajectory.id}": 0,
    }.items():
        items = (await callers.office.get(f"/v1/sessions?{query}")).json()["items"]
        assert len(items) == count, query
    page = await callers.office.get("/v1/sessions?sort=-startsAt&limit=1")
    following = await callers.office.get(page.links["next"]["url"])
    starts = [answer.json()["items"][0]["startsAt"] for answer in (page, following)]
    assert starts == ["2026-01-02T23:30:00Z", "2026-01-02T08:00:00Z"]
    unknown = await callers.office.get("/v1/sessions?fromDay=2026-01-02&from=morgen")
    assert {flaw["parameter"] for flaw in unknown.json()["errors"]} == {"fromDay", "from"}


async def test_what_was_planned_for_a_day_that_has_passed_is_told_as_overdue(
    callers: Callers, session: AsyncSession
) -> None:
    """Until the day is over it may still take place; what was held or cancelled is settled."""
    offer = await make_offer(session)
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.AMSTERDAM)
    rows = {}
    for status in SessionStatus:
        for day in (-1, 0, 1):
            starts_at = midnight + timedelta(days=day, seconds=day)
            rows[status, day] = await make_session(
                session, offer.participation, status=status, starts_at=starts_at, parallel=True
            )
    await session.commit()
    late = {str(rows[SessionStatus.PLANNED, -1].id)}
    items = (await callers.office.get("/v1/sessions?limit=50")).json()["items"]
    assert {item["id"] for item in items if item["overdue"]} == late
    for asked, count in (("true", 1), ("false", len(rows) - 1)):
        found = (await callers.office.get(f"/v1/sessions?overdue={asked}")).json()["items"]
        assert len(found) == count
    address = f"/v1/sessions/{late.pop()}"
    before = (await callers.office.get(address)).headers["ETag"]
    settled = await callers.office.change("PATCH", address, {"status": "cancelled"})
    assert settled.json()["overdue"] is False
    assert (await callers.office.get(address)).headers["ETag"] != before
