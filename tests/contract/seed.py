"""One case with everything in it, so that every read has something to tell."""

from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import (
    ApplicationStatus,
    CriterionKey,
    MeasurementMoment,
    Phase,
    SessionStatus,
    TrajectoryStatus,
)
from ok_api.tables import ApplicationStep, Attendance, Measurement, PlanEntry, Region
from tests import factories as make
from tests.callers import Caller
from tests.programme.review.cases import decide, go, year_of


async def seed(session: AsyncSession, office: Caller) -> httpx.Response:
    """A school in its pilot year, with its trajectory under way; its go decision is recorded."""
    session.add(Region(kind="corop_area", code="17", name="Utrecht"))
    expertise = await make.make_expertise(session, await make.make_school(session))
    await _application(session)
    participation = await make.make_participation(session, expertise, phase=Phase.PILOT)
    year = await year_of(session, participation)
    member = await make.make_team_member(session, participation, email="lid@example.org")
    session.add(PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=Decimal(200)))
    await make.make_expert_assignment(session, participation)
    await make.make_knowledge_activity(session, participation)
    trajectory = await make.make_trajectory(session, participation)
    await make.make_trajectory(session, participation, status=TrajectoryStatus.READY)
    enrolment = await make.make_enrolment(session, trajectory)
    held = await make.make_session(
        session,
        participation,
        learning_trajectory_id=trajectory.id,
        starts_at=datetime(2025, 9, 1, 7, tzinfo=UTC),
        status=SessionStatus.HELD,
    )
    session.add(
        Attendance(
            session_id=held.id, enrolment_id=enrolment.id, present=True, participant_count=12
        )
    )
    session.add(
        Measurement(
            enrolment_id=enrolment.id,
            moment=MeasurementMoment.BASELINE,
            indicator="Leesbegrip",
            instrument="Toets",
            measured_on=date(2025, 9, 15),
            score=Decimal("6.5"),
            scale_min=Decimal(1),
            scale_max=Decimal(10),
        )
    )
    await make.make_evaluation(session, participation, year)
    await make.make_import(session, "office@example.org", "office")
    for role in ("office", "research"):
        await make.make_calendar_feed(session, f"{role}@example.org", role)
        await make.make_webhook(session, f"{role}@example.org", role)
    await session.commit()
    return await decide(office, go(participation))


async def _application(session: AsyncSession) -> None:
    """An application that is looked at, with something of everything that belongs to it."""
    application = await make.make_application(session, status=ApplicationStatus.IN_SELECTION)
    await make.make_conversation(session, application)
    await make.make_criterion(session, application, CriterionKey.GOOD_RESULTS)
    await make.make_document(session, application)
    session.add(
        ApplicationStep(
            application_id=application.id,
            from_status=ApplicationStatus.EXPLORING,
            to_status=ApplicationStatus.REGISTERED,
            taken_on=date(2025, 3, 1),
            taken_by="office@example.org",
        )
    )
