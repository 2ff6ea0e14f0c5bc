"""The schedule of attempts, and what they say about a receiver."""

from datetime import UTC, datetime, timedelta

import pytest

from ok_api.exchange.webhooks.delivering.retrying import (
    JITTER,
    LONGEST_ASKED,
    PAUSES,
    Attempt,
    Reason,
    failing_since,
    judge,
    reason_to_retire,
)
from ok_api.rules.exchange_words import DeliveryStatus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def attempt(
    number: int = 1, status: int | None = 500, asked: timedelta | None = None, at: datetime = NOW
) -> Attempt:
    return Attempt(1, "schools/99ZZ01", number, at, status, "said", asked)


@pytest.mark.parametrize("number", range(1, len(PAUSES) + 1))
def test_each_pause_is_longer_and_a_little_different(number: int) -> None:
    pause = PAUSES[number - 1]
    moments = {judge(attempt(number)).next_attempt_at for _ in range(20)}
    assert len(moments) > 1
    for moment in moments:
        assert moment is not None
        assert abs(moment - NOW - pause) <= pause * JITTER
    assert number == 1 or pause > PAUSES[number - 2]


def test_attempts_go_on_for_more_than_a_day_and_then_end() -> None:
    assert sum(PAUSES, timedelta()) > timedelta(hours=24)
    assert judge(attempt(len(PAUSES) + 1)).status is DeliveryStatus.FAILED


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_it_has_arrived_when_the_receiver_says_so(status: int) -> None:
    assert judge(attempt(status=status)).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("status", [None, 100, 199, 300, 301, 307, 400, 404, 410, 429, 500, 503])
def test_anything_else_is_tried_again(status: int | None) -> None:
    verdict = judge(attempt(status=status))
    assert verdict.status is DeliveryStatus.PENDING
    assert verdict.next_attempt_at is not None


@pytest.mark.parametrize(
    ("status", "asked", "pause"),
    [
        (429, timedelta(minutes=5), timedelta(minutes=5)),
        (503, timedelta(minutes=5), timedelta(minutes=5)),
        (429, timedelta(days=400), LONGEST_ASKED),
        (500, timedelta(minutes=5), None),
        (429, timedelta(seconds=-5), None),
        (429, timedelta(0), None),
    ],
)
def test_patience_that_is_asked_for_is_given_within_bounds(
    status: int, asked: timedelta, pause: timedelta | None
) -> None:
    moment = judge(attempt(status=status, asked=asked)).next_attempt_at
    assert moment is not None
    if pause is None:
        assert abs(moment - NOW - PAUSES[0]) <= PAUSES[0] * JITTER
    else:
        assert moment == NOW + pause


def test_a_receiver_fails_from_its_first_failure_until_something_arrives() -> None:
    later = NOW + timedelta(hours=1)
    assert failing_since(None, []) is None
    assert failing_since(None, [attempt(at=later), attempt()]) == NOW
    assert failing_since(NOW, [attempt(at=later)]) == NOW
    assert failing_since(NOW, [attempt(at=later), attempt(status=204)]) is None


def test_it_is_retired_when_gone_or_after_days_of_failing() -> None:
    days = timedelta(days=5)
    assert reason_to_retire(None, [attempt(status=410)]) is Reason.GONE
    assert reason_to_retire(NOW, [attempt(at=NOW + days)]) is None
    assert reason_to_retire(NOW, [attempt(at=NOW + days * 1.01)]) is Reason.FAILING
    assert reason_to_retire(NOW, []) is None
