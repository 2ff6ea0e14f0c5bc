"""Getting hold of what one decision touches at once; no two decisions do so at the same time."""

from collections.abc import Sequence
from uuid import UUID

from ok_api.foundation.database import Work
from ok_api.programme.participation import queries
from ok_api.tables import Expertise, Participation, PlanEntry, ProgrammeYear


async def lock_expertise(work: Work, expertise_id: UUID) -> None:
    await work.session.get_one(Expertise, expertise_id, with_for_update=True)


async def lock_years(work: Work, participation: Participation) -> dict[str, ProgrammeYear]:
    """Lock a participation and then its programme years, earliest first, as they now stand."""
    await work.session.flush()
    await work.session.refresh(participation, with_for_update=True)
    years = await work.session.scalars(queries.years_to_lock(participation.id))
    return {year.school_year: year for year in years}


async def clear_plan(work: Work, year: ProgrammeYear) -> None:
    """What is no longer granted cannot be planned."""
    for entry in await plan_of(work, year):
        await work.session.delete(entry)


async def plan_of(work: Work, year: ProgrammeYear) -> Sequence[PlanEntry]:
    return (await work.session.scalars(queries.plan_to_replace(year.id))).all()
