"""The facts of a programme year, as the rules are asked about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.programme.participation.facts import school_facts, year_facts
from ok_api.rules.facts import LearningSchoolFacts, Tally, YearFacts
from ok_api.rules.words import (
    ActivityStatus,
    EndingReason,
    EnrolmentStatus,
    EvaluationConclusion,
    EvaluationStatus,
    EvaluationSubject,
    ExpertRole,
    Phase,
    SessionKind,
    SessionMode,
    SessionStatus,
    TrajectoryStatus,
)
from ok_api.tables import (
    Attendance,
    Enrolment,
    LearningTrajectory,
    Participation,
    PlanEntry,
    ProgrammeYear,
)
from tests.factories import (
    make_board,
    make_enrolment,
    make_evaluation,
    make_expert_assignment,
    make_expertise,
    make_knowledge_activity,
    make_participation,
    make_school,
    make_session,
    make_team_member,
    make_trajectory,
)
from tests.programme.participation.conftest import Unit

SESSIONS_DAY = date(2025, 10, 1)
"""The day that sessions are made on; nothing that is planned has passed yet."""
HELD, PLANNED = SessionStatus.HELD, SessionStatus.PLANNED


async def _year(session: AsyncSession, participation: Participation) -> ProgrammeYear:
    found = await session.scalar(
        select(ProgrammeYear).where(ProgrammeYear.participation_id == participation.id)
    )
    assert found is not None
    return found


async def _facts(
    unit: Unit,
    session: AsyncSession,
    participation: Participation,
    today: date = date(2026, 1, 15),
) -> YearFacts:
    await session.commit()
    async with unit() as work:
        work.today = today
        return await year_facts(work, await _year(work.session, participation))


async def _held(
    session: AsyncSession, participation: Participation, kind: SessionKind, **values: Any
) -> None:
    await make_session(session, participation, kind=kind, status=HELD, **values)


async def test_an_empty_year_has_nothing(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    facts = await _facts(unit, session, participation)
    assert facts == YearFacts(
        phase=Phase.ASPIRANT,
        school_year=facts.school_year,
        granted_days=Decimal(160),
        training=dict.fromkeys(
            (
                SessionKind.TRAINING_5D,
                SessionKind.TRAINING_TRAIN_THE_TRAINER,
                SessionKind.NETWORK_MEETING,
                SessionKind.MASTERCLASS,
            ),
            Tally(),
        ),
    )


async def test_training_counts_in_days_and_guided_sessions_one_by_one(
    unit: Unit, session: AsyncSession
) -> None:
    participation = await make_participation(session)
    await _held(session, participation, SessionKind.TRAINING_5D)
    await _held(session, participation, SessionKind.TRAINING_5D, dagdelen=Decimal(1))
    await make_session(session, participation, kind=SessionKind.TRAINING_5D)
    await make_session(
        session, participation, kind=SessionKind.TRAINING_5D, status=SessionStatus.CANCELLED
    )
    await _held(session, participation, SessionKind.TRAINING_5D, school_year="2024-2025")
    await _held(session, participation, SessionKind.WORK_SESSION)
    await _held(session, participation, SessionKind.PROGRESS_MEETING)
    trajectory = await make_trajectory(session, participation, status=TrajectoryStatus.DRAFT)
    await _held(session, participation, SessionKind.MASTERCLASS, dagdelen=Decimal(1))
    await _held(
        session, participation, SessionKind.MASTERCLASS, learning_trajectory_id=trajectory.id
    )
    await _held(
        session,
        participation,
        SessionKind.INTAKE_CONVERSATION,
        learning_trajectory_id=trajectory.id,
    )
    facts = await _facts(unit, session, participation, SESSIONS_DAY)
    assert facts.training[SessionKind.TRAINING_5D] == Tally(Decimal("1.5"), Decimal(1))
    assert facts.training[SessionKind.MASTERCLASS] == Tally(Decimal("0.5")), "the team's own"
    assert facts.work_sessions == Tally(Decimal(2), Decimal(0))
    assert facts.trajectory_ready is False


async def test_what_was_planned_for_a_day_that_has_passed_is_overdue(
    unit: Unit, session: AsyncSession
) -> None:
    """On the day itself it may still take place; what was cancelled is neither."""
    participation = await make_participation(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation)
    school = await make_enrolment(session, trajectory)
    own = {"learning_trajectory_id": trajectory.id, "enrolment_id": school.id}
    for day in (1, 2):
        at = {"starts_at": datetime(2025, 10, day, 21, 30, tzinfo=UTC), "dagdelen": Decimal("1.5")}
        await make_session(session, participation, kind=SessionKind.INTERVISION, **at)
        await make_session(session, participation, kind=SessionKind.GUIDANCE, **at, **own)
        await make_knowledge_activity(session, participation, held_on=date(2025, 10, day))
    await make_session(
        session, participation, kind=SessionKind.INTERVISION, status=SessionStatus.CANCELLED
    )
    for day, planned, overdue in ((1, 2, 0), (2, 1, 1), (3, 0, 2)):
        facts = await _facts(unit, session, participation, date(2025, 10, day))
        one_by_one = Tally(Decimal(0), Decimal(planned), Decimal(overdue))
        assert facts.knowledge_activities == one_by_one
        assert [one.guidance_moments for one in facts.learning_schools] == [one_by_one]
        half_days = Decimal("1.5")
        assert facts.intervision == Tally(Decimal(0), planned * half_days, overdue * half_days)


async def test_work_sessions_at_the_school_are_told_by_month(
    unit: Unit, session: AsyncSession
) -> None:
    """Months in the Netherlands; neither online nor elsewhere, nor what was cancelled."""
    participation = await make_participation(session)
    online, shared = {"mode": SessionMode.ONLINE}, {"mode": SessionMode.SHARED}
    cancelled = {"status": SessionStatus.CANCELLED}
    for starts_at, kind, values in (
        (datetime(2025, 9, 30, 21, 59, tzinfo=UTC), SessionKind.WORK_SESSION, {}),
        (datetime(2025, 9, 30, 22, 0, tzinfo=UTC), SessionKind.PROGRESS_MEETING, {}),
        (datetime(2025, 10, 3, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, {}),
        (datetime(2025, 11, 3, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, online),
        (datetime(2025, 11, 4, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, shared),
        (datetime(2025, 11, 5, 9, 0, tzinfo=UTC), SessionKind.INTERVISION, {}),
        (datetime(2025, 11, 6, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, cancelled),
        (datetime(2025, 12, 1, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, {"status": PLANNED}),
        (datetime(2026, 1, 20, 9, 0, tzinfo=UTC), SessionKind.WORK_SESSION, {"status": PLANNED}),
    ):
        told: dict[str, Any] = {"status": HELD, "starts_at": starts_at, **values}
        await make_session(session, participation, kind=kind, **told)
    facts = await _facts(unit, session, participation, date(2026, 1, 15))
    assert facts.work_sessions_at_school == {
        "2025-09": Tally(Decimal(1)),
        "2025-10": Tally(Decimal(2)),
        "2025-12": Tally(overdue=Decimal(1)),
        "2026-01": Tally(planned=Decimal(1)),
    }


async def test_nothing_after_the_end_counts(unit: Unit, session: AsyncSession) -> None:
    """What was recorded before sessions after the end were refused is kept, and counts no more."""
    participation = await make_participation(
        session,
        phase=Phase.ENDED,
        ended_on=date(2026, 1, 10),
        end_reason=EndingReason.WITHDRAWAL,
        end_motivation="Geen team meer.",
    )
    year = await _year(session, participation)
    year.phase = Phase.PILOT
    trajectory = await make_trajectory(session, participation)
    school = await make_enrolment(session, trajectory)
    own = {"learning_trajectory_id": trajectory.id, "enrolment_id": school.id}
    for day in (10, 11):
        starts_at = {"starts_at": datetime(2026, 1, day, 9, tzinfo=UTC)}
        await _held(session, participation, SessionKind.INTERVISION, **starts_at)
        await _held(session, participation, SessionKind.GUIDANCE, **starts_at, **own)
        await make_knowledge_activity(
            session, participation, held_on=date(2026, 1, day), status=ActivityStatus.HELD
        )
    facts = await _facts(unit, session, participation)
    assert facts.intervision.done == 2, "dagdelen of one session"
    assert facts.knowledge_activities.done == 1
    assert [one.guidance_moments.done for one in facts.learning_schools] == [1]


async def test_half_days_of_the_team_stay_half_days(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    await _held(session, participation, SessionKind.INTERVISION, dagdelen=Decimal("1.5"))
    await make_session(session, participation, kind=SessionKind.COACHING_ON_THE_JOB)
    await _held(session, participation, SessionKind.ASPIRANT_GUIDANCE)
    await make_knowledge_activity(session, participation, status=ActivityStatus.HELD)
    await make_knowledge_activity(session, participation)
    facts = await _facts(unit, session, participation, SESSIONS_DAY)
    assert facts.intervision == Tally(Decimal("1.5"), Decimal(0))
    assert facts.coaching == Tally(Decimal(0), Decimal(2))
    assert facts.aspirant_guidance == Tally(Decimal(1), Decimal(0))
    assert facts.knowledge_activities == Tally(Decimal(1), Decimal(1))


async def test_experts_are_those_attached_on_the_day(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await make_expert_assignment(session, participation, until_on=date(2025, 12, 31))
    await make_expert_assignment(
        session, participation, from_on=date(2026, 1, 1), until_on=date(2026, 7, 31)
    )
    await make_expert_assignment(
        session, participation, role=ExpertRole.TRAINER, from_on=date(2026, 2, 1)
    )
    facts = await _facts(unit, session, participation)
    assert facts.expert_roles == (ExpertRole.PROCESS_COACH,)
    once_over = await _facts(unit, session, participation, date(2027, 1, 1))
    assert once_over.expert_roles == (ExpertRole.PROCESS_COACH, ExpertRole.TRAINER)
    before = await _facts(unit, session, participation, date(2025, 6, 1))
    assert before.expert_roles == (ExpertRole.PROCESS_COACH,)


async def test_recruited_are_new_schools_of_next_year(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    now = await make_trajectory(session, participation)
    following = await make_trajectory(
        session, participation, school_year="2026-2027", status=TrajectoryStatus.READY
    )
    returning = await make_school(session)
    await make_enrolment(session, now, returning)
    await make_enrolment(session, now, status=EnrolmentStatus.INTAKE)
    intake: dict[str, Any] = {"status": EnrolmentStatus.INTAKE, "intake_held_on": date(2026, 5, 1)}
    agreed = {**intake, "agreed_on": date(2026, 5, 8)}
    await make_enrolment(session, following, returning, **agreed)
    await make_enrolment(session, following, **agreed)
    await make_enrolment(session, following, **intake)
    await make_enrolment(session, following, **{**agreed, "intake_held_on": None})
    await make_enrolment(session, following, status=EnrolmentStatus.REGISTERED)
    await make_enrolment(
        session, following, status=EnrolmentStatus.ENROLLED, intake_held_on=date(2026, 5, 1)
    )
    await make_enrolment(
        session, following, status=EnrolmentStatus.WITHDRAWN, motivation="Te druk."
    )
    facts = await _facts(unit, session, participation)
    assert (facts.recruited_for_next_year, facts.recruited_with_intake) == (2, 2)
    assert (facts.agreed_for_next_year, facts.interested_for_next_year) == (3, 3)
    assert len(facts.learning_schools) == 1
    assert facts.learning_schools_in_intake == 1
    assert facts.trajectory_ready is True


async def _two_schools(
    session: AsyncSession,
) -> tuple[Participation, LearningTrajectory, Enrolment, Enrolment]:
    participation = await make_participation(session, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, participation)
    present = await make_enrolment(session, trajectory)
    absent = await make_enrolment(session, trajectory)
    return participation, trajectory, present, absent


async def test_a_shared_session_counts_for_who_was_there(unit: Unit, session: AsyncSession) -> None:
    participation, trajectory, present, absent = await _two_schools(session)
    shared = {"learning_trajectory_id": trajectory.id}
    day = await make_session(session, participation, status=HELD, **shared)
    for enrolment, there in ((present, True), (absent, False)):
        session.add(
            Attendance(
                session_id=day.id, enrolment_id=enrolment.id, present=there, participant_count=4
            )
        )
    await _held(session, participation, SessionKind.MASTERCLASS, **shared)
    await make_session(session, participation, kind=SessionKind.MASTERCLASS, **shared)
    facts = await _facts(unit, session, participation, SESSIONS_DAY)
    assert [school.study_days for school in facts.learning_schools] == [
        Tally(Decimal(1), Decimal(1)),
        Tally(Decimal(0), Decimal(1)),
    ]


async def test_a_schools_own_sessions_count_for_that_school(
    unit: Unit, session: AsyncSession
) -> None:
    participation, trajectory, guided, other = await _two_schools(session)
    own = {"learning_trajectory_id": trajectory.id, "enrolment_id": guided.id}
    await _held(session, participation, SessionKind.START_CONVERSATION, **own)
    await _held(session, participation, SessionKind.GUIDANCE, **own)
    await make_session(session, participation, kind=SessionKind.GUIDANCE, **own)
    await make_evaluation(
        session,
        participation,
        await _year(session, participation),
        subject=EvaluationSubject.ENROLMENT,
        programme_year_id=None,
        enrolment_id=other.id,
    )
    facts = await _facts(unit, session, participation, SESSIONS_DAY)
    assert facts.learning_schools == (
        LearningSchoolFacts(
            guided.establishment_code,
            guidance_moments=Tally(Decimal(2), Decimal(1)),
            start_conversation=True,
        ),
        LearningSchoolFacts(other.establishment_code, evaluated=True),
    )
    async with unit() as work:
        work.today = SESSIONS_DAY
        assert await school_facts(work, guided.id) == facts.learning_schools[0]


async def test_plan_and_planning_are_told(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    year = await _year(session, participation)
    year.next_year_planning = "Vier scholen."
    for days in (Decimal("40.5"), Decimal(100)):
        member = await make_team_member(session, participation)
        session.add(PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=days))
    facts = await _facts(unit, session, participation)
    assert (facts.team_plan_days, facts.next_year_planned) == (Decimal("140.5"), True)


@pytest.mark.parametrize(
    ("code", "board", "independent"),
    [
        ("99ZZ71", "90001", False),
        ("99ZZ72", None, False),
        ("98ZZ01", "90001", False),
        ("97ZZ01", "90002", True),
    ],
)
async def test_an_evaluator_is_independent_of_school_institution_and_board(
    unit: Unit, session: AsyncSession, code: str, board: str | None, independent: bool
) -> None:
    participation = await _of_school(session, "99ZZ71")
    await make_board(session, "90002")
    if code != "99ZZ71":
        evaluator = await make_school(session, establishment_code=code)
        evaluator.board_number = board
    await make_evaluation(
        session,
        participation,
        await _year(session, participation),
        evaluator_establishment_codes=[code],
    )
    evaluation = (await _facts(unit, session, participation)).evaluation
    assert evaluation is not None
    assert evaluation.evaluator_independent is independent
    assert evaluation.conclusion is EvaluationConclusion.POSITIVE


async def _of_school(session: AsyncSession, code: str) -> Participation:
    school = await make_school(session, establishment_code=code)
    return await make_participation(session, await make_expertise(session, school))


async def test_a_draft_is_no_complete_evaluation(unit: Unit, session: AsyncSession) -> None:
    participation = await make_participation(session)
    await make_evaluation(
        session,
        participation,
        await _year(session, participation),
        status=EvaluationStatus.DRAFT,
        conclusion=None,
    )
    evaluation = (await _facts(unit, session, participation)).evaluation
    assert evaluation is not None
    assert (evaluation.complete, evaluation.conclusion) == (False, None)


async def test_all_facts_take_one_statement(
    app: FastAPI, unit: Unit, session: AsyncSession
) -> None:
    participation, trajectory, *_ = await _two_schools(session)
    for hour in range(20):
        await make_session(
            session,
            participation,
            learning_trajectory_id=trajectory.id,
            starts_at=datetime(2025, 10, 1, hour, tzinfo=UTC),
        )
    await session.commit()
    async with unit() as work:
        year = await _year(work.session, participation)
        with _counted(app) as statements:
            facts = await year_facts(work, year)
    assert len(facts.learning_schools) == 2
    assert len(statements) == 1


@contextmanager
def _counted(app: FastAPI) -> Iterator[list[str]]:
    statements: list[str] = []
    engine = app.state.services.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
