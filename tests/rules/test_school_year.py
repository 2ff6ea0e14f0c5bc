from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules.school_year import SchoolYear

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@given(days)
def test_every_day_lies_in_exactly_its_own_year(day: date) -> None:
    year = SchoolYear.of(day)
    assert day in year
    assert day not in year.next
    assert day not in year.previous
    assert SchoolYear.parse(str(year)) == year
    assert year.previous < year < year.next
    assert year.next.previous == year


@given(days, days)
def test_years_are_ordered_as_their_days(one: date, other: date) -> None:
    if one <= other:
        assert SchoolYear.of(one) <= SchoolYear.of(other)


def test_it_runs_from_august_to_july() -> None:
    year = SchoolYear.parse("2025-2026")
    assert (year.start, year.end) == (date(2025, 8, 1), date(2026, 7, 31))
    assert str(SchoolYear.of(date(2026, 7, 31))) == "2025-2026"
    assert str(SchoolYear.of(date(2026, 8, 1))) == "2026-2027"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("2025", "written like 2025-2026"),
        ("2025/2026", "written like 2025-2026"),
        ("2025-2026 ", "written like 2025-2026"),
        ("2025-2027", "two consecutive years"),
        ("2026-2025", "two consecutive years"),
        ("0000-0001", "between 1900 and 9998"),
        ("٢٠٢٥-٢٠٢٦", "written like 2025-2026"),
    ],
)
def test_anything_else_is_refused(written: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SchoolYear.parse(written)
