"""Attendances: of an enrolled school or a team member, once, after the session."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import SessionStatus
from ok_api.tables import Session
from tests.callers import Callers
from tests.factories import (
    make_enrolment,
    make_participation,
    make_school,
    make_session,
    make_team_member,
)
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    STRANGER,
    Offer,
    attach_expert,
    make_offer,
    make_pupil,
)
from tests.refusals import is_unknown


async def _shared(session: AsyncSession, offer: Offer, **values: Any) -> Session:
    of = {"learning_trajectory_id": offer.trajectory.id, "status": SessionStatus.HELD}
    row = await make_session(session, offer.participation, **{**of, **values})
    await session.commit()
    return row


async def test_who_records_them(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    body = {"enrolmentId": str((await make_pupil(session, offer)).id), "present": True}
    address = f"/v1/sessions/{(await _shared(session, offer)).id}/attendances"
    assert (await callers.anonymous.post(address, json=body)).status_code == 401
    assert (await callers.research.post(address, json=body)).status_code == 403
    assert (await callers.school(STRANGER).post(address, json=body)).status_code == 404
    assert (await callers.school(LEARNER).post(address, json=body)).status_code == 403
    assert (await callers.expert().post(address, json=body)).status_code == 404
    await attach_expert(session, offer)
    made = await callers.expert().post(address, json=body)
    assert (made.status_code, made.json()["participantCount"]) == (201, 1)
    again = await callers.school(GUIDE).post(address, json=body)
    assert (again.status_code, again.json()["type"]) == (409, "/v1/problem-types/duplicate")


async def test_a_school_reads_its_own_and_research_no_remarks(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    mine = await make_pupil(session, offer)
    theirs = await make_enrolment(session, offer.trajectory, await make_school(session))
    member = await make_team_member(session, offer.participation)
    row = await _shared(session, offer)
    address = f"/v1/sessions/{row.id}/attendances"
    locations = []
    for attendee in (
        {"enrolmentId": str(mine.id), "participantCount": 12},
        {"enrolmentId": str(theirs.id)},
        {"teamMemberId": str(member.id)},
    ):
        body = {"present": True, "remark": "Voorbeeld Persoon kwam later.", **attendee}
        made = await callers.office.post(address, json=body)
        assert made.status_code == 201, made.text
        locations.append(made.headers["Location"])
    seen = (await callers.school(LEARNER).get(address)).json()["items"]
    assert [(item["enrolmentId"], item["participantCount"]) for item in seen] == [
        (str(mine.id), 12)
    ]
    statuses = [(await callers.school(LEARNER).get(one)).status_code for one in locations]
    assert statuses == [200, 404, 404]
    everyone = (await callers.school(GUIDE).get(address + "?count=true")).json()
    assert everyone["total"] == 3
    assert (await callers.school(STRANGER).get(address)).status_code == 404
    research = await callers.research.get(address)
    assert len(research.json()["items"]) == 3
    assert "Persoon" not in research.text
    filtered = (await callers.office.get(f"{address}?teamMemberId={member.id}")).json()["items"]
    assert len(filtered) == 1


async def test_only_of_who_the_session_is_for(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    mine = await make_pupil(session, offer)
    theirs = await make_enrolment(session, offer.trajectory, await make_school(session))
    elsewhere = await make_enrolment(session)
    foreign_team = await make_participation(session)
    stranger = await make_team_member(session, foreign_team)
    own = await _shared(session, offer, enrolment_id=mine.id)
    team = await make_session(session, offer.participation, status=SessionStatus.HELD)
    await session.commit()
    for row, attendee in (
        (own, {"enrolmentId": str(theirs.id)}),
        (own, {"enrolmentId": str(elsewhere.id)}),
        (own, {"teamMemberId": str(stranger.id)}),
        (team, {"enrolmentId": str(mine.id)}),
    ):
        body = {"present": True, **attendee}
        answer = await callers.office.post(f"/v1/sessions/{row.id}/attendances", json=body)
        assert is_unknown(answer, *(f"/{name}" for name in attendee))


@pytest.mark.parametrize(
    "values",
    [
        {"status": SessionStatus.CANCELLED},
        {"status": SessionStatus.PLANNED, "starts_at": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
)
async def test_not_before_it_took_place(
    callers: Callers, session: AsyncSession, values: dict[str, Any]
) -> None:
    offer = await make_offer(session)
    body = {"enrolmentId": str((await make_pupil(session, offer)).id), "present": True}
    row = await _shared(session, offer, **values)
    answer = await callers.office.post(f"/v1/sessions/{row.id}/attendances", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/v1/problem-types/wrong-state")


async def test_counts_agree_with_presence(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    school = {"enrolmentId": str((await make_pupil(session, offer)).id)}
    member = {"teamMemberId": str((await make_team_member(session, offer.participation)).id)}
    address = f"/v1/sessions/{(await _shared(session, offer)).id}/attendances"
    for body, pointer in (
        ({"present": True, **school, **member}, ""),
        ({"present": True}, ""),
        ({"present": False, "participantCount": 3, **school}, "/participantCount"),
        ({"present": True, "participantCount": 0, **school}, "/participantCount"),
        ({"present": True, "participantCount": 2, **member}, "/participantCount"),
        ({"present": True, "participantCount": 10**9, **school}, "/participantCount"),
    ):
        answer = await callers.office.post(address, json=body)
        assert answer.status_code == 400
        assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


async def test_an_attendance_is_mended(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    school = {"enrolmentId": str((await make_pupil(session, offer)).id)}
    address = f"/v1/sessions/{(await _shared(session, offer)).id}/attendances"
    body = {"present": True, "participantCount": 8, "remark": "Vroeg weg.", **school}
    one = (await callers.school(GUIDE).post(address, json=body)).headers["Location"]
    assert (
        await callers.school(LEARNER).change("PATCH", one, {"present": False})
    ).status_code == 403
    absent = (await callers.school(GUIDE).change("PATCH", one, {"present": False})).json()
    assert (absent["present"], absent["participantCount"]) == (False, 0)
    assert absent["remark"] == "Vroeg weg."
    back = await callers.school(GUIDE).change("PATCH", one, {"present": True, "remark": None})
    assert (back.json()["participantCount"], back.json()["remark"]) == (1, None)
    bare = await callers.school(GUIDE).patch(one, json={"present": False})
    assert bare.status_code == 428


async def test_one_attendee_is_recorded_once(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    body = {"enrolmentId": str((await make_pupil(session, offer)).id), "present": True}
    address = f"/v1/sessions/{(await _shared(session, offer)).id}/attendances"
    office = callers.office
    answers = await asyncio.gather(*(office.post(address, json=body) for _ in range(16)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 15}
