"""Programme years as PostgreSQL tells them, facts included."""

from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select

from ok_api.access.scope import within_participation
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.retelling import Retelling
from ok_api.programme.participation.facilitations.queries import GRANT
from ok_api.programme.participation.facts.queries import FACTS
from ok_api.programme.participation.queries import PARTICIPATION
from ok_api.programme.participation.years import schemas
from ok_api.programme.participation.years.telling import tell_year
from ok_api.tables import Participation, ProgrammeYear

SCOPE = within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year)
_participation = "/v1/participations/" + cast(ProgrammeYear.participation_id, Text)
LINK = _participation + "/programme-years/" + ProgrammeYear.school_year

PROGRAMME_YEAR = Projection(
    schemas.YearRow,
    ProgrammeYear,
    link=LINK,
    scope=SCOPE,
    retelling=Retelling(schemas.ProgrammeYear, tell_year),
    participation=_participation,
    team_plan=LINK + "/team-plan",
    sessions=func.concat(_participation, "/sessions?schoolYear=", ProgrammeYear.school_year),
    transitions=_participation + "/transitions",
    facilitations="/v1/facilitations?participationId=" + cast(ProgrammeYear.participation_id, Text),
    facts=FACTS,
    **GRANT,
)

PROGRAMME_YEARS = Listing(
    PROGRAMME_YEAR,
    schemas.ProgrammeYearQuery,
    sorts={"schoolYear": ProgrammeYear.school_year},
    default_sort=("schoolYear",),
    by={"participationId": ProgrammeYear.participation_id},
    parent=PARTICIPATION,
    parent_by={"participationId": Participation.id},
)


def one_year(participation_id: UUID, school_year: str) -> Select[ProgrammeYear]:
    return select(ProgrammeYear).where(
        ProgrammeYear.participation_id == participation_id,
        ProgrammeYear.school_year == school_year,
    )
