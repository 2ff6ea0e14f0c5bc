"""Who waits for what is still to come: of changes, or of an import; so many and no more."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from ok_api.foundation.errors import Unavailable
from ok_api.foundation.identity import Actor
from ok_api.rules.text import Text

LONGEST = 900.0
"""Seconds that a stream lasts: who comes back shows a token that is valid then."""

FULL = Text(
    "Hier wachten er nu te veel op wijzigingen: probeer het over enkele seconden weer, of vraag "
    "zonder te wachten.",
    "Too many are waiting for changes here: try again in a few seconds, or ask without waiting.",
)


class Listeners:
    """How many may wait at the same time in this process, together and each."""

    def __init__(self, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._waiting: Counter[str] = Counter()

    def require_room(self, actor: Actor) -> None:
        """Raises `Unavailable` when there is none: whoever waits must not shut out the others."""
        if self._waiting[actor.subject] >= self._each:
            raise Unavailable(_each_has(self._each), limit=self._each)
        if self.waiting >= self._most:
            raise Unavailable(FULL)

    @property
    def waiting(self) -> int:
        return self._waiting.total()

    @contextmanager
    def place(self, actor: Actor) -> Iterator[None]:
        self._waiting[actor.subject] += 1
        try:
            yield
        finally:
            self._waiting[actor.subject] -= 1
            self._waiting += Counter()  # Forgets whoever has none left.


def _each_has(each: int) -> Text:
    return Text(
        f"Uw account wacht al {each} keer op wijzigingen, en meer mag niet tegelijk: laat er eerst "
        "een aflopen, of vraag zonder te wachten.",
        f"Your account is waiting for changes {each} times already, and more at a time are not "
        "allowed: let one end first, or ask without waiting.",
    )


LISTENERS = Listeners(most=200, each=10)
