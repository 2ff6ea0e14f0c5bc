"""What the tests of calendars begin with: a trajectory, two schools in it, and four sessions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import icalendar
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus, SessionKind
from ok_api.tables import Session
from tests.callers import Caller
from tests.factories import make_enrolment, make_school, make_session
from tests.programme.learning.offers import Offer, make_learner, make_offer

FEEDS = "/v1/calendar-feeds"
OTHER = "99ZZ04"
"""A second learning school."""


@dataclass
class Scene:
    offer: Offer
    shared: Session
    of_learner: Session
    of_other: Session
    of_team: Session


async def make_scene(session: AsyncSession) -> Scene:
    offer = await make_offer(session)
    enrolled = await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    school = await make_school(session, establishment_code=OTHER, board_number="90004")
    other = await make_enrolment(session, offer.trajectory, school)

    async def planned(day: int, **values: Any) -> Session:
        starts_at = datetime(2026, 3, day, 8, tzinfo=UTC)
        return await make_session(session, offer.participation, starts_at=starts_at, **values)

    trajectory = {"learning_trajectory_id": offer.trajectory.id}
    guidance = {"kind": SessionKind.GUIDANCE, **trajectory}
    scene = Scene(
        offer,
        await planned(2, title="Samen lezen", location="Lokaal 12", **trajectory),
        await planned(3, enrolment_id=enrolled.id, **guidance),
        await planned(4, enrolment_id=other.id, **guidance),
        await planned(5, kind=SessionKind.INTERVISION),
    )
    await session.commit()
    return scene


async def open_feed(caller: Caller, about: str = "person", **members: Any) -> dict[str, Any]:
    answer = await caller.post(FEEDS, json={"about": about, **members})
    assert answer.status_code == 201, answer.text
    feed: dict[str, Any] = answer.json()
    return feed


async def address_of(caller: Caller, feed: dict[str, Any]) -> str:
    answer = await caller.get(feed["address"])
    assert answer.status_code == 200, answer.text
    return str(answer.json()["calendar"])


async def opened(caller: Caller, about: str = "person", **members: Any) -> str:
    """The secret address of a new feed."""
    return await address_of(caller, await open_feed(caller, about, **members))


def parsed(answer: httpx.Response) -> icalendar.Calendar:
    assert answer.status_code == 200, answer.text
    return icalendar.Calendar.from_ical(answer.content)


async def told(anyone: httpx.AsyncClient, address: str) -> dict[str, icalendar.Event]:
    """The events of a calendar by the identity of their session."""
    calendar = parsed(await anyone.get(address))
    return {str(event["uid"]).removesuffix("@ok-api"): event for event in calendar.events}


def ids(*sessions: Session) -> set[str]:
    return {str(session.id) for session in sessions}
