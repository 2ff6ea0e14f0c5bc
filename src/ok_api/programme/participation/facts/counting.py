"""What PostgreSQL counted, as it stands on a day: a plan whose day has passed is overdue."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ok_api.rules.words import SessionStatus

_TALLY = frozenset({"done", "planned"})


def on_day(counted: Any, today: date) -> Any:
    """The same, with the planned amounts of every tally in it split by the day they stand on.

    The day itself has not passed: what is planned for today may still take place.
    """
    if isinstance(counted, Mapping):
        if counted.keys() == _TALLY:
            return _split(counted["done"], counted["planned"] or (), today)
        return {name: on_day(value, today) for name, value in counted.items()}
    if isinstance(counted, list):
        return [on_day(value, today) for value in counted]
    return counted


def by_month(sessions: Iterable[tuple[str, str]], today: date) -> dict[str, Any]:
    """Sessions, each a day and a status, as a tally for each month that has any."""
    days: dict[str, list[tuple[str, str]]] = {}
    for day, status in sorted(sessions):
        days.setdefault(day[: len("2026-11")], []).append((day, status))
    return {month: _tally(listed, today) for month, listed in days.items()}


def _tally(sessions: list[tuple[str, str]], today: date) -> dict[str, Any]:
    planned = [(day, 1) for day, status in sessions if status == SessionStatus.PLANNED]
    return _split(len(sessions) - len(planned), planned, today)


def _split(done: Any, planned: Iterable[tuple[str, Any]], today: date) -> dict[str, Any]:
    ahead, passed = Decimal(0), Decimal(0)
    for day, amount in planned:
        if date.fromisoformat(day) < today:
            passed += Decimal(str(amount))
        else:
            ahead += Decimal(str(amount))
    return {"done": done, "planned": ahead, "overdue": passed}
