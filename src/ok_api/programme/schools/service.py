"""Mending the register by hand, between two files."""

from ok_api.access.rows import check_version
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.schools.schemas import SchoolBoardFacts, SchoolFacts
from ok_api.rules.text import Text
from ok_api.rules.words import RegionKind, SchoolStatus
from ok_api.tables import Region, School, SchoolBoard


async def put_school(
    work: Work, establishment_code: str, facts: SchoolFacts
) -> tuple[School, bool]:
    """Create or replace the facts of one school; tells also whether it is new.

    Raises `PreconditionMissing` or `Stale` when it exists and If-Match does not name its version.
    """
    check_closing(facts)
    school = await work.session.get(School, establishment_code, with_for_update=True)
    if facts.board_number is not None:
        await _ensure_board(work, facts.board_number)
    if facts.municipality_code is not None:
        await _ensure_municipality(work, facts.municipality_code, facts.municipality_name)
    if school is None:
        school = School(establishment_code=establishment_code, **facts.model_dump())
        work.session.add(school)
        return school, True
    check_version(work, school)
    for name, value in facts.model_dump().items():
        setattr(school, name, value)
    return school, False


async def put_school_board(
    work: Work, board_number: str, facts: SchoolBoardFacts
) -> tuple[SchoolBoard, bool]:
    """Create or replace one board; tells also whether it is new."""
    board = await work.session.get(SchoolBoard, board_number, with_for_update=True)
    if board is None:
        board = SchoolBoard(board_number=board_number, **facts.model_dump())
        work.session.add(board)
        return board, True
    check_version(work, board)
    for name, value in facts.model_dump().items():
        setattr(board, name, value)
    return board, False


async def _ensure_board(work: Work, board_number: str) -> None:
    """The register names boards only by number; the first school of one brings it along."""
    if await work.session.get(SchoolBoard, board_number) is None:
        work.session.add(SchoolBoard(board_number=board_number))
        await work.session.flush()


async def _ensure_municipality(work: Work, code: str, name: str | None) -> None:
    """So that it can be asked for by its name; a name that it has already is left to the lists."""
    region = await work.session.get(Region, (RegionKind.MUNICIPALITY, code))
    if region is None:
        work.session.add(Region(kind=RegionKind.MUNICIPALITY, code=code, name=name))
    elif region.name is None:
        region.name = name


def check_closing(facts: SchoolFacts) -> None:
    if (facts.status is SchoolStatus.CLOSED) != (facts.closed_on is not None):
        raise InvalidInput(
            Flaw(
                where="body",
                name="/closedOn",
                code="closed_has_date",
                message=_UNDATED if facts.closed_on is None else _NOT_CLOSED,
            )
        )


_UNDATED = Text(
    "Deze school is gesloten, en de sluitingsdatum ontbreekt.",
    "This school is closed, and its closing date is missing.",
)
_NOT_CLOSED = Text(
    "Deze school is open, en heeft dus geen sluitingsdatum.",
    "This school is open, and so it has no closing date.",
)
