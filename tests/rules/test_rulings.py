"""What holds for every ruling, whatever the facts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules.canonical import canonical
from ok_api.rules.conditions import wordings
from ok_api.rules.decisions import ProposedDecision, decide
from ok_api.rules.facts import YearFacts
from ok_api.rules.learning import EnrolmentFacts, enrolment_transitions
from ok_api.rules.phases import ending, transitions
from ok_api.rules.progress import progress
from ok_api.rules.rulebook import rulebook
from ok_api.rules.ruling import Condition, Ruling, Step
from ok_api.rules.selection import ApplicationFacts, application_transitions, exclusivity
from ok_api.rules.team_plan import team_plan
from ok_api.rules.words import EndingReason, Phase, ProgrammeRole
from tests.rules import strategies as make

ON = date(2025, 10, 1)


def sound(rulings: Iterable[Ruling]) -> None:
    for ruling in rulings:
        assert ruling.allowed == (not ruling.unmet_requirements)
        parts: tuple[Condition | Step, ...] = (*ruling.conditions, *ruling.steps)
        for part in parts:
            assert part.rule_id in rulebook()
            assert part.source.sentence
            assert part.source in ruling.sources
            assert part.rule_id in ruling.rule_ids
            assert "{" not in part.text.nl + part.text.en
        for condition in ruling.conditions:
            assert condition.id in wordings()
            assert condition.lacking == (condition.missing is not None)
        assert canonical(ruling.as_json())


@given(make.facts, st.dates(date(2023, 8, 1), date(2045, 1, 1)))
def test_transitions_of_a_year(facts: YearFacts, on: date) -> None:
    found = transitions(facts, on)
    assert (found == []) == (facts.phase is Phase.ENDED)
    sound(transition.ruling for transition in found)


@given(make.facts, make.decisions)
def test_decisions(facts: YearFacts, decision: ProposedDecision) -> None:
    ruling = decide(facts, decision, ON)
    sound([ruling])
    if ruling.allowed:
        assert all(c.departure for c in ruling.departed_norms)


@given(make.facts, make.decisions)
def test_a_decision_is_the_same_when_it_is_judged_again(
    facts: YearFacts, decision: ProposedDecision
) -> None:
    once, again = decide(facts, decision, ON), decide(facts, decision, ON)
    assert canonical(once.as_json()) == canonical(again.as_json())


@given(st.sampled_from(Phase), st.sampled_from(EndingReason), make.motivations)
def test_endings(phase: Phase, reason: EndingReason, motivation: str) -> None:
    ruling = ending(phase, reason, motivation, ON)
    sound([ruling])
    if not motivation.strip():
        assert not ruling.allowed


@given(make.applications)
def test_application_transitions(facts: ApplicationFacts) -> None:
    sound(transition.ruling for transition in application_transitions(facts, ON))


@given(make.enrolments)
def test_enrolment_transitions(facts: EnrolmentFacts) -> None:
    sound(transition.ruling for transition in enrolment_transitions(facts, ON))


@given(st.sets(st.sampled_from(ProgrammeRole)), st.sampled_from(ProgrammeRole))
def test_exclusivity(held: set[ProgrammeRole], asked: ProgrammeRole) -> None:
    ruling = exclusivity(held, asked)
    sound([ruling])
    assert all(exclusivity([asked], role).allowed for role in held) == ruling.allowed


@given(st.dictionaries(st.text(max_size=5), make.halves), make.halves)
def test_a_plan_is_allowed_exactly_when_it_fits(days: dict[str, Decimal], granted: Decimal) -> None:
    ruling = team_plan(days, granted, ON)
    sound([ruling])
    assert ruling.allowed == (sum(days.values()) <= granted)


@given(make.facts)
def test_progress_adds_up(facts: YearFacts) -> None:
    for norm in progress(facts, ON):
        assert norm.rule_id in rulebook()
        assert norm.planned >= 0
        assert (norm.met or norm.not_applicable) == (norm.missing is None)
        assert not (norm.met and norm.not_applicable)
        assert canonical(norm.as_json())
