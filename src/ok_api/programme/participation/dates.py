"""Days as callers state them: not ahead of what has happened, nor after the participation."""

from datetime import date

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.rules.text import Text
from ok_api.tables import Participation

STILL_TO_COME = Text(
    "{day} moet nog komen; wat al gebeurd is, was uiterlijk vandaag, {today}.",
    "{day} is still to come; what has happened was by today, {today}.",
)


def happened(work: Work, day: date | None, pointer: str) -> date:
    """The day that was stated, or today in the Netherlands. Raises `InvalidInput` on a later one.

    `pointer` names the member of the body that states it.
    """
    if day is None:
        return work.today
    if day > work.today:
        raise InvalidInput(
            Flaw(
                where="body",
                name=pointer,
                code="in_the_future",
                message=STILL_TO_COME.format(day=day, today=work.today),
            )
        )
    return day


def refuse_after_end(participation: Participation, day: date) -> None:
    """Nothing begins in a participation that has ended; what was before it can still be added."""
    ended_on = participation.ended_on
    if ended_on is not None and day > ended_on:
        raise WrongState(
            Text(
                "De deelname is op {ended_on} beëindigd; {day} ligt daarna.",
                "The participation ended on {ended_on}; {day} lies after that.",
            ).format(ended_on=ended_on, day=day)
        )
