"""Facilitation as PostgreSQL tells it: what was granted and how many schools take part."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Text, case, cast, func, select

from ok_api.access.scope import within_participation
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, identical
from ok_api.foundation.retelling import Retelling
from ok_api.programme.participation.facilitations import schemas
from ok_api.programme.participation.facilitations.telling import tell_facilitation
from ok_api.rules.words import Phase
from ok_api.tables import Participation, ProgrammeYear, School

SCOPE = within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year)
_participation = "/v1/participations/" + cast(ProgrammeYear.participation_id, Text)

GRANT: dict[str, Any] = {
    "granted_fte": func.trim_scale(ProgrammeYear.granted_fte),
    "granted_days": func.trim_scale(ProgrammeYear.granted_days),
    "granted_steps": ProgrammeYear.facilitation_ruling["steps"],
}

FACILITATION = Projection(
    schemas.FacilitationRow,
    ProgrammeYear,
    link=_participation + "/programme-years/" + ProgrammeYear.school_year,
    scope=SCOPE,
    source=ProgrammeYear.__table__.join(
        Participation.__table__, Participation.id == ProgrammeYear.participation_id
    ).join(School.__table__, School.establishment_code == Participation.establishment_code),
    retelling=Retelling(schemas.Facilitation, tell_facilitation),
    participation=_participation,
    establishment_code=Participation.establishment_code,
    school_name=School.name,
    **GRANT,
)

FACILITATIONS = Listing(
    FACILITATION,
    schemas.FacilitationQuery,
    sorts={
        "schoolYear": ProgrammeYear.school_year,
        "establishmentCode": Participation.establishment_code,
    },
    default_sort=("-schoolYear", "establishmentCode"),
    filters={
        "school_year": among(ProgrammeYear.school_year),
        "phase": among(ProgrammeYear.phase),
        "participation_id": identical(ProgrammeYear.participation_id),
        "establishment_code": among(Participation.establishment_code),
    },
)

_IN_ORDER = case(
    {phase.value: place for place, phase in enumerate(Phase)}, value=ProgrammeYear.phase
)
FILTERS = {
    "school_year": among(ProgrammeYear.school_year),
    "phase": among(ProgrammeYear.phase),
}


def totals_select(actor: Actor, asked: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Years that are alike counted together, so that the rules are asked once for each kind."""
    year = ProgrammeYear
    return (
        select(
            year.school_year,
            year.phase,
            year.guided_school_count.label("guided"),
            func.count().label("participations"),
            func.sum(year.granted_school_count).label("granted_schools"),
            func.sum(year.granted_fte).label("granted_fte"),
            func.sum(year.granted_days).label("granted_days"),
        )
        .where(SCOPE.condition(actor), *(FILTERS[name](name) for name in sorted(asked)))
        .group_by(year.school_year, year.phase, year.guided_school_count)
        .order_by(year.school_year.desc(), _IN_ORDER, year.guided_school_count)
    )
