"""Problems of an import that no request could have had; kept as those of its rows are."""

from typing import Any

from ok_api.exchange.changes.places import Place
from ok_api.foundation.errors import Stale, WrongState
from ok_api.foundation.kinds import BUSY, DEFECT, Kind
from ok_api.foundation.problems import SAID
from ok_api.rules.text import Text, asdict

LAST_OF_ALL = 10**18 - 1
"""No commit has a later record than this."""
MOVED = Text(
    "Sinds dit plan is gemaakt is er iets gewijzigd waarop het berust. Maak een nieuw plan.",
    "Since this plan was made, something that it rests on has changed. Make a new plan.",
)
REFUSED = Text(
    "{refused} van de {rows} rijen zijn geweigerd. Dit bestand wordt in zijn geheel overgenomen of "
    "niet, dus er is niets gewijzigd.",
    "{refused} of the {rows} rows were refused. This file is taken over as a whole or not at all, "
    "so nothing was changed.",
)


def moved(planned_on: int, changes: int | None = None) -> Stale:
    """The plan no longer holds; `changes` are those since, and stand in the change feed."""
    error = Stale("")
    error.detail = MOVED
    counted = {} if changes is None else {"changeCount": changes}
    after = Place(planned_on, LAST_OF_ALL) if planned_on else Place.START
    error.members = {**counted, "changes": f"/v1/changes?after={after.cursor}"}
    return error


def refused(refused: int, rows: int) -> WrongState:
    said = REFUSED.format(refused=refused, rows=rows)
    return WrongState(said, refusedCount=refused, rowCount=rows)


def defect() -> dict[str, Any]:
    """A mistake of ours: as far as anyone knows nothing is wrong with the file."""
    return _kept(DEFECT)


def unavailable() -> dict[str, Any]:
    """The database could not be reached, or not be had, however often it was tried."""
    return _kept(BUSY)


def _kept(kind: Kind) -> dict[str, Any]:
    return {
        "type": kind.address,
        "title": asdict(kind.title),
        "status": kind.status,
        "detail": asdict(SAID[kind.status]),
    }
