from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules.conditions import condition
from ok_api.rules.facilitation import facilitation
from ok_api.rules.ruling import Ruling, canonical, fingerprint, judged
from ok_api.rules.words import Outcome, Phase

numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000
)
contents = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers() | numbers,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), contents))
def test_the_order_of_members_does_not_matter(content: dict[str, object]) -> None:
    turned = dict(reversed(content.items()))
    assert canonical(turned) == canonical(content)


@given(numbers)
def test_a_number_counts_by_its_value(number: Decimal) -> None:
    longer = Decimal(f"{number:f}000") if "." in f"{number:f}" else number
    assert canonical({"fte": longer}) == canonical({"fte": number})


def test_notation_is_no_difference_and_content_is() -> None:
    assert fingerprint({"fte": Decimal("0.80")}) == fingerprint({"fte": Decimal("0.8")})
    assert fingerprint({"days": 160}) == fingerprint({"days": Decimal("160.0")})
    assert fingerprint({"days": Decimal("2E+2")}) == fingerprint({"days": 200})
    assert fingerprint({"zero": Decimal("-0.0")}) == fingerprint({"zero": 0})
    assert fingerprint({"fte": Decimal("0.8")}) != fingerprint({"fte": "0.8"})
    assert fingerprint({"met": True}) != fingerprint({"met": 1})
    assert canonical({"b": [1, None], "a": date(2025, 8, 1)}) == b'{"a":"2025-08-01","b":[1,null]}'


@pytest.mark.parametrize("inexact", [0.8, Decimal("NaN"), Decimal("Infinity"), object(), {1}])
def test_what_is_not_exact_has_no_fingerprint(inexact: object) -> None:
    with pytest.raises(TypeError):
        fingerprint({"value": inexact})


def test_json_has_camel_case_members_and_exact_decimals() -> None:
    content = facilitation(Phase.PILOT, 4, date(2025, 8, 1)).as_json()
    assert content["figures"] == {
        "phase": "pilot",
        "schoolCount": 4,
        "fte": Decimal("0.8"),
        "days": Decimal(160),
    }
    assert content["ruleIds"] == ["R-FAC-2", "R-FAC-3"]


def test_dates_are_written_in_iso_form() -> None:
    moment = datetime(2025, 3, 10, 9, tzinfo=UTC)
    ruling = Ruling(
        ("R-SEL-5",), Outcome.COMPUTED, figures={"decide_by": moment, "days": (moment,)}
    )
    assert ruling.as_json()["figures"] == {
        "decideBy": "2025-03-10T09:00:00Z",
        "days": ["2025-03-10T09:00:00Z"],
    }


def test_a_requirement_refuses_and_a_norm_does_not() -> None:
    norm = condition("improvement_question_fits", False)
    requirement = condition("decision_motivated", False)
    assert judged(norm).allowed
    assert judged(norm).departed_norms == (norm,)
    refused = judged(norm, requirement)
    assert not refused.allowed
    assert refused.unmet == (norm, requirement)
    assert refused.unmet_requirements == (requirement,)
    assert refused.rule_ids == ("R-LRN-1", "R-DEC-3")
