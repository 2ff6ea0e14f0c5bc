from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules import parameters
from ok_api.rules.facilitation import difference, facilitation
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.words import Outcome, Phase

ON = date(2025, 8, 1)
phases = st.sampled_from(Phase)
counts = st.integers(min_value=0, max_value=100_000)


@given(phases, counts)
def test_days_are_200_times_fte_exactly(phase: Phase, count: int) -> None:
    figures = facilitation(phase, count, ON).figures
    fte, days = figures["fte"], figures["days"]
    assert isinstance(fte, Decimal)
    assert isinstance(days, Decimal)
    assert days == 200 * fte
    assert fte == round(fte, 1)


@given(phases, counts, counts)
def test_more_schools_never_give_less(phase: Phase, one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    small = facilitation(phase, fewer, ON).figures["fte"]
    large = facilitation(phase, more, ON).figures["fte"]
    assert isinstance(small, Decimal)
    assert isinstance(large, Decimal)
    assert small <= large


@given(phases, st.integers(max_value=-1))
def test_a_negative_number_is_refused_with_a_reason(phase: Phase, count: int) -> None:
    ruling = facilitation(phase, count, ON)
    assert ruling.outcome is Outcome.REFUSED
    assert [condition.id for condition in ruling.unmet] == ["school_count_not_negative"]


@given(counts, counts)
def test_difference_is_granted_less_realised(granted: int, realised: int) -> None:
    one, other = facilitation(Phase.PILOT, granted, ON), facilitation(Phase.PILOT, realised, ON)
    ruling = difference(one, other)
    assert ruling.figures["days"] == 20 * (granted - realised)
    assert ruling.figures["fte"] == (granted - realised) * Decimal("0.1")


def test_the_steps_read_as_sums_in_both_languages() -> None:
    first, second = facilitation(Phase.PILOT, 6, ON).steps
    assert first.text.nl == "0,4 FTE basis + 6 × 0,1 FTE = 1,0 FTE"
    assert first.text.en == "0.4 FTE base + 6 × 0.1 FTE = 1.0 FTE"
    assert second.text.nl == "1,0 FTE × 200 dagen per FTE = 200 dagen"


def test_a_day_before_the_first_value_is_named() -> None:
    with pytest.raises(NoRuleInForce, match="aspirant_fte has no value on 2023-07-31"):
        facilitation(Phase.ASPIRANT, 0, date(2023, 7, 31))


def test_every_value_is_used_with_its_version() -> None:
    uses = facilitation(Phase.ESTABLISHED, 5, ON).parameters
    assert [use.key for use in uses] == ["base_fte", "fte_per_learning_school", "days_per_fte"]
    assert {use.version for use in uses} == {"2023-08-01"}
    assert all(parameters.at(use.key, ON).use == use for use in uses)
