from datetime import UTC, date, datetime

import pytest

from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import application_transitions, round_status, window, windows
from ok_api.rules.words import ApplicationStatus, ProgrammeRole, RoundStatus
from tests.rules.builders import application_except, application_in_order

YEAR = SchoolYear.parse("2026-2027")
ON = date(2026, 4, 1)


def test_steps_come_in_order_and_every_step_has_its_ways_out() -> None:
    for status in ApplicationStatus:
        found = application_transitions(application_in_order(status, YEAR), ON)
        if status in {
            ApplicationStatus.ACCEPTED,
            ApplicationStatus.REJECTED,
            ApplicationStatus.WITHDRAWN,
        }:
            assert found == []
            continue
        forward, *out = found
        order = list(ApplicationStatus)
        assert order.index(forward.to) == order.index(status) + 1
        assert [t.to for t in out] == [ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN]
        assert all(t.asks for t in out)


def test_a_submission_outside_the_window_is_shown_and_does_not_refuse() -> None:
    facts = application_in_order(ApplicationStatus.INTAKE, YEAR)
    late = application_except(facts, {"submitted_at": datetime(2026, 7, 1, tzinfo=UTC)})
    ruling = application_transitions(late, ON)[0].ruling
    assert ruling.allowed
    assert [condition.id for condition in ruling.departed_norms] == ["submitted_within_window"]


def test_a_moment_without_time_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        window(datetime(2026, 4, 1), YEAR)  # noqa: DTZ001 - that is the point.


def test_windows_are_closed_intervals_in_dutch_time() -> None:
    spring = next(found for found in windows() if found.school_year == YEAR)
    assert spring.opens.isoformat() == "2026-03-09T09:00:00+01:00"
    assert spring.closes.isoformat() == "2026-06-26T16:00:00+02:00"
    assert window(spring.opens, YEAR).allowed
    assert window(spring.closes, YEAR, ProgrammeRole.EXPERTISE_SCHOOL).allowed


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 2, 28), RoundStatus.PLANNED),
        (date(2026, 3, 1), RoundStatus.OPEN),
        (date(2026, 5, 31), RoundStatus.OPEN),
        (date(2026, 6, 1), RoundStatus.CLOSED),
    ],
)
def test_a_round_opens_and_closes_by_its_dates(on: date, status: RoundStatus) -> None:
    assert round_status(on, date(2026, 3, 1), date(2026, 5, 31)) is status
