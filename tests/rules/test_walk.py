"""No way leads to the title of established school but over evaluated years and a go on each."""

from dataclasses import replace
from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ok_api.rules.decisions import ProposedDecision, decide
from ok_api.rules.facts import EvaluationFacts, YearFacts
from ok_api.rules.phases import ending
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import DecisionOutcome, EndingReason, EvaluationConclusion, Phase, Role
from tests.rules.builders import year_in_order
from tests.rules.strategies import decisions, evaluations, motivations

START = SchoolYear.parse("2023-2024")


class Participation(RuleBasedStateMachine):
    """One participation, steered at random; it only moves where a ruling allows it."""

    def __init__(self) -> None:
        super().__init__()
        self.year = self.begin(Phase.ASPIRANT, START)
        self.gone: list[Phase] = []

    def begin(self, phase: Phase, school_year: SchoolYear) -> YearFacts:
        year = year_in_order(phase, school_year)
        return replace(year, evaluation=None, trajectory_ready=False)

    @rule(evaluation=evaluations)
    def evaluate(self, evaluation: EvaluationFacts | None) -> None:
        self.year = replace(self.year, evaluation=evaluation)

    @rule()
    def evaluate_well(self) -> None:
        found = EvaluationFacts(True, EvaluationConclusion.POSITIVE, True)
        self.year = replace(self.year, evaluation=found)

    @rule()
    def finish_trajectory(self) -> None:
        self.year = replace(self.year, trajectory_ready=True)

    @rule(decision=decisions)
    def decide_at_random(self, decision: ProposedDecision) -> None:
        self.take(decision)

    @precondition(lambda self: self.year.phase is not Phase.ENDED)
    @rule(count=st.integers(4, 6))
    def decide_to_go_on(self, count: int) -> None:
        self.take(ProposedDecision(DecisionOutcome.GO, "Het gaat goed.", Role.OFFICE, count))

    @rule(motivation=motivations)
    def withdraw(self, motivation: str) -> None:
        on = self.year.school_year.end
        if ending(self.year.phase, EndingReason.WITHDRAWAL, motivation, on).allowed:
            assert motivation.strip()
            self.year = replace(self.year, phase=Phase.ENDED)

    def take(self, decision: ProposedDecision) -> None:
        ruling = decide(self.year, decision, self.year.school_year.end)
        if not ruling.allowed:
            assert ruling.unmet_requirements
            return
        evaluation = self.year.evaluation
        assert evaluation is not None
        assert evaluation.complete
        assert evaluation.evaluator_independent
        if decision.outcome is DecisionOutcome.GO:
            self.gone.append(self.year.phase)
            assert self.year.phase is not Phase.ASPIRANT or self.year.trajectory_ready
        following = Phase(str(ruling.figures["next_phase"]))
        self.year = self.begin(following, self.year.school_year.next)

    @invariant()
    def established_only_after_two_years_that_were_gone_on(self) -> None:
        if self.year.phase is Phase.ESTABLISHED:
            assert self.gone[:2] == [Phase.ASPIRANT, Phase.PILOT]
        if self.year.phase is Phase.PILOT:
            assert self.gone == [Phase.ASPIRANT]


Participation.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestParticipation = Participation.TestCase


def test_each_missing_requirement_alone_keeps_a_pilot_from_being_established() -> None:
    year = year_in_order(Phase.PILOT)
    go = ProposedDecision(DecisionOutcome.GO, "Het gaat goed.", Role.OFFICE, 5)
    for present, complete, independent in product([True, False], repeat=3):
        found = EvaluationFacts(complete, EvaluationConclusion.POSITIVE, independent)
        judged = decide(
            replace(year, evaluation=found if present else None), go, year.school_year.end
        )
        assert judged.allowed == (present and complete and independent)
