"""The team plan's reads: a programme year with the entries of its plan."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ok_api.access.scope import within_participation
from ok_api.foundation.projection import Projection
from ok_api.foundation.retelling import Retelling
from ok_api.programme.participation.facts.queries_sessions import members
from ok_api.programme.participation.plans import schemas
from ok_api.programme.participation.plans.telling import tell_plan
from ok_api.programme.participation.team.queries import TEAM_MEMBER
from ok_api.programme.participation.years.queries import LINK
from ok_api.tables import PlanEntry, ProgrammeYear, TeamMember

SCOPE = within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year)

_line = members(
    teamMemberId=PlanEntry.team_member_id,
    teamMember=TEAM_MEMBER.link,
    name=TeamMember.name,
    role=TeamMember.role,
    days=func.trim_scale(PlanEntry.days),
    task=PlanEntry.task,
)
_entries: Any = (
    select(func.json_agg(aggregate_order_by(_line, PlanEntry.team_member_id)))
    .select_from(PlanEntry)
    .join(TeamMember, TeamMember.id == PlanEntry.team_member_id)
    .where(PlanEntry.programme_year_id == ProgrammeYear.id)
    .correlate(ProgrammeYear)
    .scalar_subquery()
)

TEAM_PLAN = Projection(
    schemas.PlanRow,
    ProgrammeYear,
    link=LINK + "/team-plan",
    scope=SCOPE,
    retelling=Retelling(schemas.TeamPlan, tell_plan),
    granted_days=func.trim_scale(ProgrammeYear.granted_days),
    entries=_entries,
    programme_year=LINK,
)


def members_of(participation_id: UUID, ids: Collection[UUID]) -> Select[TeamMember]:
    return select(TeamMember).where(
        TeamMember.participation_id == participation_id, TeamMember.id.in_(ids)
    )
