"""A school that comes to a trajectory, stays in it or leaves it, and the sessions around it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus, SessionKind
from ok_api.tables import Enrolment, Session
from tests.factories import make_session
from tests.programme.learning.offers import Offer, make_learner, make_offer

REGISTERED, INTAKE = EnrolmentStatus.REGISTERED, EnrolmentStatus.INTAKE
ENROLLED, COMPLETED = EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED
REJECTED, WITHDRAWN = EnrolmentStatus.REJECTED, EnrolmentStatus.WITHDRAWN

WAYS: dict[str, tuple[EnrolmentStatus, ...]] = {
    "registered": (REGISTERED,),
    "intake": (REGISTERED, INTAKE),
    "enrolled": (REGISTERED, INTAKE, ENROLLED),
    "completed": (REGISTERED, INTAKE, ENROLLED, COMPLETED),
    "rejected": (REGISTERED, INTAKE, REJECTED),
    "withdrawn before it was in": (REGISTERED, WITHDRAWN),
    "withdrawn once it was in": (REGISTERED, INTAKE, ENROLLED, WITHDRAWN),
}
_COMING = {"its intake"}
_IN_INTAKE = {*_COMING, "its start conversation", "its guidance", "shared start conversation"}
_OWN = {"its intake", "its start conversation", "its guidance"}
_HAD = {*_OWN, "shared start conversation", "shared study day"}
TOLD: dict[str, set[str]] = {
    "registered": _COMING,
    "intake": _IN_INTAKE,
    "enrolled": {*_HAD, "planned", "planned with it", "afterwards"},
    "completed": {*_HAD, "planned", "planned with it", "afterwards"},
    "rejected": _OWN,
    "withdrawn before it was in": _OWN,
    "withdrawn once it was in": _HAD,
}
"""By the way that the school went: the sessions that it is told of."""
NOTE = "Alleen voor wie begeleidt."


@dataclass
class Attended:
    offer: Offer
    enrolment: Enrolment
    sessions: dict[str, Session]

    def ids(self, names: set[str]) -> set[str]:
        return {str(self.sessions[name].id) for name in names}

    def names(self, ids: Any) -> set[str]:
        by_id = {str(session.id): name for name, session in self.sessions.items()}
        return {by_id[str(id_)] for id_ in ids}


async def make_attended(session: AsyncSession, way: str) -> Attended:
    """Sessions that were there before the last step, and one that came after it."""
    offer = await make_offer(session)
    first, *others = WAYS[way]
    enrolment = await make_learner(session, offer, status=first)
    now, sessions = datetime.now(UTC), dict[str, Session]()

    async def add(name: str, kind: SessionKind, days: int = -1, *, alone: bool = False) -> None:
        enrolment_id = enrolment.id if alone else None
        sessions[name] = await make_session(
            session,
            offer.participation,
            kind=kind,
            starts_at=now + timedelta(days=days, seconds=len(sessions)),
            learning_trajectory_id=offer.trajectory.id,
            enrolment_id=enrolment_id,
            note=NOTE,
        )

    await add("its intake", SessionKind.INTAKE_CONVERSATION, alone=True)
    await add("its start conversation", SessionKind.START_CONVERSATION, alone=True)
    await add("its guidance", SessionKind.GUIDANCE, alone=True)
    await add("shared start conversation", SessionKind.START_CONVERSATION)
    await add("shared study day", SessionKind.STUDY_DAY)
    await add("planned", SessionKind.STUDY_DAY, 30)
    if ENROLLED in WAYS[way]:
        await add("planned with it", SessionKind.GUIDANCE, 30, alone=True)
    await session.commit()
    for status in others:
        enrolment.status, enrolment.motivation = status, "Verhuisd."
        await session.commit()
    await add("afterwards", SessionKind.MASTERCLASS)
    await session.commit()
    return Attended(offer, enrolment, sessions)
