"""The team plan over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed
from ok_api.foundation.router import Router, Working
from ok_api.programme.participation.plans import queries, schemas, service
from ok_api.tables import ProgrammeYear

router = Router("Participation")
ParticipationId = Annotated[UUID, Path(alias="participationId")]
Year = Annotated[str, Path(alias="schoolYear")]
PLAN = "/participations/{participationId}/programme-years/{schoolYear}/team-plan"

router.get(
    PLAN,
    "getTeamPlan",
    "The team plan of a programme year",
    queries.TEAM_PLAN,
    {"participationId": ProgrammeYear.participation_id, "schoolYear": ProgrammeYear.school_year},
)


@router.put(PLAN, "putTeamPlan", "Replace the team plan", schemas.TeamPlan)
async def put_team_plan(
    work: Working,
    participation_id: ParticipationId,
    school_year: Year,
    plan: schemas.TeamPlanBody,
) -> Response:
    year = await service.replace_plan(work, participation_id, school_year, plan)
    return await changed(work, queries.TEAM_PLAN, year)
