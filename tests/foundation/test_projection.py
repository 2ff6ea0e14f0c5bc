"""What a projection refuses before anything is served."""

from typing import Any

import pytest
from pydantic import Field
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from ok_api.access.scope import REGISTER
from ok_api.foundation.projection import Projection
from ok_api.foundation.schema import Answer
from ok_api.tables import School, SchoolBoard


class _Board(Answer):
    board_number: str = Field(description="Its number.")
    count: int = Field(description="A count.")


_counted = select(func.count()).where(School.board_number == SchoolBoard.board_number)
_link = "/v1/school-boards/" + SchoolBoard.board_number


def _projection(count: Any, **options: Any) -> Projection:
    return Projection(_Board, SchoolBoard, link=_link, scope=REGISTER, count=count, **options)


def _nested() -> ColumnElement[Any]:
    """Its outer select means the row, the one inside it does not."""
    inner = exists().where(School.board_number == SchoolBoard.board_number)
    return select(func.count()).where(inner).correlate(SchoolBoard).scalar_subquery()


@pytest.mark.parametrize(
    "count",
    [
        _counted.scalar_subquery(),
        func.coalesce(_counted.scalar_subquery(), 0),
        _counted.correlate(School).scalar_subquery(),
        select(func.count()).select_from(SchoolBoard).scalar_subquery(),
        select(func.count())
        .select_from(School)
        .join(SchoolBoard, School.board_number == SchoolBoard.board_number)
        .scalar_subquery(),
        _nested(),
    ],
    ids=["bare", "wrapped", "another", "own", "joined", "nested"],
)
def test_a_member_that_reads_its_own_table_anew_is_refused(count: Any) -> None:
    with pytest.raises(TypeError, match=r"count must correlate .*school_boards"):
        _projection(count)


def test_a_version_is_held_to_the_same() -> None:
    with pytest.raises(TypeError, match="a version must correlate"):
        _projection(SchoolBoard.version, versions=[_counted.scalar_subquery()])


@pytest.mark.parametrize(
    "count",
    [
        _counted.correlate(SchoolBoard).scalar_subquery(),
        _counted.correlate_except(School).scalar_subquery(),
        select(func.count()).select_from(aliased(SchoolBoard)).scalar_subquery(),
        SchoolBoard.version,
    ],
    ids=["correlated", "all but", "by another name", "column"],
)
def test_what_says_which_row_it_means_is_taken(count: Any) -> None:
    assert _projection(count).model is _Board
