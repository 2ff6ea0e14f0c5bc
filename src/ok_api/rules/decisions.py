"""The go/no-go decision on a programme year (R-DEC-1 to R-DEC-6, R-Y1-5, R-Y3-2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ok_api.rules import parameters
from ok_api.rules.conditions import condition
from ok_api.rules.departures import departed, explained
from ok_api.rules.facilitation import facilitation
from ok_api.rules.facts import YearFacts
from ok_api.rules.phases import NEXT, evaluation_requirements, go_conditions, not_ended
from ok_api.rules.progress import progress
from ok_api.rules.ruling import Condition, Fact, Ruling, judged
from ok_api.rules.text import together
from ok_api.rules.words import DecisionOutcome, EvaluationConclusion, Phase, Role

TITLE = "Expertiseschool Ontwikkelkracht"
_TITLE_RULE = "R-Y1-1"


@dataclass(frozen=True)
class ProposedDecision:
    """What someone wants to decide; `departures` explains each norm departed from, by its id."""

    outcome: DecisionOutcome
    motivation: str
    taken_by: Role
    school_count: int | None = None
    departures: Mapping[str, str] = field(default_factory=dict)
    replaces_earlier: bool = False
    replacement_motivation: str = ""


def decide(facts: YearFacts, decision: ProposedDecision, on: date) -> Ruling:
    """Judge a proposed decision on the year in `facts`.

    Norms are judged by the values of that year, facilitation by those of the next. A refused
    decision still shows what it would have led to.
    """
    base = (
        not_ended(facts.phase),
        *evaluation_requirements(facts),
        *_formal_requirements(facts, decision),
    )
    if decision.outcome is DecisionOutcome.NO_GO:
        return _ended(facts, base)
    wanted = (
        *base,
        _count_given(decision),
        *go_conditions(facts, on),
        *_granted_norm(facts, decision),
    )
    told = explained(wanted, decision.departures)
    conditions = (*told, _departures_explained(told))
    return _gone_on(facts, decision, conditions, on)


def _formal_requirements(facts: YearFacts, decision: ProposedDecision) -> tuple[Condition, ...]:
    replaced = decision.replaces_earlier and bool(decision.replacement_motivation.strip())
    year = str(facts.school_year)
    evidence = {"decided": facts.decided, "replaces_earlier": decision.replaces_earlier}
    entitled = decision.taken_by is Role.OFFICE
    return (
        condition("decision_motivated", bool(decision.motivation.strip())),
        condition("taken_by_entitled", entitled, {"taken_by": decision.taken_by.value}),
        condition("year_not_decided", not facts.decided or replaced, evidence, school_year=year),
    )


def _count_given(decision: ProposedDecision) -> Condition:
    count = decision.school_count
    return condition(
        "school_count_given", count is not None and count >= 0, {"school_count": count}
    )


def _granted_norm(facts: YearFacts, decision: ProposedDecision) -> tuple[Condition, ...]:
    """Four to six schools; silent when no number was given, for that is refused already."""
    count = decision.school_count
    if count is None or count < 0:
        return ()
    least, most = _granted_bounds(facts)
    evidence: dict[str, Fact] = {
        "school_count": count,
        "minimum": least.value,
        "maximum": most.value,
    }
    return (
        condition(
            "granted_schools",
            least.value <= count <= most.value,
            evidence,
            count=count,
            minimum=least.value,
            maximum=most.value,
        ),
    )


def _departures_explained(conditions: tuple[Condition, ...]) -> Condition:
    norms = departed(conditions)
    unexplained = tuple(c for c in norms if c.departure is None)
    evidence: dict[str, Fact] = {
        "departed": tuple(c.id for c in norms),
        "unexplained": tuple(c.id for c in unexplained),
    }
    told = together(c.missing for c in unexplained if c.missing is not None)
    return condition("departures_explained", not unexplained, evidence, norms=told)


def _ended(facts: YearFacts, conditions: tuple[Condition, ...]) -> Ruling:
    figures = {
        "next_phase": Phase.ENDED.value,
        "next_school_year": str(facts.school_year.next),
    }
    return judged(*conditions, figures=figures)


def _gone_on(
    facts: YearFacts,
    decision: ProposedDecision,
    conditions: tuple[Condition, ...],
    on: date,
) -> Ruling:
    uses = tuple(use for norm in progress(facts, on) for use in norm.parameters)
    following = NEXT.get(facts.phase)
    if following is None or decision.school_count is None or decision.school_count < 0:
        return judged(*conditions, parameters=uses)
    least, most = _granted_bounds(facts)
    granted = facilitation(following, decision.school_count, facts.school_year.next.start)
    figures: dict[str, Fact] = {
        "next_phase": following.value,
        "next_school_year": str(facts.school_year.next),
        "school_count": decision.school_count,
        "fte": granted.figures["fte"],
        "days": granted.figures["days"],
    }
    if facts.phase is Phase.ASPIRANT:
        figures["title"] = TITLE if _title_earned(facts, conditions) else None
    all_uses = (*uses, least.use, most.use)
    return judged(*conditions, figures=figures, steps=granted.steps, parameters=all_uses)


def _title_earned(facts: YearFacts, conditions: tuple[Condition, ...]) -> bool:
    """Training completed and evaluation positive (R-Y1-5); an explained departure is no title."""
    evaluation = facts.evaluation
    positive = evaluation is not None and evaluation.conclusion is EvaluationConclusion.POSITIVE
    return positive and not any(c.lacking for c in conditions if c.rule_id == _TITLE_RULE)


def _granted_bounds(facts: YearFacts) -> tuple[parameters.Parameter, parameters.Parameter]:
    day = facts.school_year.next.start
    return parameters.at("granted_schools_min", day), parameters.at("granted_schools_max", day)


__all__ = ["TITLE", "ProposedDecision", "decide"]
