"""What the tests of this slice begin with: an expertise school with a trajectory on offer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import EnrolmentStatus, Phase
from ok_api.tables import (
    Enrolment,
    ExpertAssignment,
    LearningTrajectory,
    Participation,
    School,
)
from tests.factories import (
    make_enrolment,
    make_expert_assignment,
    make_expertise,
    make_participation,
    make_school,
    make_trajectory,
)

GUIDE, LEARNER, STRANGER = "99ZZ01", "99ZZ02", "99ZZ03"
CONTENT = {"requirements": "Tijd voor het team.", "target_group": "Basisscholen."}


THIS_YEAR = SchoolYear.of(clock.today())


@dataclass
class Offer:
    participation: Participation
    trajectory: LearningTrajectory
    learner: School

    @property
    def address(self) -> str:
        return f"/v1/learning-trajectories/{self.trajectory.id}"


async def make_offer(
    session: AsyncSession, *, granted: int = 6, phase: Phase = Phase.PILOT, **values: Any
) -> Offer:
    """A school that guides, one that could learn and a stranger, each under a board of its own."""
    guide = await make_school(
        session,
        establishment_code=GUIDE,
        name="De Gids",
        board_number="90001",
        city="Voorbeeldstad",
    )
    learner = await make_school(
        session, establishment_code=LEARNER, name="De Leerling", board_number="90002"
    )
    await make_school(session, establishment_code=STRANGER, board_number="90003")
    ending = {name: values.pop(name) for name in list(values) if name.startswith("end")}
    participation = await make_participation(
        session,
        await make_expertise(session, guide),
        phase=phase,
        granted_school_count=granted,
        **ending,
    )
    row = await make_trajectory(session, participation, **{**CONTENT, **values})
    await session.commit()
    return Offer(participation, row, learner)


async def make_learner(session: AsyncSession, offer: Offer, **values: Any) -> Enrolment:
    """The learning school's enrolment, in intake unless stated otherwise."""
    values = {"status": EnrolmentStatus.INTAKE, **values}
    row = await make_enrolment(session, offer.trajectory, offer.learner, **values)
    await session.commit()
    return row


async def make_pupil(session: AsyncSession, offer: Offer, **values: Any) -> Enrolment:
    """The learning school's enrolment once it takes part."""
    return await make_learner(session, offer, **{"status": EnrolmentStatus.ENROLLED, **values})


async def attach_expert(session: AsyncSession, offer: Offer, **values: Any) -> ExpertAssignment:
    """An expert who is at work with this school, whenever the test runs."""
    values = {"school_year": str(THIS_YEAR), "from_on": THIS_YEAR.start, **values}
    row = await make_expert_assignment(session, offer.participation, **values)
    await session.commit()
    return row


def unmet(answer: Any) -> set[str]:
    """The conditions that a refusal names as not met."""
    conditions = answer.json()["ruling"]["conditions"]
    return {condition["id"] for condition in conditions if condition["missing"]}
