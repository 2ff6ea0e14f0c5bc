import json
from datetime import date
from decimal import Decimal

from hypothesis import given

from ok_api.rules.comparison import Difference, differences
from ok_api.rules.decisions import ProposedDecision, decide
from ok_api.rules.facts import YearFacts
from ok_api.rules.recorded import (
    decision_as_json,
    decision_from_json,
    facts_as_json,
    facts_from_json,
)
from tests.rules import strategies as make

ON = date(2025, 10, 1)


@given(make.facts, make.decisions)
def test_a_decision_can_be_judged_again_from_what_was_kept(
    facts: YearFacts, decision: ProposedDecision
) -> None:
    kept = {"facts": facts_as_json(facts), "decision": decision_as_json(decision)}
    read = json.loads(json.dumps(kept, default=float))
    again = decide(facts_from_json(read["facts"]), decision_from_json(read["decision"]), ON)
    assert differences(decide(facts, decision, ON).as_json(), again.as_json()) == ()


def test_a_difference_names_its_place() -> None:
    before = {"fte": Decimal("0.80"), "steps": [{"text": "a"}], "a/b": 1}
    after = {"fte": Decimal("0.8"), "steps": [{"text": "b"}, {}], "a/b": None}
    assert differences(before, after) == (
        Difference("/steps/0/text", "a", "b"),
        Difference("/steps/1", None, {}),
        Difference("/a~1b", 1, None),
    )
    assert differences(1, {"a": 1}) == (Difference("/", 1, {"a": 1}),)
    assert differences({"a": [1]}, {"a": {"0": 1}}) == (Difference("/a", [1], {"0": 1}),)
