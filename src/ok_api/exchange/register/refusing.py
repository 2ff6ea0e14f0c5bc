"""Why a whole file is refused; nothing of it has been written then."""

from collections.abc import Sequence
from datetime import date

from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.rules.text import Text

MOST_NAMED = 20
LONGEST_NAME = 60
NONE = Text(nl="niets", en="nothing")
OLDER = Text(
    nl="De peildatum {given} ligt vóór {last}, die van de laatst geladen lijst {kind}. "
    "Een oudere lijst zou nieuwere gegevens terugdraaien.",
    en="The reference date {given} is before {last}, that of the {kind} list loaded last. "
    "An older list would turn newer facts back.",
)
SHRUNKEN = Text(
    nl="De lijst {kind} noemt nog {named} van de {listed} scholen in de sector {sector} die de "
    "vorige lijst noemde; dat is minder dan de helft. Er is niets gewijzigd. "
    "Klopt het wel, stuur het bestand dan met acceptShrinkage=true.",
    en="The {kind} list names only {named} of the {listed} schools in sector {sector} that were "
    "listed before, fewer than half. Nothing was changed. "
    "If that is right, send the file with acceptShrinkage=true.",
)


def printable(text: str) -> str:
    """What a file holds, fit to be told of: no database keeps a NUL."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text)


def some(names: Sequence[str]) -> Text:
    """Enough to see what is the matter, also when the whole file is one line."""
    if not names:
        return NONE
    shown = ", ".join(printable(name[:LONGEST_NAME]) for name in names[:MOST_NAMED])
    shown = f"{shown}, …" if len(names) > MOST_NAMED else shown
    return Text(nl=shown, en=shown)


def thousands(number: int) -> Text:
    """A large number as each language writes it."""
    said = f"{number:_}"
    return Text(nl=said.replace("_", "."), en=said.replace("_", ","))


def unreadable(code: str, message: Text) -> InvalidInput:
    """Invalid input whose own sentence says what is wrong, for who reads only that."""
    error = InvalidInput(Flaw(where="body", name="", code=code, message=message))
    error.detail = message
    error.args = (message.en,)
    return error


def older(kind: str, given: date, last: date) -> WrongState:
    return WrongState(OLDER.format(kind=kind, given=given, last=last), lastReferenceDate=last)


def shrunken(kind: str, sector: str, named: int, listed: int) -> WrongState:
    return WrongState(
        SHRUNKEN.format(kind=kind, sector=sector, named=named, listed=listed),
        sector=sector,
        named=named,
        listed=listed,
    )
