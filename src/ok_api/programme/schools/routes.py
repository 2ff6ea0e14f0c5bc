"""The register over HTTP."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.schools import queries, schemas, service
from ok_api.tables import School, SchoolBoard

router = Router("Schools")
Code = Annotated[schemas.EstablishmentCode, Path(alias="establishmentCode")]
Number = Annotated[schemas.BoardNumber, Path(alias="boardNumber")]

router.get(
    "/schools/{establishmentCode}",
    "getSchool",
    "One school location",
    queries.SCHOOL,
    {"establishmentCode": School.establishment_code},
    public=True,
)
router.list("/schools", "listSchools", "Schools of the register", queries.SCHOOLS, public=True)
router.get(
    "/school-boards/{boardNumber}",
    "getSchoolBoard",
    "One school board",
    queries.SCHOOL_BOARD,
    {"boardNumber": SchoolBoard.board_number},
    public=True,
)
router.list(
    "/school-boards", "listSchoolBoards", "School boards", queries.SCHOOL_BOARDS, public=True
)
router.list(
    "/school-boards/{boardNumber}/schools",
    "listSchoolBoardSchools",
    "Schools of one board",
    queries.BOARD_SCHOOLS,
    public=True,
)
router.list("/regions", "listRegions", "Regions of the register", queries.REGIONS, public=True)


@router.put(
    "/schools/{establishmentCode}", "putSchool", "Create or replace one school", schemas.School
)
async def put_school(work: Working, code: Code, facts: schemas.SchoolFacts) -> Response:
    school, is_new = await service.put_school(work, code, facts)
    return await (created if is_new else changed)(work, queries.SCHOOL, school)


@router.put(
    "/school-boards/{boardNumber}",
    "putSchoolBoard",
    "Create or replace one school board",
    schemas.SchoolBoard,
)
async def put_school_board(
    work: Working, number: Number, facts: schemas.SchoolBoardFacts
) -> Response:
    board, is_new = await service.put_school_board(work, number, facts)
    return await (created if is_new else changed)(work, queries.SCHOOL_BOARD, board)
