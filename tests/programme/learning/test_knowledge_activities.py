"""Knowledge activities: announced by the school, given or cancelled, found by their day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ActivityStatus, ExpertRole, KnowledgeActivityKind
from tests.callers import Callers
from tests.factories import make_expert_assignment, make_knowledge_activity
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, make_learner, make_offer
from tests.refusals import is_unknown

ALL = "/v1/knowledge-activities"


def new(participation_id: object, **members: Any) -> dict[str, Any]:
    return {
        "participationId": str(participation_id),
        "kind": "webinar",
        "title": "Webinar lezen",
        "heldOn": "2027-02-01",
        **members,
    }


async def test_only_the_school_itself_announces_and_changes(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer)
    body = new(offer.participation.id)
    assert (await callers.anonymous.post(ALL, json=body)).status_code == 401
    assert (await callers.expert().post(ALL, json=body)).status_code == 403
    for code in (STRANGER, LEARNER):
        assert is_unknown(await callers.school(code).post(ALL, json=body), "/participationId")
    made = await callers.school(GUIDE).post(ALL, json=body)
    assert (made.status_code, made.json()["schoolYear"]) == (201, "2026-2027")
    address = made.headers["Location"]
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.school(LEARNER).get(address)).status_code == 404
    assert (await callers.expert().get(address)).status_code == 404
    assert (await callers.research.get(address)).status_code == 200
    await make_expert_assignment(session, offer.participation)
    await session.commit()
    assert (await callers.expert().get(address)).status_code == 404
    values = {"school_year": "2026-2027", "from_on": date(2026, 8, 1), "role": ExpertRole.TRAINER}
    await make_expert_assignment(session, offer.participation, **values)
    await session.commit()
    assert (await callers.expert().get(address)).status_code == 200
    changed = await callers.board("90001").change("PATCH", address, {"participantCount": 40})
    assert changed.json()["participantCount"] == 40


async def test_what_is_held_was_given_by_today(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    ahead = await callers.office.post(ALL, json=new(offer.participation.id, status="held"))
    assert [flaw["pointer"] for flaw in ahead.json()["errors"]] == ["/heldOn"]
    address = (await callers.office.post(ALL, json=new(offer.participation.id))).headers["Location"]
    early = await callers.office.change("PATCH", address, {"status": "held"})
    assert [flaw["pointer"] for flaw in early.json()["errors"]] == ["/status"]
    given = {"status": "held", "heldOn": "2025-11-20", "webAddress": "https://www.example.org/w"}
    held = (await callers.office.change("PATCH", address, given)).json()
    assert (held["status"], held["schoolYear"]) == ("held", "2025-2026")
    mended = await callers.office.change("PATCH", address, {"webAddress": None})
    assert mended.json()["webAddress"] is None
    undone = await callers.office.change("PATCH", address, {"status": "planned"})
    assert undone.status_code == 409


async def test_what_is_cancelled_stays_so(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    row = await make_knowledge_activity(
        session, offer.participation, status=ActivityStatus.CANCELLED
    )
    await session.commit()
    for change in ({"status": "held"}, {"title": "Toch"}):
        answer = await callers.office.change("PATCH", f"{ALL}/{row.id}", change)
        assert (answer.status_code, answer.json()["type"]) == (409, "/v1/problem-types/wrong-state")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"heldOn": "2024-02-01"}, "/heldOn"),
        ({"heldOn": "0001-01-01"}, "/heldOn"),
        ({"kind": "dance"}, "/kind"),
        ({"webAddress": "javascript:alert(1)"}, "/webAddress"),
        ({"title": ""}, "/title"),
        ({"status": "cancelled"}, "/status"),
    ],
)
async def test_what_cannot_be_is_refused(
    callers: Callers, session: AsyncSession, members: dict[str, Any], pointer: str
) -> None:
    offer = await make_offer(session)
    answer = await callers.office.post(ALL, json=new(offer.participation.id, **members))
    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


async def test_the_list_is_filtered(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    blog = await make_knowledge_activity(
        session,
        offer.participation,
        kind=KnowledgeActivityKind.BLOG,
        held_on=date(2025, 11, 1),
        status=ActivityStatus.HELD,
    )
    webinar = await make_knowledge_activity(session, offer.participation)
    await session.commit()
    for query, expected in {
        "": [blog, webinar],
        "sort=-heldOn": [webinar, blog],
        "kind=blog": [blog],
        "status=planned": [webinar],
        "from=2025-11-02": [webinar],
        "until=2025-11-01": [blog],
        f"schoolYear=2025-2026&participationId={offer.participation.id}": [blog, webinar],
        "schoolYear=2026-2027": [],
    }.items():
        items = (await callers.school(GUIDE).get(f"{ALL}?{query}")).json()["items"]
        assert [item["id"] for item in items] == [str(row.id) for row in expected], query
    assert (await callers.school(STRANGER).get(ALL)).json()["items"] == []
