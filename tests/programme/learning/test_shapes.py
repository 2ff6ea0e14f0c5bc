"""What is told of each resource is what its shape promises, alone and in its list."""

from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.schema import Answer
from ok_api.programme.learning.activities.schemas import KnowledgeActivity
from ok_api.programme.learning.attendances.schemas import Attendance
from ok_api.programme.learning.enrolments.schemas import (
    Enrolment,
    EnrolmentProgress,
    EnrolmentTransitions,
)
from ok_api.programme.learning.measurements.schemas import Measurement
from ok_api.programme.learning.sessions.schemas import Session
from ok_api.programme.learning.trajectories.schemas import LearningTrajectory
from ok_api.rules.words import MeasurementMoment
from ok_api.tables import Attendance as AttendanceRow
from ok_api.tables import Measurement as MeasurementRow
from tests.callers import Callers
from tests.factories import make_knowledge_activity, make_session
from tests.programme.learning.offers import make_learner, make_offer


async def test_answers_keep_to_their_shapes(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    activity = await make_knowledge_activity(session, offer.participation)
    meeting = await make_session(
        session, offer.participation, learning_trajectory_id=offer.trajectory.id
    )
    attendance = AttendanceRow(
        session_id=meeting.id, enrolment_id=enrolment.id, present=True, participant_count=3
    )
    measurement = MeasurementRow(
        enrolment_id=enrolment.id,
        moment=MeasurementMoment.END,
        indicator="lezen",
        instrument="toets",
        measured_on=date(2026, 6, 1),
        score=Decimal("2.5"),
        scale_min=Decimal(1),
        scale_max=Decimal(5),
    )
    session.add_all([attendance, measurement])
    await session.commit()
    way, meetings = f"/v1/enrolments/{enrolment.id}", f"/v1/sessions/{meeting.id}"
    shapes: dict[str, type[Answer]] = {
        offer.address: LearningTrajectory,
        way: Enrolment,
        meetings: Session,
        f"{way}/measurements/{measurement.id}": Measurement,
        f"{meetings}/attendances/{attendance.id}": Attendance,
        f"/v1/knowledge-activities/{activity.id}": KnowledgeActivity,
    }
    for address, shape in shapes.items():
        alone = await callers.office.get(address)
        assert shape.model_validate(alone.json()).self_link == address
        page = await callers.office.get(address.rpartition("/")[0])
        assert page.json()["items"] == [alone.json()], address
    transitions = await callers.office.get(f"{way}/transitions")
    assert EnrolmentTransitions.model_validate(transitions.json()).items
    progress = await callers.office.get(f"{way}/progress")
    assert EnrolmentProgress.model_validate(progress.json()).enrolment == way
