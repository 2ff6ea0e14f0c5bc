"""While a round is open, schools apply in it; what was outside that time the office records."""

from datetime import date

from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.rules.selection import round_status
from ok_api.rules.text import Text
from ok_api.rules.words import Role, RoundStatus
from ok_api.tables import SelectionRound


def check_not_over(work: Work, selection_round: SelectionRound) -> None:
    """Raises `WrongState` to a school once the round has closed."""
    _check(work, selection_round, RoundStatus.CLOSED)


def check_open(work: Work, selection_round: SelectionRound) -> None:
    """Raises `WrongState` to a school before the round has opened and once it has closed.

    The clock is ours: what counts is when a school does it, whatever day it states.
    """
    _check(work, selection_round, RoundStatus.PLANNED, RoundStatus.CLOSED)


def judged_on(work: Work, on: date) -> date:
    """The day that a rule looks at: whoever states a day for itself gains nothing by it."""
    return on if Role.OFFICE in work.actor.roles else work.today


def _check(work: Work, selection_round: SelectionRound, *refused: RoundStatus) -> None:
    status = round_status(clock.now(), selection_round.opens_at, selection_round.closes_at)
    if status in refused and Role.OFFICE not in work.actor.roles:
        closed = {"closedAt": selection_round.closes_at} if status is RoundStatus.CLOSED else {}
        raise WrongState(_SAID[status], **closed, allowedRoles=[Role.OFFICE.value])


_SAID = {
    RoundStatus.PLANNED: Text(
        "Deze ronde is nog niet geopend.", "This round has not been opened yet."
    ),
    RoundStatus.CLOSED: Text(
        "Deze ronde is gesloten; het programmabureau kan nog vastleggen wat er was.",
        "This round is closed; the programme office can still record what there was.",
    ),
}
