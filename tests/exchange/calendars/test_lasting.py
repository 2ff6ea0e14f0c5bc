"""How long a session lasts: in half days, over days, and over the night the clock is changed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ok_api.exchange.calendars.calendar import lasts

WEDNESDAY = datetime(2026, 3, 11, 8, tzinfo=UTC)
FRIDAY_BEFORE_SUMMER_TIME = datetime(2026, 3, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dagdelen", "hours"),
    [("0.5", 2), ("1", 4), ("1.5", 6), ("2", 8), ("2.5", 26), ("3", 28), ("4", 32), ("20", 224)],
)
def test_two_dagdelen_fill_a_day(dagdelen: str, hours: int) -> None:
    assert lasts(WEDNESDAY, Decimal(dagdelen)) == timedelta(hours=hours)


def test_the_next_day_goes_on_at_the_same_hour_on_the_clock() -> None:
    assert lasts(FRIDAY_BEFORE_SUMMER_TIME, Decimal(4)) == timedelta(hours=31)
