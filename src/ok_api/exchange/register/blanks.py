"""Rows with nothing in them: a few are left out, a flood of them is no file of rows."""

from ok_api.exchange.register.refusing import thousands, unreadable
from ok_api.rules.text import Text

MOST_IN_A_ROW = 10_000
FLOOD = Text(
    nl="Het bestand heeft {most} lege rijen achter elkaar vanaf regel {line}; verwijder ze.",
    en="The file has {most} blank rows in a row from line {line}; remove them.",
)


class Blanks:
    """Told of each row as it is read, so that reading never goes on for long without a row."""

    def __init__(self) -> None:
        self._first: int | None = None

    def over(self) -> None:
        self._first = None

    def add(self, line: int) -> None:
        """Raises `InvalidInput` of the file when there are too many."""
        if self._first is None:
            self._first = line
        if line - self._first >= MOST_IN_A_ROW:
            said = FLOOD.format(most=thousands(MOST_IN_A_ROW), line=self._first)
            raise unreadable("blank_rows", said)
