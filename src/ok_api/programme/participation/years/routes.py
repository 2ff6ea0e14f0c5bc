"""Programme years over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed
from ok_api.foundation.router import Router, Working
from ok_api.programme.participation.years import queries, schemas, service
from ok_api.tables import ProgrammeYear

router = Router("Participation")
ParticipationId = Annotated[UUID, Path(alias="participationId")]
Year = Annotated[str, Path(alias="schoolYear")]
BY = {"participationId": ProgrammeYear.participation_id, "schoolYear": ProgrammeYear.school_year}
YEAR = "/participations/{participationId}/programme-years/{schoolYear}"

router.get(YEAR, "getProgrammeYear", "One programme year", queries.PROGRAMME_YEAR, BY)
router.list(
    "/participations/{participationId}/programme-years",
    "listProgrammeYears",
    "Programme years of a participation",
    queries.PROGRAMME_YEARS,
)


@router.patch(YEAR, "changeProgrammeYear", "Change a programme year", schemas.ProgrammeYear)
async def change_programme_year(
    work: Working,
    participation_id: ParticipationId,
    school_year: Year,
    changes: schemas.ProgrammeYearChanges,
) -> Response:
    year = await service.change_year(work, participation_id, school_year, changes)
    return await changed(work, queries.PROGRAMME_YEAR, year)
