"""The facts of a decision as JSON and back, so that it can be judged again later.

What is kept with a decision is what the rules were asked: the facts and the proposal. Reading is
lenient in how a number is written, for a database may have rewritten it.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from ok_api.rules.decisions import ProposedDecision
from ok_api.rules.facts import (
    FIRST_NORMS,
    EvaluationFacts,
    LearningSchoolFacts,
    Tally,
    YearFacts,
)
from ok_api.rules.ruling import camel
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import (
    DecisionOutcome,
    EvaluationConclusion,
    EvaluatorTie,
    ExpertRole,
    Phase,
    Role,
    SessionKind,
)

_TALLIES = (
    "work_sessions",
    "intervision",
    "coaching",
    "knowledge_activities",
    "aspirant_guidance",
)
_AS_THEY_ARE = (
    "decided",
    "trajectory_ready",
    "recruited_for_next_year",
    "agreed_for_next_year",
    "recruited_with_intake",
    "interested_for_next_year",
    "next_year_planned",
    "learning_schools_in_intake",
)


def facts_as_json(facts: YearFacts) -> dict[str, object]:
    evaluation = facts.evaluation
    return {
        "phase": facts.phase.value,
        "schoolYear": str(facts.school_year),
        "normsVersion": facts.norms_version.isoformat(),
        "evaluation": _evaluation_as_json(evaluation) if evaluation else None,
        "grantedDays": facts.granted_days,
        "teamPlanDays": facts.team_plan_days,
        "training": _by_name(facts.training),
        "workSessionsAtSchool": _by_name(facts.work_sessions_at_school),
        "expertRoles": [role.value for role in facts.expert_roles],
        "learningSchools": [_members(asdict(school)) for school in facts.learning_schools],
        **{camel(name): asdict(getattr(facts, name)) for name in _TALLIES},
        **{camel(name): getattr(facts, name) for name in _AS_THEY_ARE},
    }


def facts_from_json(kept: Mapping[str, Any]) -> YearFacts:
    raw = {**_not_kept_at_first(kept), **kept}
    tallies: dict[str, Any] = {name: _tally(raw[camel(name)]) for name in _TALLIES}
    others: dict[str, Any] = {name: raw[camel(name)] for name in _AS_THEY_ARE}
    return YearFacts(
        phase=Phase(raw["phase"]),
        school_year=SchoolYear.parse(raw["schoolYear"]),
        norms_version=date.fromisoformat(raw["normsVersion"]),
        evaluation=_evaluation(raw["evaluation"]),
        granted_days=_number(raw["grantedDays"]),
        team_plan_days=_number(raw["teamPlanDays"]),
        training={SessionKind(kind): _tally(tally) for kind, tally in raw["training"].items()},
        work_sessions_at_school={
            month: _tally(tally) for month, tally in raw["workSessionsAtSchool"].items()
        },
        expert_roles=tuple(ExpertRole(role) for role in raw["expertRoles"]),
        learning_schools=tuple(school_from_json(school) for school in raw["learningSchools"]),
        **tallies,
        **others,
    )


def _not_kept_at_first(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What facts did not tell in the first version of the norms, as it was then."""
    return {
        "normsVersion": FIRST_NORMS.isoformat(),
        "agreedForNextYear": kept["recruitedForNextYear"],
        "interestedForNextYear": None,
        "workSessionsAtSchool": {},
    }


def ruling_as_written_now(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A ruling that was kept, with the members that rulings did not have then."""
    conditions = [{"notApplicable": False, **condition} for condition in kept["conditions"]]
    return {**kept, "conditions": conditions}


def decision_as_json(decision: ProposedDecision) -> dict[str, object]:
    members = _members(asdict(decision))
    return {**members, "outcome": decision.outcome.value, "takenBy": decision.taken_by.value}


def decision_from_json(raw: Mapping[str, Any]) -> ProposedDecision:
    return ProposedDecision(
        outcome=DecisionOutcome(raw["outcome"]),
        motivation=raw["motivation"],
        taken_by=Role(raw["takenBy"]),
        school_count=raw["schoolCount"],
        departures=dict(raw["departures"]),
        replaces_earlier=raw["replacesEarlier"],
        replacement_motivation=raw["replacementMotivation"],
    )


def _evaluation_as_json(evaluation: EvaluationFacts) -> dict[str, object]:
    """Ties are told where there are any: nothing that was decided on an evaluation has them."""
    members = _members(asdict(evaluation))
    del members["ties"]
    ties = [tie.value for tie in evaluation.ties]
    return {**members, "ties": ties} if ties else members


def _evaluation(raw: Mapping[str, Any] | None) -> EvaluationFacts | None:
    if raw is None:
        return None
    conclusion = raw["conclusion"]
    return EvaluationFacts(
        complete=raw["complete"],
        conclusion=EvaluationConclusion(conclusion) if conclusion else None,
        evaluator_independent=raw["evaluatorIndependent"],
        ties=tuple(EvaluatorTie(tie) for tie in raw.get("ties") or ()),
    )


def school_from_json(raw: Mapping[str, Any]) -> LearningSchoolFacts:
    return LearningSchoolFacts(
        establishment_code=raw["establishmentCode"],
        study_days=_tally(raw["studyDays"]),
        guidance_moments=_tally(raw["guidanceMoments"]),
        start_conversation=raw["startConversation"],
        evaluated=raw["evaluated"],
    )


def _tally(raw: Mapping[str, Any]) -> Tally:
    return Tally(_number(raw["done"]), _number(raw["planned"]), _number(raw.get("overdue", 0)))


def _number(raw: object) -> Decimal:
    return Decimal(str(raw))


def _by_name(tallies: Mapping[Any, Tally]) -> dict[str, dict[str, Decimal]]:
    return {str(name): asdict(tally) for name, tally in tallies.items()}


def _members(fields: Mapping[str, object]) -> dict[str, object]:
    return {camel(name): value for name, value in fields.items()}
