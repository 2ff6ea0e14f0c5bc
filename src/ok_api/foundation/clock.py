"""The only place that asks what time it is, so that a test can answer."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    return datetime.now(UTC)


def placed(moment: datetime) -> datetime:
    """A moment that was given without an offset is one on the Dutch clock."""
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def today() -> date:
    """The calendar day in the Netherlands: a decision taken at 00:30 there is not yesterday's."""
    return now().astimezone(AMSTERDAM).date()
