"""A participation's reads: each shape beside the columns that it is told from."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, bindparam, cast, func, select, type_coerce

from ok_api.access.scope import CURRENT_YEARS
from ok_api.access.scope import PARTICIPATIONS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import Filter, among, flagged
from ok_api.foundation.retelling import Retelling
from ok_api.programme.participation import schemas
from ok_api.programme.participation.facts.queries import FACTS
from ok_api.programme.participation.standing import tell_transitions
from ok_api.rules.words import Phase
from ok_api.tables import Expertise, Participation, PlanEntry, ProgrammeYear, School

LINK = "/v1/participations/" + cast(Participation.id, Text)

_source = Participation.__table__.join(
    School.__table__, School.establishment_code == Participation.establishment_code
).join(Expertise.__table__, Expertise.id == Participation.expertise_id)

PARTICIPATION = Projection(
    schemas.Participation,
    Participation,
    link=LINK,
    scope=SCOPE,
    source=_source,
    versions=[School.version, Expertise.version],
    school_name=School.name,
    board_number=School.board_number,
    sector=School.sector,
    expertise_title=Expertise.title,
    school="/v1/schools/" + Participation.establishment_code,
    expertise="/v1/expertises/" + cast(Participation.expertise_id, Text),
    application="/v1/applications/" + cast(Participation.application_id, Text),
    current_year=LINK + "/programme-years/" + Participation.school_year,
    programme_years=LINK + "/programme-years",
    transitions=LINK + "/transitions",
    dossier=LINK + "/dossier",
    team_members=LINK + "/team-members",
    expert_assignments=LINK + "/expert-assignments",
    sessions=LINK + "/sessions",
    location_closed_on=School.closed_on,
)


def one_of(column: Any) -> Filter:
    """The row's UUID is one of those asked for."""
    return lambda name: column == func.any(bindparam(name, type_=ARRAY(Uuid)))


PARTICIPATIONS = Listing(
    PARTICIPATION,
    schemas.ParticipationQuery,
    sorts={
        "startedOn": Participation.started_on,
        "schoolYear": Participation.school_year,
        "schoolName": School.sort_name,
        "establishmentCode": Participation.establishment_code,
    },
    default_sort=("-startedOn",),
    filters={
        "phase": among(Participation.phase),
        "school_year": among(Participation.school_year),
        "establishment_code": among(Participation.establishment_code),
        "board": among(School.board_number),
        "sector": among(School.sector),
        "expertise_id": one_of(Participation.expertise_id),
        "running": flagged(type_coerce(Participation.phase, Text) != Phase.ENDED.value),
        "location_closed": flagged(School.closed_on.is_not(None)),
    },
)


TRANSITIONS = Projection(
    schemas.CurrentFacts,
    Participation,
    link=LINK + "/transitions",
    scope=CURRENT_YEARS,
    source=Participation.__table__.join(
        ProgrammeYear.__table__,
        and_(
            ProgrammeYear.participation_id == Participation.id,
            ProgrammeYear.school_year == Participation.school_year,
        ),
    ).join(School.__table__, School.establishment_code == Participation.establishment_code),
    versions=[ProgrammeYear.version, School.version],
    retelling=Retelling(schemas.ParticipationTransitions, tell_transitions),
    location_closed_on=School.closed_on,
    facts=FACTS,
)


def years_to_lock(participation_id: UUID) -> Select[ProgrammeYear]:
    return (
        select(ProgrammeYear)
        .where(ProgrammeYear.participation_id == participation_id)
        .order_by(ProgrammeYear.school_year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def plan_to_replace(programme_year_id: UUID) -> Select[PlanEntry]:
    return select(PlanEntry).where(PlanEntry.programme_year_id == programme_year_id)
