"""The register's reads: each shape beside the columns that it is told from."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, bindparam, func, or_, select, type_coerce

from ok_api.access.scope import REGISTER
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, searched
from ok_api.foundation.remembering import Memory
from ok_api.programme.schools import schemas
from ok_api.programme.schools.queries_regions import look_up_regions
from ok_api.programme.schools.searching import relevance
from ok_api.rules.words import SchoolStatus
from ok_api.tables import Region, School, SchoolBoard

_REGION_COLUMNS = {
    "province": School.province,
    "municipality": School.municipality_code,
    "nodal_area": School.nodal_area_code,
    "rpa_area": School.rpa_area_code,
    "wgr_area": School.wgr_area_code,
    "corop_area": School.corop_area_code,
    "education_area": School.education_area_code,
    "rmc_region": School.rmc_region_code,
    "holiday_region": School.holiday_region,
}


def _in_region(name: str) -> ColumnElement[bool]:
    asked: Any = func.any(bindparam(name, type_=ARRAY(Text)))
    return or_(*(func.concat(f"{kind}:", code) == asked for kind, code in _REGION_COLUMNS.items()))


SCHOOL = Projection(
    schemas.School,
    School,
    link="/v1/schools/" + School.establishment_code,
    scope=REGISTER,
)

_told_schools = Memory(SCHOOL)

SCHOOLS = Listing(
    SCHOOL,
    schemas.SchoolQuery,
    memory=_told_schools,
    meaning=look_up_regions,
    sorts={
        "name": School.sort_name,
        "establishmentCode": School.establishment_code,
        "city": func.coalesce(School.city, ""),
        "relevance": relevance(School, School.sort_name, School.establishment_code),
    },
    default_sort=("name",),
    filters={
        "q": searched(School),
        "sector": among(School.sector),
        "status": among(School.status),
        "school_type": among(School.school_type),
        "province": among(School.province),
        "municipality": among(School.municipality_code),
        "board": among(School.board_number),
        "region": _in_region,
    },
)

_open_schools = (
    select(func.count())
    .select_from(School)
    .where(
        School.board_number == SchoolBoard.board_number,
        type_coerce(School.status, Text) == SchoolStatus.OPEN.value,
    )
    .correlate(SchoolBoard)
    .scalar_subquery()
)

SCHOOL_BOARD = Projection(
    schemas.SchoolBoard,
    SchoolBoard,
    link="/v1/school-boards/" + SchoolBoard.board_number,
    scope=REGISTER,
    versions=[_open_schools],
    schools="/v1/school-boards/" + SchoolBoard.board_number + "/schools",
    open_school_count=_open_schools,
)

SCHOOL_BOARDS = Listing(
    SCHOOL_BOARD,
    schemas.SchoolBoardQuery,
    sorts={"boardNumber": SchoolBoard.board_number},
    default_sort=("boardNumber",),
)

BOARD_SCHOOLS = Listing(
    SCHOOL,
    schemas.BoardSchoolQuery,
    memory=_told_schools,
    sorts={"name": School.sort_name},
    default_sort=("name",),
    filters={"status": among(School.status)},
    by={"boardNumber": School.board_number},
    parent=SCHOOL_BOARD,
    parent_by={"boardNumber": SchoolBoard.board_number},
)

REGION = Projection(
    schemas.Region,
    Region,
    link=func.concat("/v1/regions?kind=", Region.kind),
    scope=REGISTER,
)

REGIONS = Listing(
    REGION,
    schemas.RegionQuery,
    sorts={"code": Region.code, "name": func.coalesce(Region.name, "")},
    default_sort=("code",),
    filters={"kind": among(Region.kind)},
)
