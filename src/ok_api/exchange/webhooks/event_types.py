"""What can be subscribed to: every operation on every resource that others may follow."""

from collections.abc import Collection, Iterable

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.exchange_words import ChangeOperation
from ok_api.rules.text import Text

PREFIX = "nl.ontwikkelkracht"
EVERYTHING = "*"
TEST = f"{PREFIX}.test"


def type_of(resource: str, operation: str) -> str:
    return f"{PREFIX}.{resource}.{operation}"


KNOWN = tuple(
    type_of(resource, operation) for resource in sorted(FOLLOWED) for operation in ChangeOperation
)
GROUPS = tuple(type_of(resource, EVERYTHING) for resource in sorted(FOLLOWED))
_ALLOWED = frozenset({EVERYTHING, *KNOWN, *GROUPS})


def check_event_types(asked: Iterable[str]) -> None:
    """Raises `InvalidInput` with a flaw for each type that there is not."""
    unknown = [place for place, name in enumerate(asked) if name not in _ALLOWED]
    if unknown:
        raise InvalidInput(*(_flaw(place) for place in unknown))


def _flaw(place: int) -> Flaw:
    allowed = ", ".join((EVERYTHING, *GROUPS))
    operations = ", ".join(ChangeOperation)
    return Flaw(
        where="body",
        name=f"/eventTypes/{place}",
        code="unknown_event_type",
        message=Text(
            f"Kies uit: {allowed}; of in plaats van de laatste * één van: {operations}.",
            f"Choose from: {allowed}; or instead of the last * one of: {operations}.",
        ),
    )


def resources_of(asked: Collection[str]) -> frozenset[str]:
    """The resources whose changes can be among what is asked."""
    if EVERYTHING in asked:
        return frozenset(FOLLOWED)
    return frozenset(name.removeprefix(f"{PREFIX}.").rpartition(".")[0] for name in asked)


def is_asked(asked: Collection[str], resource: str, operation: str) -> bool:
    names = (EVERYTHING, type_of(resource, EVERYTHING), type_of(resource, operation))
    return any(name in asked for name in names)
