"""Sessions with attendance, row by row."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.exchange_words import ImportKind, MendedBy
from ok_api.rules.words import EndingReason, EnrolmentStatus, Phase
from ok_api.tables import Attendance, Enrolment, Session
from tests.exchange.imports.rows.meetings import SHARED, attended, guided
from tests.exchange.imports.rows.sending import Imports, only, school
from tests.factories import make_team_member
from tests.programme.learning.offers import GUIDE, LEARNER, make_learner, make_offer

SESSIONS = ImportKind.SESSIONS


async def all_of(session: AsyncSession, table: Any) -> list[Any]:
    found = await session.scalars(
        select(table).order_by(table.id), execution_options={"populate_existing": True}
    )
    return list(found)


async def test_a_learning_school_plans_nothing(imports: Imports, session: AsyncSession) -> None:
    await guided(session)
    imported = await imports.send(SESSIONS, [SHARED], actor=school("99ZZ11"))
    refused = only(await imports.report(imported))
    assert only(refused.flaws)["type"] == "/v1/problem-types/forbidden"
    assert refused.mended_by is MendedBy.SCHOOL
    assert await imports.count(Session) == 0


async def test_a_line_per_attending_school_adds_to_one_session(
    imports: Imports, session: AsyncSession
) -> None:
    _, enrolments = await guided(session)
    rows = [attended("99ZZ11"), attended("99ZZ12", 4, **{"attendance.remark": "Later gekomen"})]
    imported = await imports.send(SESSIONS, rows, actor=school(GUIDE))
    assert await imports.outcomes(imported) == ["created", "updated"]
    meeting = only(await all_of(session, Session))
    assert meeting.starts_at == datetime(2025, 10, 1, 7, tzinfo=UTC), "nine o'clock in Utrecht"
    assert (meeting.dagdelen, meeting.status.value) == (Decimal(2), "held")
    present = {one.enrolment_id: one for one in await all_of(session, Attendance)}
    assert {key: one.participant_count for key, one in present.items()} == {
        enrolments[0].id: 9,
        enrolments[1].id: 4,
    }
    assert {row.key for row in await imports.report(imported)} == {str(meeting.id)}


async def test_what_was_recorded_is_found_again_and_mended(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    rows = [attended("99ZZ11"), attended("99ZZ12")]
    await imports.send(SESSIONS, rows)
    again = await imports.send(SESSIONS, rows)
    assert await imports.outcomes(again) == ["unchanged", "unchanged"]
    assert await imports.trail(again) == []
    mended = [attended("99ZZ11", 12), attended("99ZZ12", location="De aula")]
    changed = await imports.send(SESSIONS, mended)
    assert await imports.outcomes(changed) == ["updated", "updated"]
    told = {record.operation: record.after for record in await imports.trail(changed)}
    assert told == {
        "changeAttendance": {"participant_count": 12},
        "changeSession": {"location": "De aula"},
    }
    assert await imports.count(Session) == 1


async def test_a_line_of_json_lists_who_was_there(imports: Imports, session: AsyncSession) -> None:
    await guided(session)
    listed = [
        {"establishmentCode": "99ZZ11", "present": True, "participantCount": 9},
        {"establishmentCode": "99ZZ12", "present": False, "remark": "Afgemeld"},
    ]
    row = {**SHARED, "dagdelen": 2, "attendances": listed}
    assert await imports.outcomes(await imports.send(SESSIONS, [row])) == ["created"]
    assert await imports.outcomes(await imports.send(SESSIONS, [row])) == ["unchanged"]
    counts = [one.participant_count for one in await all_of(session, Attendance)]
    assert counts == [9, 0]


async def test_everything_wrong_with_a_row_and_its_attendances_is_told_at_once(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    listed = [
        {"establishmentCode": "99ZZ11", "present": "misschien"},
        {"establishmentCode": "99ZZ12", "participantCount": -1, "colour": "blue"},
    ]
    imported = await imports.send(
        SESSIONS, [{**SHARED, "mode": "somewhere", "attendances": listed}]
    )
    errors = only(only(await imports.report(imported)).flaws)["errors"]
    assert {(flaw["pointer"], flaw["code"]) for flaw in errors} == {
        ("/mode", "enum"),
        ("/attendances/0/present", "not_a_boolean"),
        ("/attendances/1/participantCount", "too_small"),
        ("/attendances/1/colour", "extra_forbidden"),
    }
    assert {flaw["column"] for flaw in errors} == {"mode", "attendances"}


async def test_what_the_service_refuses_of_several_attendances_is_told_at_once(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    listed = [
        {"establishmentCode": "99ZZ11", "present": True, "participantCount": 0},
        {"establishmentCode": "99ZZ12"},
        {"establishmentCode": LEARNER, "present": True},
        {"enrolmentId": "00000000-0000-7000-8000-000000000000", "present": True},
        {"present": True},
    ]
    imported = await imports.send(SESSIONS, [{**SHARED, "attendances": listed}])
    flawed = only(only(await imports.report(imported)).flaws or [])
    assert {(flaw["pointer"], flaw["code"]) for flaw in flawed["errors"]} == {
        ("/attendances/0/participantCount", "participants_of_attendee"),
        ("/attendances/1/present", "missing"),
        ("/attendances/2/establishmentCode", "unknown"),
        ("/attendances/3/enrolmentId", "unknown"),
        ("/attendances/4", "one_attendee"),
    }
    assert await imports.count(Session) == 0


async def test_a_column_of_attendance_is_named_as_it_was_sent(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    imported = await imports.send(SESSIONS, [attended("99ZZ11", 0)])
    flaw = only(only(only(await imports.report(imported)).flaws)["errors"])
    assert flaw["column"] == "attendance.participantCount"


async def test_a_change_that_is_refused_half_way_leaves_nothing(
    imports: Imports, session: AsyncSession
) -> None:
    """Absent with people: the first is changed in memory before it is refused."""
    await guided(session)
    rows = [attended("99ZZ11"), attended("99ZZ12")]
    await imports.send(SESSIONS, rows)
    wrong = [
        {"establishmentCode": "99ZZ11", "present": False, "participantCount": 9},
        {"establishmentCode": "99ZZ12", "present": True, "participantCount": 5},
    ]
    refused = await imports.send(
        SESSIONS, [{**SHARED, "attendances": wrong}, attended("99ZZ12", 6)]
    )
    assert await imports.outcomes(refused) == ["refused", "updated"]
    assert [one.participant_count for one in await all_of(session, Attendance)] == [9, 6]


async def test_a_session_of_one_school_takes_its_attendance(
    imports: Imports, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer)
    row = {
        **SHARED,
        "kind": "intake_conversation",
        "learningSchoolCode": LEARNER,
        "attendance.present": "ja",
    }
    imported = await imports.send(SESSIONS, [row])
    assert await imports.outcomes(imported) == ["created"]
    enrolment = only(await all_of(session, Enrolment))
    assert only(await all_of(session, Session)).enrolment_id == enrolment.id
    assert only(await all_of(session, Attendance)).enrolment_id == enrolment.id
    assert enrolment.intake_held_on == date(2025, 10, 1)
    assert await imports.outcomes(await imports.send(SESSIONS, [row])) == ["unchanged"]


async def test_a_school_that_is_not_in_the_trajectory_is_told_of(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    rows = [{**SHARED, "learningSchoolCode": LEARNER}, attended(LEARNER)]
    first, second = await imports.report(await imports.send(SESSIONS, rows))
    assert only(only(first.flaws)["errors"])["column"] == "learningSchoolCode"
    assert only(only(second.flaws)["errors"])["column"] == "attendance.establishmentCode"


async def test_who_withdrew_has_no_session_any_more(
    imports: Imports, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer, status=EnrolmentStatus.WITHDRAWN, motivation="Geen tijd.")
    row = {**SHARED, "kind": "guidance", "learningSchoolCode": LEARNER}
    problem = only(only(await imports.report(await imports.send(SESSIONS, [row]))).flaws)
    assert problem["enrolmentStatus"] == "withdrawn"


async def test_the_team_has_sessions_of_its_own(imports: Imports, session: AsyncSession) -> None:
    offer, _ = await guided(session)
    member = await make_team_member(session, offer.participation)
    await session.commit()
    row = {
        "expertiseSchoolCode": GUIDE,
        "kind": "training_5d",
        "startsAt": "2025-11-05T09:00:00+01:00",
        "dagdelen": "0,5",
        "mode": "shared",
        "attendance.memberName": member.name,
        "attendance.present": "true",
    }
    stranger = {**row, "attendance.memberName": "Iemand Anders"}
    imported = await imports.send(SESSIONS, [row, row, stranger])
    assert await imports.outcomes(imported) == ["created", "unchanged", "refused"]
    training = only(await all_of(session, Session))
    assert (training.learning_trajectory_id, training.dagdelen) == (None, Decimal("0.5"))
    assert only(await all_of(session, Attendance)).team_member_id == member.id


async def test_whose_session_it_is_must_be_told(imports: Imports, session: AsyncSession) -> None:
    await guided(session)
    bare = {"kind": "study_day", "startsAt": "2025-10-01 09:00"}
    alone = {**bare, "expertiseSchoolCode": GUIDE, "learningSchoolCode": "99ZZ11"}
    first, second = await imports.report(await imports.send(SESSIONS, [bare, alone]))
    assert {flaw["column"] for flaw in only(first.flaws)["errors"]} == {
        "trajectoryTitle",
        "dagdelen",
        "mode",
    }
    assert "trajectoryTitle" in {flaw["column"] for flaw in only(second.flaws)["errors"]}


async def test_a_row_obeys_what_a_single_request_obeys(
    imports: Imports, session: AsyncSession
) -> None:
    """The year of the trajectory, the standing of the school, the end of the participation."""
    offer, (taking_part, *_) = await guided(session)
    await make_learner(session, offer)
    own = {**SHARED, "kind": "guidance", "learningSchoolCode": LEARNER}
    taking_part.status, taking_part.motivation = EnrolmentStatus.WITHDRAWN, "Geen tijd."
    offer.participation.phase = Phase.ENDED
    offer.participation.ended_on = date(2025, 12, 1)
    offer.participation.end_reason = EndingReason.WITHDRAWAL
    offer.participation.end_motivation = "Geen team meer."
    await session.commit()
    rows = [
        {**SHARED, "startsAt": "2025-07-31 09:00"},
        own,
        attended(LEARNER),
        attended("99ZZ11"),
        {**SHARED, "startsAt": "2025-12-02 09:00"},
        {**own, "kind": "start_conversation"},
    ]
    imported = await imports.send(SESSIONS, rows)
    assert await imports.outcomes(imported) == [*["refused"] * 5, "created"]
    problems = [only(row.flaws) for row in await imports.report(imported) if row.flaws]
    assert only(problems[0]["errors"])["column"] == "startsAt"
    assert [one.get("enrolmentStatus") for one in problems[1:4]] == [
        "intake",
        "intake",
        "withdrawn",
    ]
    assert "1 december 2025" in problems[4]["detail"]["nl"]
    assert await imports.count(Session) == 1


async def test_attendance_waits_for_the_session_to_be_there(
    imports: Imports, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))
    await guided(session)
    row = attended("99ZZ11", startsAt="2026-05-01 09:00", status="planned")
    problem = only(only(await imports.report(await imports.send(SESSIONS, [row]))).flaws)
    assert problem["sessionStatus"] == "planned"


async def test_a_cancelled_session_is_not_held_after_all(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    planned = {**SHARED, "status": "planned"}
    await imports.send(SESSIONS, [planned, {**SHARED, "status": "cancelled"}])
    refused = await imports.send(SESSIONS, [SHARED])
    assert await imports.outcomes(refused) == ["refused"]
    assert await imports.count(Session) == 1
