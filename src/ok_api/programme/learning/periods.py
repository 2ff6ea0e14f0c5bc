"""When something of a participation can take place: from its first school year to its end."""

from datetime import date, datetime

from ok_api.foundation import clock
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.participation.dates import refuse_after_end
from ok_api.rules.learning import session_years
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.rules.words import SessionKind
from ok_api.tables import LearningTrajectory, Participation


def dutch_day(moment: datetime) -> date:
    """The day in the Netherlands: a school year begins there at midnight, not two hours later."""
    return moment.astimezone(clock.AMSTERDAM).date()


def year_of(participation: Participation, day: date, pointer: str) -> SchoolYear:
    """The school year of a day. Raises `InvalidInput` when the participation is not there then,
    and `WrongState` for a day after the one on which it ended.
    """
    year = within(participation, SchoolYear.of(day), pointer)
    refuse_after_end(participation, day)
    return year


def refuse_outside(trajectory: LearningTrajectory, kind: SessionKind, day: date) -> None:
    """Raises `InvalidInput` for a session outside the school year that its trajectory is of."""
    own, year = SchoolYear.parse(trajectory.school_year), SchoolYear.of(day)
    if year in session_years(kind, own):
        return
    raise InvalidInput(
        _flaw(
            "/startsAt",
            "outside_trajectory",
            Text(
                "{day} valt in {year}; dit leertraject is van schooljaar {own}.",
                "{day} falls in {year}; this trajectory is of school year {own}.",
            ).format(day=day, year=year, own=own),
        )
    )


def within(participation: Participation, year: SchoolYear, pointer: str) -> SchoolYear:
    """From the first school year to the one that is being prepared, or in which it ended."""
    first = SchoolYear.of(participation.started_on)
    last = (
        SchoolYear.parse(participation.school_year).next
        if participation.ended_on is None
        else SchoolYear.of(participation.ended_on)
    )
    if not first <= year <= last:
        raise InvalidInput(
            _flaw(
                pointer,
                "outside_participation",
                Text(
                    f"Dit valt in {year}; de deelname loopt van {first} tot en met {last}.",
                    f"This falls in {year}; the participation runs from {first} to {last}.",
                ),
            )
        )
    return year


def begun(moment: datetime, pointer: str) -> None:
    """Raises `InvalidInput` when what is recorded as having taken place is still to come."""
    if moment > clock.now():
        raise InvalidInput(
            _flaw(
                pointer,
                "in_the_future",
                Text(
                    "Dit moet nog beginnen, dus het is nog niet gehouden.",
                    "This is still to begin, so it has not been held yet.",
                ),
            )
        )


def _flaw(pointer: str, code: str, message: Text) -> Flaw:
    return Flaw(where="body", name=pointer, code=code, message=message)
