"""Moments leave in UTC, by their Z."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from ok_api.rules.moments import written_moment


def test_a_moment_without_an_offset_is_none() -> None:
    with pytest.raises(ValueError, match="no offset"):
        written_moment(datetime(2026, 3, 9, 9))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("Europe/Amsterdam")), "2026-03-09T08:00:00Z"),
        (datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Amsterdam")), "2026-06-30T22:00:00Z"),
        (datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-11))), "2026-01-01T11:00:00Z"),
        (datetime(2026, 1, 1, 0, 0, 0, 500, UTC), "2026-01-01T00:00:00.000500Z"),
    ],
)
def test_it_is_written_in_utc(moment: datetime, written: str) -> None:
    assert written_moment(moment) == written
