"""Which experts are attached to a participation, each role by one expert at a time (R-Y1-3)."""

from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.participation.dates import refuse_after_end
from ok_api.programme.participation.experts.queries import SCOPE
from ok_api.programme.participation.experts.schemas import (
    ExpertAssignmentChanges,
    NewExpertAssignment,
)
from ok_api.programme.participation.years.service import known_year
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.tables import ExpertAssignment, Participation


async def assign_expert(
    work: Work, participation_id: UUID, new: NewExpertAssignment
) -> ExpertAssignment:
    """The database refuses a second expert in a role on the same days.

    Locking the participation makes two of them wait for each other instead of blocking both.
    """
    participation = await fetch_for_change(
        work, Participation, PARTICIPATIONS, Participation.id == participation_id
    )
    year = SchoolYear.parse(new.school_year or participation.school_year)
    await known_year(work, participation, year)
    from_on = new.from_on or min(max(work.today, year.start), year.end)
    _check_days(year, from_on, new.until_on)
    refuse_after_end(participation, from_on)
    settled = {"school_year": str(year), "from_on": from_on}
    assignment = ExpertAssignment(
        participation_id=participation.id, **{**new.model_dump(), **settled}
    )
    work.session.add(assignment)
    return assignment


async def change_assignment(
    work: Work, participation_id: UUID, assignment_id: UUID, changes: ExpertAssignmentChanges
) -> ExpertAssignment:
    participation = await fetch(
        work,
        Participation,
        PARTICIPATIONS,
        Participation.id == participation_id,
        lock=True,
    )
    assignment = await fetch_for_change(
        work,
        ExpertAssignment,
        SCOPE,
        ExpertAssignment.participation_id == participation_id,
        ExpertAssignment.id == assignment_id,
    )
    for name, value in changes.changes().items():
        setattr(assignment, name, value)
    year = SchoolYear.parse(assignment.school_year)
    _check_days(year, assignment.from_on, assignment.until_on)
    refuse_after_end(participation, assignment.from_on)
    return assignment


def _check_days(year: SchoolYear, from_on: date, until_on: date | None) -> None:
    stated = {"/fromOn": from_on, "/untilOn": until_on}
    flaws = [
        _outside(pointer, year)
        for pointer, day in stated.items()
        if day is not None and day not in year
    ]
    if flaws:
        raise InvalidInput(*flaws)


def _outside(pointer: str, year: SchoolYear) -> Flaw:
    message = Text(
        "Een inzet valt binnen één schooljaar: van {start} tot en met {end}.",
        "An assignment lies within one school year: from {start} up to {end}.",
    ).format(start=year.start, end=year.end)
    return Flaw(where="body", name=pointer, code="outside_school_year", message=message)
