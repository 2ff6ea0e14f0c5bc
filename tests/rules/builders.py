"""Facts in which everything is in order, to depart from in a test."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ok_api.rules.facts import EvaluationFacts, LearningSchoolFacts, Tally, YearFacts
from ok_api.rules.learning import EnrolmentFacts
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import ApplicationFacts, windows
from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DocumentKind,
    EnrolmentStatus,
    EvaluationConclusion,
    ExpertRole,
    Judgement,
    Phase,
    ProgrammeRole,
    SessionKind,
    TrajectoryStatus,
)

YEAR = SchoolYear.parse("2025-2026")
POSITIVE = EvaluationFacts(
    complete=True, conclusion=EvaluationConclusion.POSITIVE, evaluator_independent=True
)


def tally(done: int | Decimal, planned: int | Decimal = 0) -> Tally:
    return Tally(Decimal(done), Decimal(planned))


def learning_school(number: int = 1) -> LearningSchoolFacts:
    return LearningSchoolFacts(
        establishment_code=f"99ZZ{number:02}",
        study_days=tally(3),
        guidance_moments=tally(6),
        start_conversation=True,
        evaluated=True,
    )


def months_with_a_session(count: int) -> dict[str, Tally]:
    """From September on, one in each."""
    months = [(9 + number - 1) % 12 + 1 for number in range(count)]
    return {f"{2025 if month > 8 else 2026}-{month:02}": tally(1) for month in months}


def year_in_order(phase: Phase, school_year: SchoolYear = YEAR) -> YearFacts:
    days = {
        SessionKind.TRAINING_5D: tally(3),
        SessionKind.TRAINING_TRAIN_THE_TRAINER: tally(3),
        SessionKind.NETWORK_MEETING: tally(3),
    }
    return YearFacts(
        phase=phase,
        school_year=school_year,
        evaluation=POSITIVE,
        trajectory_ready=True,
        granted_days=Decimal(160),
        team_plan_days=Decimal(160),
        training=days,
        work_sessions=tally(9),
        work_sessions_at_school=months_with_a_session(9),
        expert_roles=tuple(ExpertRole),
        recruited_for_next_year=5,
        agreed_for_next_year=5,
        recruited_with_intake=5,
        interested_for_next_year=0,
        next_year_planned=True,
        learning_schools=tuple(learning_school(number) for number in range(4)),
        intervision=tally(3),
        coaching=tally(4),
        knowledge_activities=tally(1),
        aspirant_guidance=tally(1),
    )


def year_except(year: YearFacts, departures: Mapping[str, Any]) -> YearFacts:
    """The same year, but for what is named; the names are those of the worked examples."""
    for name, value in departures.items():
        year = _departed(year, name, value)
    return year


def _departed(year: YearFacts, name: str, value: Any) -> YearFacts:
    if name in _SHORTHANDS:
        field, built = _SHORTHANDS[name](year, value)
        return replace(year, **{field: built})
    if isinstance(getattr(year, name), Tally):
        value = tally(value)
    return replace(year, **{name: value})


def _evaluated(year: YearFacts, value: bool) -> tuple[str, Any]:
    return "evaluation", POSITIVE if value else None


def _conclusion(year: YearFacts, value: str) -> tuple[str, Any]:
    return "evaluation", replace(POSITIVE, conclusion=EvaluationConclusion(value))


def _evaluator(year: YearFacts, value: bool) -> tuple[str, Any]:
    return "evaluation", replace(POSITIVE, evaluator_independent=value)


def _training_5d(year: YearFacts, value: int) -> tuple[str, Any]:
    return "training", {**year.training, SessionKind.TRAINING_5D: tally(value)}


def _work_sessions(year: YearFacts, value: int) -> tuple[str, Any]:
    return "work_sessions_at_school", months_with_a_session(value)


def _work_sessions_by_month(year: YearFacts, value: Mapping[str, int]) -> tuple[str, Any]:
    return "work_sessions_at_school", {month: tally(held) for month, held in value.items()}


def _coaching_overdue(year: YearFacts, value: int) -> tuple[str, Any]:
    return "coaching", replace(year.coaching, overdue=Decimal(value))


def _no_learning_schools(year: YearFacts, value: list[str]) -> tuple[str, Any]:
    assert not value, "schools are named by what they had"
    return "learning_schools", ()


def _granted_days(year: YearFacts, value: int) -> tuple[str, Any]:
    return "granted_days", Decimal(value)


def _team_plan_days(year: YearFacts, value: int) -> tuple[str, Any]:
    return "team_plan_days", Decimal(value)


def _masterclass(year: YearFacts, value: int) -> tuple[str, Any]:
    return "training", {**year.training, SessionKind.MASTERCLASS: tally(value)}


def _train_the_trainer(year: YearFacts, value: int) -> tuple[str, Any]:
    days = {SessionKind.TRAINING_TRAIN_THE_TRAINER: tally(value)}
    return "training", {**year.training, **days}


def _expert_roles(year: YearFacts, value: list[str]) -> tuple[str, Any]:
    return "expert_roles", tuple(ExpertRole(role) for role in value)


def _study_days(year: YearFacts, value: list[int]) -> tuple[str, Any]:
    schools = [replace(learning_school(i), study_days=tally(d)) for i, d in enumerate(value)]
    return "learning_schools", tuple(schools)


def _coaching_planned(year: YearFacts, value: int) -> tuple[str, Any]:
    return "coaching", Tally(year.coaching.done, Decimal(value))


_SHORTHANDS: dict[str, Callable[[YearFacts, Any], tuple[str, Any]]] = {
    "evaluated": _evaluated,
    "conclusion": _conclusion,
    "evaluator_independent": _evaluator,
    "training_5d": _training_5d,
    "train_the_trainer": _train_the_trainer,
    "masterclass": _masterclass,
    "learning_schools": _no_learning_schools,
    "granted_days": _granted_days,
    "team_plan_days": _team_plan_days,
    "expert_roles": _expert_roles,
    "study_days": _study_days,
    "coaching_planned": _coaching_planned,
    "coaching_overdue": _coaching_overdue,
    "work_sessions": _work_sessions,
    "work_sessions_by_month": _work_sessions_by_month,
}


def application_in_order(status: ApplicationStatus, school_year: SchoolYear) -> ApplicationFacts:
    return ApplicationFacts(
        status=status,
        school_year=school_year,
        conversations=(ConversationKind.EXPLORATORY, ConversationKind.INTAKE),
        documents=(DocumentKind.APPROACH_DESCRIPTION, DocumentKind.BOARD_COMMITMENT),
        judgements=dict.fromkeys(CriterionKey, Judgement.MET),
        trajectory_part_chosen=True,
        formally_registered=True,
        places=10,
        **_submitted(school_year),
    )


def _submitted(school_year: SchoolYear) -> dict[str, Any]:
    """At the last moment of the window, and complete at once; nothing where no window is known."""
    fitting = [
        found
        for found in windows()
        if found.school_year == school_year and ProgrammeRole.ASPIRANT in found.roles
    ]
    if not fitting:
        return {}
    last = fitting[-1].closes
    return {"submitted_at": last, "complete_on": last.date()}


def application_except(
    application: ApplicationFacts, departures: Mapping[str, Any]
) -> ApplicationFacts:
    changes = dict(departures)
    if "criteria" in changes:
        judged = {CriterionKey(k): Judgement(v) for k, v in changes.pop("criteria").items()}
        changes["judgements"] = {**application.judgements, **judged}
    if "roles_held" in changes:
        changes["roles_held"] = tuple(ProgrammeRole(role) for role in changes["roles_held"])
    for name in ("complete_on", "completion_asked_on", "location_closed_on"):
        if isinstance(changes.get(name), str):
            changes[name] = date.fromisoformat(changes[name])
    if isinstance(changes.get("submitted_at"), str):
        changes["submitted_at"] = datetime.fromisoformat(changes["submitted_at"])
    return replace(application, **changes)


def enrolment_in_order(status: EnrolmentStatus) -> EnrolmentFacts:
    return EnrolmentFacts(
        status=status,
        school=learning_school(),
        expertise_school_code="98YY00",
        trajectory_status=TrajectoryStatus.OPEN,
        schools_granted=6,
        schools_enrolled=3,
        improvement_question="Hoe leren onze leerlingen begrijpend lezen?",
        intake_held=True,
        agreed=True,
        baseline_measured=True,
        end_measured=True,
    )


def enrolment_except(enrolment: EnrolmentFacts, departures: Mapping[str, Any]) -> EnrolmentFacts:
    changes = dict(departures)
    if changes.pop("own", False):
        changes["expertise_school_code"] = enrolment.school.establishment_code
    if "guidance_moments" in changes:
        moments = tally(changes.pop("guidance_moments"))
        changes["school"] = replace(enrolment.school, guidance_moments=moments)
    if isinstance(changes.get("location_closed_on"), str):
        changes["location_closed_on"] = date.fromisoformat(changes["location_closed_on"])
    return replace(enrolment, **changes)
