"""School boards, by their number: what a row does not say stays as it is."""

from pydantic import Field

from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.exchange.imports.rows.shaping import columns_of
from ok_api.exchange.imports.rows.taking import RowKind, Taken
from ok_api.foundation.schema import Body
from ok_api.programme.schools import service
from ok_api.programme.schools.schemas import BoardNumber, SchoolBoard, SchoolBoardFacts
from ok_api.tables import SchoolBoard as Board


class BoardKey(Body):
    board_number: BoardNumber = Field(
        description="Number of the board (bevoegd gezag nummer), the natural key.",
        examples=["90001"],
    )


async def take(acting: Acting, reading: Reading) -> Taken:
    """Replaces the facts of the board by what it was, with what the row says laid over it."""
    key, sent = reading.part(BoardKey), reading.part(SchoolBoardFacts)
    reading.refuse_flawed()
    assert key is not None
    assert sent is not None
    work = await acting.to("putSchoolBoard")
    known = await work.session.get(Board, key.board_number)
    facts = {name: getattr(known, name, None) for name in SchoolBoardFacts.model_fields}
    laid_over = SchoolBoardFacts.model_construct(None, **{**facts, **sent.changes()})
    board, _ = await service.put_school_board(work, key.board_number, laid_over)
    return Taken(board.board_number, board)


KIND = RowKind(
    "school-boards",
    columns_of(BoardKey, SchoolBoardFacts),
    take,
    told=SchoolBoard,
    needs=((("boardNumber",),),),
    named_by=("boardNumber",),
)
