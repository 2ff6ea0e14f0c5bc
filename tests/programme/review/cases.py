"""Situations that the tests of review begin with."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.tables import Participation, ProgrammeYear


async def year_of(session: AsyncSession, participation: Participation) -> ProgrammeYear:
    """The programme year that a participation stands in."""
    years = await session.scalars(
        select(ProgrammeYear).where(
            ProgrammeYear.participation_id == participation.id,
            ProgrammeYear.school_year == participation.school_year,
        )
    )
    return years.one()
