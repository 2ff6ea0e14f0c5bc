"""What a school writes down about its own programme year."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.participation.years.queries import SCOPE, one_year
from ok_api.programme.participation.years.schemas import ProgrammeYearChanges
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.tables import Participation, ProgrammeYear


async def change_year(
    work: Work, participation_id: UUID, school_year: str, changes: ProgrammeYearChanges
) -> ProgrammeYear:
    year = await fetch_for_change(
        work,
        ProgrammeYear,
        SCOPE,
        ProgrammeYear.participation_id == participation_id,
        ProgrammeYear.school_year == school_year,
    )
    for name, value in changes.changes().items():
        setattr(year, name, value)
    return year


async def known_year(
    work: Work, participation: Participation, school_year: SchoolYear
) -> ProgrammeYear:
    """Raises `InvalidInput` for a school year that the participation has no programme year of."""
    year = await work.session.scalar(one_year(participation.id, str(school_year)))
    if year is None:
        raise InvalidInput(no_programme_year(school_year))
    return year


def no_programme_year(school_year: SchoolYear | str) -> Flaw:
    message = Text(
        f"Deze deelname heeft geen programmajaar {school_year}.",
        f"This participation has no programme year {school_year}.",
    )
    return Flaw(where="body", name="/schoolYear", code="no_programme_year", message=message)
