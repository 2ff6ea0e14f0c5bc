"""The subsidy application that an acceptance rests on (R-SEL-4, R-SEL-5): comply or explain."""

from datetime import date, datetime

from ok_api.rules.conditions import condition
from ok_api.rules.ruling import Condition, ParameterUse
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.windows import AMSTERDAM, first_window, terms, window

Judged = tuple[tuple[Condition, ...], tuple[ParameterUse, ...]]
"""Conditions, with the values that they were judged by."""


def submission(
    school_year: SchoolYear,
    submitted_at: datetime | None,
    completion_asked_on: date | None,
    complete_on: date | None,
    on: date,
) -> Judged:
    """Whether it was made, in its window, and complete in time, for a school accepted on a day.

    What was before the first window that is known is not judged.
    """
    if _before_all_that_is_known(school_year, submitted_at, on):
        return (), ()
    made = condition("application_submitted", submitted_at is not None)
    if submitted_at is None:
        return (made,), ()
    submitted_on = submitted_at.astimezone(AMSTERDAM).date()
    asked = terms(
        submitted_on, complete_on, on, completion_asked_on=completion_asked_on, decided_on=on
    )
    complete_by, weeks = asked.figures["complete_by"], asked.parameters[0].value
    assert isinstance(complete_by, date)
    complete = condition(
        "application_complete_by_now", complete_on is not None, {"complete_on": complete_on}
    )
    in_term = condition(
        "application_completed_in_term",
        complete_on is None or complete_on <= complete_by,
        {"complete_on": complete_on, "complete_by": complete_by},
        weeks=weeks,
        complete_on=complete_on,
        complete_by=complete_by,
    )
    decided = next(c for c in asked.conditions if c.id == "decided_in_time")
    told = (made, _within_window(submitted_at, school_year), complete, in_term, decided)
    return told, asked.parameters


def _before_all_that_is_known(
    school_year: SchoolYear, submitted_at: datetime | None, on: date
) -> bool:
    """What was not submitted is looked at on the day of the acceptance."""
    first = first_window()
    if submitted_at is None:
        return school_year < first.school_year or on < first.opens.date()
    return school_year < first.school_year or submitted_at < first.opens


def _within_window(submitted_at: datetime, school_year: SchoolYear) -> Condition:
    ruling = window(submitted_at, school_year)
    why = next((unmet.missing for unmet in ruling.unmet), None)
    return condition(
        "submitted_within_window",
        ruling.allowed,
        {"submitted_at": submitted_at},
        school_year=str(school_year),
        why=why,
    )
