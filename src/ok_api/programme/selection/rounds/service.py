"""Opening and changing selection rounds."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import ROUNDS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.programme.selection.rounds import queries
from ok_api.programme.selection.rounds.schemas import NewSelectionRound, SelectionRoundChanges
from ok_api.rules.text import Text
from ok_api.tables import SelectionRound


async def open_round(work: Work, new: NewSelectionRound) -> SelectionRound:
    opened = SelectionRound(**new.model_dump())
    _check_period(opened)
    work.session.add(opened)
    return opened


async def change_round(
    work: Work, round_id: UUID, changes: SelectionRoundChanges
) -> SelectionRound:
    """Raises `WrongState` for another school year once a school has applied.

    The row is locked, and an application that comes in refers to it, so the two wait for each
    other.
    """
    found = await fetch_for_change(work, SelectionRound, ROUNDS, SelectionRound.id == round_id)
    if changes.changes().get("school_year", found.school_year) != found.school_year:
        await _check_unused(work, found)
    for name, value in changes.changes().items():
        setattr(found, name, value)
    _check_period(found)
    return found


async def _check_unused(work: Work, found: SelectionRound) -> None:
    count = await work.session.scalar(queries.applications_in(found.id)) or 0
    if count:
        raise WrongState(
            Text(
                f"Aantal inschrijvingen in deze ronde: {count}. Daarmee staat het schooljaar vast.",
                f"Applications in this round: {count}. So its school year is fixed.",
            )
        )


def _check_period(found: SelectionRound) -> None:
    if found.opens_at >= found.closes_at:
        raise InvalidInput(
            Flaw(
                where="body",
                name="/closesAt",
                code="closes_after_opening",
                message=Text(
                    "De sluiting ligt niet na de opening van de ronde.",
                    "The closing is not after the opening of the round.",
                ),
            )
        )
