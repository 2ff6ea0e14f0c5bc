"""What may follow a programme year: every next phase, and what it takes to get there."""

from datetime import date

from ok_api.rules.conditions import condition
from ok_api.rules.facts import EvaluationFacts, YearFacts
from ok_api.rules.independence import because
from ok_api.rules.progress import progress
from ok_api.rules.ruling import Condition, Fact, Ruling, judged
from ok_api.rules.transition import EXPLANATIONS, MOTIVATION, NUMBER_OF_SCHOOLS, Transition
from ok_api.rules.words import EndingReason, EvaluationConclusion, Phase

NEXT = {
    Phase.ASPIRANT: Phase.PILOT,
    Phase.PILOT: Phase.ESTABLISHED,
    Phase.ESTABLISHED: Phase.ESTABLISHED,
}
"""The phase that a go leads to; an ended participation has none."""


def transitions(facts: YearFacts, on: date) -> list[Transition[Phase]]:
    """Every phase that can follow, allowed or not, each with its conditions.

    A step that is allowed still takes a decision: `asks` names what that decision must bring.
    """
    following = NEXT.get(facts.phase)
    if following is None:
        return []
    conditions = (*evaluation_requirements(facts), *go_conditions(facts, on))
    uses = tuple(use for norm in progress(facts, on) for use in norm.parameters)
    ruling = judged(*conditions, parameters=uses)
    asks = (MOTIVATION, NUMBER_OF_SCHOOLS, *((EXPLANATIONS,) if ruling.departed_norms else ()))
    ended = judged(not_ended(facts.phase))
    return [Transition(following, ruling, asks), Transition(Phase.ENDED, ended, (MOTIVATION,))]


def ending(phase: Phase, reason: EndingReason, motivation: str, on: date) -> Ruling:
    """Whether a participation may end outside a go/no-go, by withdrawal or dropping out (R-END-1).

    A no-go is no such ending: it is a decision, and `decisions.decide` judges it.
    """
    by_decision = condition(
        "no_go_by_decision", reason is not EndingReason.NO_GO, {"reason": reason.value}
    )
    motivated = condition("ending_motivated", bool(motivation.strip()))
    figures = {"next_phase": Phase.ENDED.value, "reason": reason.value, "on": on}
    return judged(not_ended(phase), by_decision, motivated, figures=figures)


def not_ended(phase: Phase) -> Condition:
    return condition("participation_not_ended", phase is not Phase.ENDED, {"phase": phase.value})


def evaluation_requirements(facts: YearFacts) -> tuple[Condition, ...]:
    """What every decision rests on, go or no-go: a complete and independent evaluation."""
    evaluation, year = facts.evaluation, str(facts.school_year)
    exists = "joint_" if facts.phase is Phase.ESTABLISHED else ""
    complete = evaluation is not None and evaluation.complete and evaluation.conclusion is not None
    return (
        condition(
            f"{exists}evaluation_exists",
            evaluation is not None,
            {"school_year": year},
            school_year=year,
        ),
        condition("evaluation_complete", complete, {"complete": complete}),
        _independent(evaluation),
    )


def _independent(evaluation: EvaluationFacts | None) -> Condition:
    """An evaluation that is not there has no evaluator who could be tied to anything."""
    independent = evaluation is not None and evaluation.evaluator_independent
    ties = evaluation.ties if evaluation is not None and not independent else ()
    evidence: dict[str, Fact] = {"independent": independent}
    if ties:
        evidence["ties"] = tuple(tie.value for tie in ties)
    return condition("evaluator_independent", independent, evidence, because=because(ties))


def go_conditions(facts: YearFacts, on: date) -> tuple[Condition, ...]:
    """What a go adds: a good evaluation, a trajectory that is ready, and the year's norms."""
    norms = tuple(norm.as_condition() for norm in progress(facts, on))
    conclusion = facts.evaluation.conclusion if facts.evaluation else None
    positive = conclusion is EvaluationConclusion.POSITIVE
    evidence = {"conclusion": conclusion.value if conclusion else None}
    if facts.phase is Phase.ASPIRANT:
        ready = facts.trajectory_ready
        return (
            condition("aspirant_evaluation_positive", positive, evidence),
            condition("trajectory_ready", ready, {"ready": ready}),
            *norms,
        )
    return (condition("evaluation_positive", positive, evidence), *norms)
