"""Refusals of every slice, as somebody meets them: what there is, and what is then asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import (
    ActivityStatus,
    ApplicationStatus,
    EndingReason,
    EnrolmentStatus,
    Phase,
    SessionStatus,
    TrajectoryStatus,
)
from tests.callers import Caller, Callers
from tests.factories import (
    make_enrolment,
    make_knowledge_activity,
    make_participation,
    make_school,
    make_session,
    make_team_member,
)
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    Offer,
    make_learner,
    make_offer,
    make_pupil,
)
from tests.programme.learning.test_measurements import new as measurement
from tests.programme.review.cases import DECISIONS, evaluated, go, no_go, participating
from tests.programme.review.test_evaluations import FULL, body, opened
from tests.programme.schools.test_register import FACTS
from tests.programme.selection.ready import (
    CODE,
    IN_TIME,
    make_exploring,
    make_in_order,
    make_open_round,
    make_own_expertise,
)
from tests.programme.selection.test_rounds import NEW as ROUND


@dataclass(frozen=True)
class Asked:
    """One request; asked twice, in two languages, it is refused twice."""

    caller: Caller
    method: str
    path: str
    json: Any = None
    more: dict[str, Any] = field(default_factory=dict)

    async def told(self, language: str) -> httpx.Response:
        headers = {"Accept-Language": language, "If-Match": "*"}
        if self.json is None:
            return await self.caller.request(self.method, self.path, headers=headers, **self.more)
        return await self.caller.request(self.method, self.path, json=self.json, headers=headers)


Case = Callable[[Callers, AsyncSession], Awaitable[Asked]]
CASES: dict[str, Case] = {}


def case(made: Case) -> Case:
    CASES[made.__name__] = made
    return made


# The register and the catalogue.


@case
async def closed_school_without_a_day(callers: Callers, session: AsyncSession) -> Asked:
    return Asked(callers.office, "PUT", "/v1/schools/99ZZ01", {**FACTS, "status": "closed"})


@case
async def register_is_for_the_office(callers: Callers, session: AsyncSession) -> Asked:
    return Asked(callers.school(CODE), "PUT", "/v1/schools/99ZZ01", FACTS)


@case
async def nobody_has_signed_in(callers: Callers, session: AsyncSession) -> Asked:
    anonymous = callers.as_("school", "nobody@example.org")
    del anonymous.headers["Authorization"]
    return Asked(anonymous, "GET", "/v1/participations")


@case
async def year_before_all_values(callers: Callers, session: AsyncSession) -> Asked:
    question = {"phase": "pilot", "schoolCount": 6, "schoolYear": "2011-2012"}
    return Asked(callers.office, "POST", "/v1/facilitation-calculations", question)


# Selection.


@case
async def round_closes_before_it_opens(callers: Callers, session: AsyncSession) -> Asked:
    backwards = {**ROUND, "closesAt": "2026-03-01T09:00:00+01:00"}
    return Asked(callers.office, "POST", "/v1/selection-rounds", backwards)


@case
async def round_is_closed(callers: Callers, session: AsyncSession) -> Asked:
    over = datetime(2026, 3, 1, tzinfo=UTC)
    closed = await make_open_round(session, closes_at=over, opens_at=over.replace(year=2025))
    expertise = await make_own_expertise(session)
    await session.commit()
    new = {"selectionRoundId": str(closed.id), "expertiseId": str(expertise.id)}
    return Asked(callers.school(CODE), "POST", "/v1/applications", new)


async def _step(session: AsyncSession, status: ApplicationStatus, **values: Any) -> str:
    application = await make_in_order(session, status, **values)
    await session.commit()
    return f"/v1/applications/{application.id}/transitions"


@case
async def no_exploratory_conversation(callers: Callers, session: AsyncSession) -> Asked:
    application = await make_exploring(session)
    await session.commit()
    step = f"/v1/applications/{application.id}/transitions"
    return Asked(callers.school(CODE), "POST", step, {"to": "registered"})


@case
async def step_that_does_not_follow(callers: Callers, session: AsyncSession) -> Asked:
    step = await _step(session, ApplicationStatus.EXPLORING)
    return Asked(callers.office, "POST", step, {"to": "accepted"})


@case
async def step_of_the_office(callers: Callers, session: AsyncSession) -> Asked:
    step = await _step(session, ApplicationStatus.INTAKE)
    return Asked(callers.school(CODE), "POST", step, {"to": "accepted"})


@case
async def rejected_without_a_word(callers: Callers, session: AsyncSession) -> Asked:
    step = await _step(session, ApplicationStatus.INTAKE)
    return Asked(callers.office, "POST", step, {"to": "rejected"})


@case
async def accepted_after_a_late_submission(callers: Callers, session: AsyncSession) -> Asked:
    late = {"submitted_at": datetime(2026, 6, 30, 12, tzinfo=UTC), "complete_on": date(2026, 7, 1)}
    step = await _step(session, ApplicationStatus.INTAKE, **late)
    return Asked(callers.office, "POST", step, {"to": "accepted", "takenOn": "2026-07-02"})


@case
async def accepted_before_it_was_complete(callers: Callers, session: AsyncSession) -> Asked:
    step = await _step(session, ApplicationStatus.INTAKE, complete_on=date(2026, 7, 3))
    return Asked(callers.office, "POST", step, {"to": "accepted", "takenOn": IN_TIME})


@case
async def members_of_the_office(callers: Callers, session: AsyncSession) -> Asked:
    application = await make_exploring(session)
    await session.commit()
    change = {"completeOn": "2026-04-01", "trajectoryPart": "Het voordoen."}
    return Asked(callers.school(CODE), "PATCH", f"/v1/applications/{application.id}", change)


@case
async def moment_of_another_clock(callers: Callers, session: AsyncSession) -> Asked:
    application = await make_exploring(session)
    await session.commit()
    change = {"submittedAt": "2026-04-01T10:00:00+02:00"}
    return Asked(callers.school(CODE), "PATCH", f"/v1/applications/{application.id}", change)


@case
async def application_that_has_ended(callers: Callers, session: AsyncSession) -> Asked:
    application = await make_in_order(session, ApplicationStatus.REJECTED, motivation="Te vroeg.")
    await session.commit()
    path = f"/v1/applications/{application.id}/criteria/commitment"
    return Asked(callers.office, "PUT", path, {"judgement": "met", "motivation": "Gezien."})


@case
async def document_of_another_kind(callers: Callers, session: AsyncSession) -> Asked:
    application = await make_exploring(session)
    await session.commit()
    sent = {"files": {"file": ("plan.pdf", b"geen PDF", "application/pdf")}}
    path = f"/v1/applications/{application.id}/documents"
    return Asked(callers.school(CODE), "POST", path, more={**sent, "data": {"kind": "school_plan"}})


# Participation.


@case
async def withdrawal_that_is_a_decision(callers: Callers, session: AsyncSession) -> Asked:
    participation = await make_participation(session)
    await session.commit()
    leaves = {"reason": "no_go", "motivation": "Het team is te klein geworden."}
    return Asked(
        callers.office, "POST", f"/v1/participations/{participation.id}/withdrawals", leaves
    )


@case
async def withdrawal_before_its_time(callers: Callers, session: AsyncSession) -> Asked:
    participation = await make_participation(session)
    await session.commit()
    leaves = {"reason": "withdrawal", "motivation": "Te klein.", "on": "2020-01-01"}
    return Asked(
        callers.office, "POST", f"/v1/participations/{participation.id}/withdrawals", leaves
    )


@case
async def plan_of_too_many_days(callers: Callers, session: AsyncSession) -> Asked:
    participation = await make_participation(session)
    member = await make_team_member(session, participation)
    await session.commit()
    path = f"/v1/participations/{participation.id}/programme-years/2025-2026/team-plan"
    plan = {"entries": [{"teamMemberId": str(member.id), "days": 160.5}]}
    return Asked(callers.office, "PUT", path, plan)


@case
async def expert_of_another_year(callers: Callers, session: AsyncSession) -> Asked:
    participation = await make_participation(session)
    await session.commit()
    new = {
        "role": "process_coach",
        "subject": "coach@example.org",
        "name": "Voorbeeld Begeleider",
        "schoolYear": "2025-2026",
        "fromOn": "2025-06-01",
    }
    path = f"/v1/participations/{participation.id}/expert-assignments"
    return Asked(callers.office, "POST", path, new)


# Learning.


@case
async def enrolled_without_an_intake(callers: Callers, session: AsyncSession) -> Asked:
    enrolment = await make_learner(session, await make_offer(session), agreed_on=date(2025, 9, 1))
    path = f"/v1/enrolments/{enrolment.id}/transitions"
    return Asked(callers.school(GUIDE), "POST", path, {"to": "enrolled"})


@case
async def enrolment_step_that_is_not_there(callers: Callers, session: AsyncSession) -> Asked:
    enrolment = await make_pupil(session, await make_offer(session))
    path = f"/v1/enrolments/{enrolment.id}/transitions"
    return Asked(callers.office, "POST", path, {"to": "registered"})


@case
async def what_the_other_school_says(callers: Callers, session: AsyncSession) -> Asked:
    enrolment = await make_learner(session, await make_offer(session))
    change = {"intakeHeldOn": "2025-09-01", "intakeSummary": "Het past."}
    return Asked(callers.school(LEARNER), "PATCH", f"/v1/enrolments/{enrolment.id}", change)


@case
async def enrolled_already(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    await make_learner(session, offer)
    new = {"establishmentCode": LEARNER, "improvementQuestion": "Hoe lezen wij?"}
    return Asked(callers.office, "POST", offer.address + "/enrolments", new)


@case
async def own_trajectory(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    new = {"establishmentCode": GUIDE, "improvementQuestion": "Hoe lezen wij?"}
    return Asked(callers.office, "POST", offer.address + "/enrolments", new)


@case
async def trajectory_that_lacks_content(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(
        session, status=TrajectoryStatus.DRAFT, requirements=None, target_group=None
    )
    return Asked(callers.school(GUIDE), "PATCH", offer.address, {"status": "ready"})


@case
async def trajectory_that_cannot_go_back(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session, status=TrajectoryStatus.RUNNING)
    return Asked(callers.school(GUIDE), "PATCH", offer.address, {"status": "open"})


def _meeting(kind: str, **members: Any) -> dict[str, Any]:
    at = {"startsAt": "2025-10-01T09:00:00+02:00", "dagdelen": 2, "mode": "at_school"}
    return {"kind": kind, **at, **members}


@case
async def session_of_another_level(callers: Callers, session: AsyncSession) -> Asked:
    path = f"/v1/participations/{(await make_offer(session)).participation.id}/sessions"
    return Asked(callers.office, "POST", path, _meeting("study_day"))


@case
async def session_of_another_year(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    meeting = _meeting("study_day", startsAt="2026-10-01T09:00:00+02:00")
    return Asked(callers.office, "POST", offer.address + "/sessions", meeting)


async def _met(session: AsyncSession, offer: Offer, status: SessionStatus) -> str:
    of = {"learning_trajectory_id": offer.trajectory.id, "status": status}
    held = await make_session(session, offer.participation, **of)
    await session.commit()
    return f"/v1/sessions/{held.id}/attendances"


@case
async def attendance_of_nobody(callers: Callers, session: AsyncSession) -> Asked:
    path = await _met(session, await make_offer(session), SessionStatus.HELD)
    return Asked(callers.office, "POST", path, {"present": True})


@case
async def attendance_of_more_than_a_member(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    member = await make_team_member(session, offer.participation)
    path = await _met(session, offer, SessionStatus.HELD)
    came = {"teamMemberId": str(member.id), "present": True, "participantCount": 3}
    return Asked(callers.office, "POST", path, came)


@case
async def attendance_of_what_was_cancelled(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    pupil = await make_pupil(session, offer)
    path = await _met(session, offer, SessionStatus.CANCELLED)
    return Asked(callers.office, "POST", path, {"enrolmentId": str(pupil.id), "present": True})


@case
async def measured_before_taking_part(callers: Callers, session: AsyncSession) -> Asked:
    enrolment = await make_learner(session, await make_offer(session))
    path = f"/v1/enrolments/{enrolment.id}/measurements"
    return Asked(callers.school(LEARNER), "POST", path, measurement())


@case
async def measured_in_the_wrong_order(callers: Callers, session: AsyncSession) -> Asked:
    enrolment = await make_pupil(session, await make_offer(session))
    path = f"/v1/enrolments/{enrolment.id}/measurements"
    school = callers.school(LEARNER)
    made = await school.post(path, json=measurement(measuredOn="2026-02-02"))
    assert made.status_code == 201, made.text
    return Asked(school, "POST", path, measurement("end", measuredOn="2026-01-05"))


@case
async def activity_that_was_given(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session)
    given = await make_knowledge_activity(session, offer.participation, status=ActivityStatus.HELD)
    await session.commit()
    path = f"/v1/knowledge-activities/{given.id}"
    return Asked(callers.school(GUIDE), "PATCH", path, {"status": "cancelled"})


@case
async def expertise_school_that_has_left(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(
        session,
        phase=Phase.ENDED,
        ended_on=date(2026, 1, 31),
        end_reason=EndingReason.WITHDRAWAL,
        end_motivation="Het team viel weg.",
    )
    meeting = _meeting("study_day", startsAt="2026-03-02T09:00:00+01:00")
    return Asked(callers.office, "POST", offer.address + "/sessions", meeting)


@case
async def trajectory_that_is_full(callers: Callers, session: AsyncSession) -> Asked:
    offer = await make_offer(session, capacity=1)
    other = await make_school(session)
    await make_enrolment(session, offer.trajectory, other, status=EnrolmentStatus.ENROLLED)
    days = {"intake_held_on": date(2025, 9, 1), "agreed_on": date(2025, 9, 2)}
    learner = await make_learner(session, offer, **days)
    path = f"/v1/enrolments/{learner.id}/transitions"
    return Asked(callers.office, "POST", path, {"to": "enrolled"})


# Review.


@case
async def go_without_an_evaluation(callers: Callers, session: AsyncSession) -> Asked:
    participation, _ = await participating(session, phase=Phase.PILOT)
    return Asked(callers.office, "POST", DECISIONS, no_go(participation))


@case
async def go_that_departs_unexplained(callers: Callers, session: AsyncSession) -> Asked:
    participation = await evaluated(session, Phase.PILOT)
    norms = ("granted_schools",)
    first = await callers.office.post(DECISIONS, json=go(participation, 7))
    others = {
        one["id"]: "Uitgelegd."
        for one in first.json()["ruling"]["conditions"]
        if one["kind"] == "norm" and one["missing"] and one["id"] not in norms
    }
    return Asked(callers.office, "POST", DECISIONS, go(participation, 7, departures=others))


@case
async def departure_from_no_norm(callers: Callers, session: AsyncSession) -> Asked:
    participation = await evaluated(session)
    return Asked(
        callers.office, "POST", DECISIONS, go(participation, departures={"coachng": "Tikfout."})
    )


@case
async def replaced_without_naming(callers: Callers, session: AsyncSession) -> Asked:
    participation = await evaluated(session)
    again = go(participation, replacementMotivation="Nieuw.")
    return Asked(callers.office, "POST", DECISIONS, again)


@case
async def decided_before_the_evaluation(callers: Callers, session: AsyncSession) -> Asked:
    participation = await evaluated(session)
    return Asked(callers.office, "POST", DECISIONS, no_go(participation, decidedOn="2026-06-14"))


@case
async def judged_by_the_office(callers: Callers, session: AsyncSession) -> Asked:
    _, year = await participating(session)
    return Asked(callers.office, "PATCH", await opened(callers.office, year), FULL)


@case
async def evaluation_that_is_completed(callers: Callers, session: AsyncSession) -> Asked:
    _, year = await participating(session, phase=Phase.ESTABLISHED)
    path = await opened(callers.office, year)
    mine = callers.evaluator()
    assert (await mine.change("PATCH", path, FULL)).status_code == 200
    done = await mine.post(f"{path}/completions", json={"completedOn": "2026-07-01"})
    assert done.status_code == 201, done.text
    return Asked(mine, "PATCH", path, {"effortJudgement": "Anders."})


@case
async def evaluator_of_the_team(callers: Callers, session: AsyncSession) -> Asked:
    participation, year = await participating(session, phase=Phase.PILOT)
    await make_team_member(session, participation, name="V. Voorbeeld")
    await session.commit()
    return Asked(callers.office, "POST", "/v1/evaluations", body(year))


@case
async def evaluation_of_nothing(callers: Callers, session: AsyncSession) -> Asked:
    _, year = await participating(session)
    nothing = {**body(year), "programmeYearId": None}
    return Asked(callers.office, "POST", "/v1/evaluations", nothing)
