"""What differs between two JSON values, such as a ruling as it was and as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ok_api.rules.canonical import canonical


@dataclass(frozen=True)
class Difference:
    """One place, as a JSON pointer, with what stood there and what stands there now.

    What was absent on one side reads as `None`.
    """

    pointer: str
    before: object
    after: object

    def as_json(self) -> dict[str, object]:
        return {"pointer": self.pointer, "before": self.before, "after": self.after}


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """Every place that differs; 0.80 and 0.8 are the same."""
    return tuple(_between(before, after, ""))


def _between(before: object, after: object, pointer: str) -> Iterator[Difference]:
    if canonical(before) == canonical(after):
        return
    ours, theirs = _parts(before), _parts(after)
    if ours is None or theirs is None or isinstance(before, Mapping) != isinstance(after, Mapping):
        yield Difference(pointer or "/", before, after)
        return
    for name in dict.fromkeys((*ours, *theirs)):
        escaped = name.replace("~", "~0").replace("/", "~1")
        yield from _between(ours.get(name), theirs.get(name), f"{pointer}/{escaped}")


def _parts(value: object) -> dict[str, object] | None:
    """The members of an object or the items of a list, by name; nothing for a single value."""
    if isinstance(value, Mapping):
        return {str(name): item for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {str(place): item for place, item in enumerate(value)}
    return None
