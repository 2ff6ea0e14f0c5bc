"""Days as callers state them: what is recorded as having happened may not lie ahead."""

from datetime import date

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text


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
                message=Text(
                    f"Dit is gebeurd, dus niet later dan vandaag ({work.today}).",
                    f"This has happened, so no later than today ({work.today}).",
                ),
            )
        )
    return day
