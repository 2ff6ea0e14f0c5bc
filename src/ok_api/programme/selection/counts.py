"""What is counted in a round."""

from sqlalchemy import ColumnElement, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from ok_api.rules.words import ApplicationStatus
from ok_api.tables import Application, SelectionRound

_other = aliased(Application)

ACCEPTED_COUNT: ColumnElement[int] = (
    select(func.count())
    .select_from(_other)
    .where(
        _other.selection_round_id == SelectionRound.id,
        type_coerce(_other.status, Text) == ApplicationStatus.ACCEPTED.value,
    )
    .correlate(SelectionRound)
    .scalar_subquery()
)
"""Of a row of `selection_rounds`: how many of its applications have been accepted."""
