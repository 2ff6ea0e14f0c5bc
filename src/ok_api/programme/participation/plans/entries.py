"""Keeping a plan: only what differs is written, and only then is the year counted on."""

from sqlalchemy import func

from ok_api.foundation.database import Work
from ok_api.programme.participation import locks
from ok_api.programme.participation.plans.schemas import PlanEntryBody
from ok_api.tables import PlanEntry, ProgrammeYear


async def replace_entries(work: Work, year: ProgrammeYear, wanted: list[PlanEntryBody]) -> None:
    """What is not wanted is no longer planned; a plan that is the same stays as it is."""
    left = {entry.team_member_id: entry for entry in await locks.plan_of(work, year)}
    for entry in wanted:
        known = left.pop(entry.team_member_id, None)
        if known is None:
            work.session.add(PlanEntry(programme_year_id=year.id, **entry.model_dump()))
        else:
            known.days, known.task = entry.days, entry.task
    for dropped in left.values():
        await work.session.delete(dropped)
    if _differs(work):
        year.updated_at = func.now()


def _differs(work: Work) -> bool:
    session = work.session
    return bool(session.new or session.deleted) or any(map(session.is_modified, session.dirty))
