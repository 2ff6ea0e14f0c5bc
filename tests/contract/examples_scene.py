"""A scene in which every example of a body could be sent: what they name has one identity."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.rules.words import (
    ApplicationStatus,
    CriterionKey,
    EnrolmentStatus,
    EvaluationStatus,
    Phase,
    SessionStatus,
)
from ok_api.tables import Attendance, ProgrammeYear, WebhookCourse, WebhookSubscription
from tests import factories as make
from tests.callers import Caller
from tests.programme.review.cases import decided, no_go, year_of

ID = UUID(EXAMPLE_ID)
OURS, THEIRS, GUIDED = "99ZZ01", "99ZZ02", "99ZZ03"
EVALUATOR = "evaluator@example.org"
PATH = {
    "establishmentCode": "97XX01",
    "boardNumber": "90009",
    "schoolYear": "2025-2026",
    "criterion": CriterionKey.GOOD_RESULTS.value,
    "deliveryNumber": "1",
}
"""What stands in a path where there is no identity; a school and a board that are new."""


class Scene:
    """`without` are parts that the example itself makes, `values` those that must be otherwise."""

    def __init__(self, session: AsyncSession, office: Caller, without: Collection[str]) -> None:
        self._session = session
        self._office = office
        self._without = without
        self.decision = EXAMPLE_ID

    async def play(self, **values: Any) -> None:
        session = self._session
        schools = {
            code: await make.make_school(session, establishment_code=code, board_number=board)
            for code, board in ((OURS, "90001"), (THEIRS, "90002"), (GUIDED, "90003"))
        }
        await make.make_school(session, establishment_code="98YY09", board_number="90004")
        expertise = await make.make_expertise(session, schools[OURS], id=ID)
        await self._applying(schools[THEIRS])
        row = await make.make_participation(session, expertise, id=ID, phase=Phase.PILOT)
        made = await year_of(session, row)
        await session.execute(
            update(ProgrammeYear).where(ProgrammeYear.id == made.id).values(id=ID)
        )
        year = await year_of(session, row)
        await make.make_team_member(session, row, id=ID)
        if "assignment" not in self._without:
            await make.make_expert_assignment(session, row, id=ID)
        await make.make_knowledge_activity(session, row, id=ID)
        trajectory = await make.make_trajectory(session, row, id=ID)
        enrolment = await make.make_enrolment(
            session,
            trajectory,
            schools[GUIDED],
            id=ID,
            status=values.get("enrolment", EnrolmentStatus.ENROLLED),
            intake_held_on=date(2025, 9, 1),
        )
        held = await make.make_session(
            session,
            row,
            id=ID,
            learning_trajectory_id=trajectory.id,
            starts_at=datetime(2025, 9, 3, 7, tzinfo=UTC),
            status=SessionStatus.PLANNED if values.get("planned") else SessionStatus.HELD,
        )
        if "attendance" not in self._without:
            session.add(
                Attendance(
                    id=ID,
                    session_id=held.id,
                    enrolment_id=enrolment.id,
                    present=True,
                    participant_count=1,
                )
            )
        if "evaluation" not in self._without:
            draft = {"status": EvaluationStatus.DRAFT, "completed_on": None}
            told = draft if values.get("draft") else {}
            await make.make_evaluation(session, row, year, id=ID, **told)
        session.add(_subscription())
        await session.flush()
        session.add(WebhookCourse(subscription_id=ID, position=0, record=0))
        await session.commit()
        if "decision" not in self._without:
            await self._decide(no_go(row))

    async def _applying(self, school: Any) -> None:
        """An application in its first status, and a round in which the school at hand has none."""
        session = self._session
        await make.make_round(session, id=ID, school_year="2026-2027", title="Voorjaar")
        other = await make.make_expertise(session, school)
        application = await make.make_application(
            session, other, id=ID, status=ApplicationStatus.EXPLORING
        )
        await make.make_conversation(session, application, id=ID)

    async def _decide(self, body: dict[str, Any]) -> None:
        told = await decided(self._office, body)
        self.decision = told["id"]


def _subscription() -> WebhookSubscription:
    mandate = {"actor_roles": ["office"], "actor_schools": [], "actor_boards": []}
    return WebhookSubscription(
        id=ID,
        actor="office@example.org",
        address="https://ontvanger.example.org/",
        event_types=["*"],
        **mandate,
    )
