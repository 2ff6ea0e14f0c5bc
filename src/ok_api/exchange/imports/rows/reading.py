"""A row on its way to being understood: its values, and everything that is wrong with it so far."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from ok_api.exchange.imports.rows.cells import called, kinds_of, meant
from ok_api.foundation.errors import DomainError, Flaw, InvalidInput
from ok_api.foundation.flaws import flaws_of, unknown_name
from ok_api.foundation.schema import Body
from ok_api.rules.text import Text

_Body = TypeVar("_Body", bound=Body)


class Several(Exception):
    """More than one thing was refused in one row."""

    def __init__(self, errors: Sequence[DomainError]) -> None:
        super().__init__(f"{len(errors)} refusals")
        self.errors = errors


class Reading:
    """`within` is where the values stand in the row, when they are those of a part of it.

    When `ignoring`, the names in it that are not known are passed over, and stand in `ignored`.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        flaws: Sequence[Flaw] = (),
        within: str = "/",
        *,
        ignoring: bool = False,
    ) -> None:
        self.values = values
        self.within = within
        self.ignoring = ignoring
        self.ignored: list[str] = []
        self._flaws: dict[tuple[str, str], Flaw] = {}
        self.add(*flaws)

    def add(self, *flaws: Flaw) -> None:
        """A flaw that two bodies have in common is told once."""
        for flaw in flaws:
            column = flaw.name.removeprefix("/")
            pointer = f"{self.within}{column}" if column else self.within.rstrip("/.")
            told = Flaw("body", pointer, flaw.code, flaw.message, flaw.parameters)
            self._flaws.setdefault((told.name, told.code), told)

    def take_over(self, part: "Reading") -> None:
        self._flaws.update({(flaw.name, flaw.code): flaw for flaw in part.flaws})
        self.ignored += part.ignored

    def refuse(self, column: str, code: str, message: Text) -> None:
        self.add(Flaw("body", f"/{column}", code, message))

    def missing(self, column: str, message: Text) -> None:
        self.refuse(column, "missing", message)

    def named(self, column: str) -> bool:
        return self.values.get(column) is not None

    def only(self, known: Collection[str], passed_over: Collection[str] = ()) -> None:
        """Every column is known or passed over, or is told of."""
        unknown = [name for name in self.values if name not in known and name not in passed_over]
        if self.ignoring:
            self.ignored += [f"{self.within}{name}".lstrip("/") for name in unknown]
            return
        self.add(*(unknown_name("body", f"/{name}", tuple(known)) for name in unknown))

    def part(self, shape: type[_Body], **given: Any) -> _Body | None:
        """What the row says of one body; nothing when that is flawed.

        `given` are members that the row names in another way.
        """
        own = {
            column: called(shape, column, meant(kind, self.values[column]))
            for column, kind in kinds_of(shape).items()
            if column in self.values
        }
        try:
            return shape.model_validate({**own, **given})
        except ValidationError as error:
            found = error.errors(include_url=False)
            self.add(*flaws_of({**one, "loc": ("body", *one["loc"])} for one in found))
            return None

    @property
    def flaws(self) -> Sequence[Flaw]:
        return tuple(self._flaws.values())

    def refuse_flawed(self) -> None:
        """Raises `InvalidInput` with all that was found."""
        if self._flaws:
            raise InvalidInput(*self.flaws)

    def stop_flawed(self) -> None:
        """Raises an `InvalidInput` that says nothing: who catches it finds the flaws here."""
        if self._flaws:
            raise InvalidInput
