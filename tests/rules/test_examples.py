"""The worked examples that the API publishes are true."""

from typing import Any

import pytest

from ok_api.rules.canonical import canonical
from ok_api.rules.examples import Example, examples
from tests.rules.worked import answer


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_worked_example(example: Example) -> None:
    found = answer(example.asks, example.given)
    for name, expected in example.expect.items():
        if name == "norm":
            _same_norm(found["norms"][expected["id"]], expected)
        elif name == "to":
            assert {to: found["to"].get(to) for to in expected} == expected
        else:
            assert found[name] == expected, name
    if "unmet" not in example.expect and "unmet" in found:
        assert found["unmet"] == [] or _only_ways_out(example.expect)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_an_example_can_be_published(example: Example) -> None:
    assert canonical(example.as_json())


def _same_norm(norm: Any, expected: dict[str, Any]) -> None:
    told = {name: getattr(norm, name, None) for name in expected}
    told |= {"expected": norm.expectation.value} if "expected" in expected else {}
    assert told == expected


def _only_ways_out(expect: Any) -> bool:
    return set(expect.get("to", ())) <= {"rejected", "withdrawn"} and "to" in expect
