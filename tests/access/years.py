"""A participation over three school years, each with everybody and everything that belongs to it.

All that is of a person is told by the year that it is of: `Persoon 2026-2027`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from uuid6 import uuid7

from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import (
    DecisionOutcome,
    EnrolmentStatus,
    MeasurementMoment,
    Phase,
    TrajectoryStatus,
)
from ok_api.tables import (
    Attendance,
    GoNoGoDecision,
    LearningTrajectory,
    Measurement,
    Participation,
    PlanEntry,
    ProgrammeYear,
)
from tests.factories import (
    make_enrolment,
    make_evaluation,
    make_expert_assignment,
    make_expertise,
    make_knowledge_activity,
    make_participation,
    make_programme_year,
    make_school,
    make_session,
    make_team_member,
    make_trajectory,
)
from tests.programme.review.cases import year_of

CODE = "99ZZ01"
EARLIER, THEIRS, LATER, BEYOND = "2024-2025", "2025-2026", "2026-2027", "2027-2028"
PHASES = {EARLIER: Phase.PILOT, THEIRS: Phase.ESTABLISHED, LATER: Phase.ESTABLISHED}
EXPERT, EVALUATOR = "expert@example.org", "evaluator@example.org"


@dataclass
class Years:
    participation: Participation
    rows: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """By resource and school year: the rows there are."""

    @property
    def address(self) -> str:
        return f"/v1/participations/{self.participation.id}"

    def until(self, resource: str, *years: str) -> set[str]:
        return {key for year in years for key in self.rows[resource][year]}

    def note(self, resource: str, school_year: str, row: Any) -> Any:
        self.rows[resource][school_year].append(str(row.id))
        return row


async def make_years(session: AsyncSession) -> Years:
    """Expert and evaluator are those of the middle year; others are of the other years."""
    school = await make_school(session, establishment_code=CODE)
    participation = await make_participation(
        session,
        await make_expertise(session, school),
        school_year=EARLIER,
        phase=PHASES[EARLIER],
        started_on=date(2024, 8, 1),
    )
    years = Years(participation)
    for school_year in PHASES:
        await _add_year(session, years, school_year)
    participation.school_year, participation.phase = LATER, PHASES[LATER]
    beyond = await _add_trajectory(session, years, BEYOND)
    coming = await make_enrolment(session, beyond, status=EnrolmentStatus.REGISTERED)
    years.note("enrolments", BEYOND, coming)
    await session.commit()
    return years


async def _add_year(session: AsyncSession, years: Years, school_year: str) -> None:
    participation, of = years.participation, {"school_year": school_year}
    year = years.note("programme-years", school_year, await _year(session, years, school_year))
    person, mine = f"Persoon {school_year}", school_year == THEIRS
    begins = SchoolYear.parse(school_year).start
    member = await make_team_member(
        session, participation, name=person, email=f"{school_year}@example.org", joined_on=begins
    )
    years.note("team-members", school_year, member)
    session.add(PlanEntry(programme_year_id=year.id, team_member_id=member.id, days=1, task=person))
    expert = await make_expert_assignment(
        session,
        participation,
        subject=EXPERT if mine else f"expert-{school_year}@example.org",
        name=person,
        from_on=begins,
        until_on=SchoolYear.parse(school_year).end,
        **of,
    )
    years.note("expert-assignments", school_year, expert)
    trajectory = await _add_trajectory(session, years, school_year)
    await _add_learning(session, years, trajectory, member.id)
    activity = await make_knowledge_activity(session, participation, title=person, **of)
    years.note("knowledge-activities", school_year, activity)
    evaluation = await make_evaluation(
        session,
        participation,
        year,
        evaluator_subject=EVALUATOR if mine else f"evaluator-{school_year}@example.org",
        evaluator_name=person,
    )
    years.note("evaluations", school_year, evaluation)
    decision = _decision(years, year, evaluation.id, person)
    session.add(decision)
    years.note("go-no-go-decisions", school_year, decision)
    await session.flush()


async def _year(session: AsyncSession, years: Years, school_year: str) -> ProgrammeYear:
    if school_year == EARLIER:
        return await year_of(session, years.participation, school_year)
    return await make_programme_year(
        session, years.participation, school_year=school_year, phase=PHASES[school_year]
    )


async def _add_trajectory(
    session: AsyncSession, years: Years, school_year: str
) -> LearningTrajectory:
    """Not open, so that it is not everyone's to read."""
    made = await make_trajectory(
        session,
        years.participation,
        school_year=school_year,
        status=TrajectoryStatus.RUNNING,
    )
    years.note("learning-trajectories", school_year, made)
    return made


async def _add_learning(
    session: AsyncSession, years: Years, trajectory: LearningTrajectory, member_id: Any
) -> None:
    school_year = trajectory.school_year
    person = f"Persoon {school_year}"
    enrolment = await make_enrolment(session, trajectory, contact_name=person, planning=person)
    years.note("enrolments", school_year, enrolment)
    held = await make_session(
        session,
        years.participation,
        learning_trajectory_id=trajectory.id,
        school_year=school_year,
        starts_at=datetime(int(school_year[:4]), 10, 1, 8, tzinfo=UTC),
        note=person,
    )
    years.note("sessions", school_year, held)
    for attendee in ({"enrolment_id": enrolment.id}, {"team_member_id": member_id}):
        attendance = Attendance(
            id=uuid7(), session_id=held.id, present=True, participant_count=1, remark=person,
            **attendee,
        )  # fmt: skip
        session.add(attendance)
        years.note("attendances", school_year, attendance)
    measurement = Measurement(
        id=uuid7(),
        enrolment_id=enrolment.id,
        moment=MeasurementMoment.BASELINE,
        indicator="lezen",
        instrument="vragenlijst",
        measured_on=date(2025, 9, 1),
        score=3,
        scale_min=1,
        scale_max=5,
        note=person,
    )
    session.add(measurement)
    years.note("measurements", school_year, measurement)


def _decision(years: Years, year: ProgrammeYear, evaluation_id: Any, person: str) -> GoNoGoDecision:
    return GoNoGoDecision(
        id=uuid7(),
        participation_id=years.participation.id,
        programme_year_id=year.id,
        evaluation_id=evaluation_id,
        outcome=DecisionOutcome.GO,
        school_count=6,
        motivation=person,
        departures={},
        decided_on=date(2026, 7, 1),
        decided_by=f"{person}@example.org",
        from_phase=year.phase,
        next_phase=Phase.ESTABLISHED,
        receipt={},
        receipt_hash="",
    )
