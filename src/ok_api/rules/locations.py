"""A closed location begins nothing unexplained, and what still runs there is told (R-SUC-4)."""

from datetime import date

from ok_api.rules.conditions import condition
from ok_api.rules.ruling import Condition


def location_open(closed_on: date | None, on: date) -> Condition:
    """Of a school that applies or enrols. `closed_on` is the first day on which it is closed."""
    return _open("location_open", closed_on, on)


def participating_location_open(closed_on: date | None, on: date) -> Condition:
    """Of a participation that runs."""
    return _open("participating_location_open", closed_on, on)


def learning_location_open(closed_on: date | None, on: date) -> Condition:
    """Of an enrolment that runs."""
    return _open("learning_location_open", closed_on, on)


def _open(id_: str, closed_on: date | None, on: date) -> Condition:
    closed = closed_on is not None and closed_on <= on
    return condition(id_, not closed, {"closed_on": closed_on}, closed_on=closed_on)
