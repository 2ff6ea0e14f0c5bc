"""What is expected of a norm by a day of the school year (R-PRG-2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ok_api.rules import parameters
from ok_api.rules.facts import ZERO
from ok_api.rules.numbers import written
from ok_api.rules.rulebook import source_of
from ok_api.rules.ruling import ParameterUse, Source
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text, asdict

_RULE = "R-PRG-2"


class Pace(StrEnum):
    """When in the year what a norm asks is expected."""

    THROUGHOUT = "throughout"
    FROM_THE_START = "from_the_start"
    AT_THE_END = "at_the_end"


_SAID = {
    Pace.THROUGHOUT: Text(
        "{begun} van de {months} lesmaanden zijn begonnen: naar rato, in hele eenheden naar beneden"
        " afgerond.",
        "{begun} of the {months} months of lessons have begun: in proportion, in whole units,"
        " rounded down.",
    ),
    Pace.FROM_THE_START: Text(
        "In zijn geheel vanaf de eerste van de {months} lesmaanden; begonnen zijn er {begun}.",
        "In full from the first of the {months} months of lessons on; {begun} have begun.",
    ),
    Pace.AT_THE_END: Text(
        "In zijn geheel in de laatste van de {months} lesmaanden; begonnen zijn er {begun}.",
        "In full in the last of the {months} months of lessons; {begun} have begun.",
    ),
}


@dataclass(frozen=True)
class Expectation:
    """How much is expected by today, in the unit of the norm, and on what that rests."""

    value: Decimal
    text: Text
    parameters: tuple[ParameterUse, ...]
    source: Source

    def as_json(self) -> dict[str, object]:
        return {
            "value": self.value,
            "ruleId": _RULE,
            "text": asdict(self.text),
            "parameters": [use.as_json() for use in self.parameters],
            "source": self.source.as_json(),
        }


def expected(minimum: Decimal, pace: Pace, on: date, *, times: int = 1) -> Expectation:
    """Of a norm that asks so much of each of so many: each is expected to be whole units far."""
    before, lessons = parameters.at("months_before_lessons", on), parameters.at("lesson_months", on)
    month = Decimal(_months_into(on))
    begun = min(max(month - before.value, ZERO), lessons.value)
    return Expectation(
        value=times * _share(minimum, pace, begun, lessons.value),
        text=_SAID[pace].format(begun=written(begun), months=written(lessons.value)),
        parameters=(before.use, lessons.use),
        source=source_of(_RULE),
    )


def _share(minimum: Decimal, pace: Pace, begun: Decimal, months: Decimal) -> Decimal:
    if pace is Pace.THROUGHOUT:
        return minimum * begun // months
    due = begun == months if pace is Pace.AT_THE_END else begun > ZERO
    return minimum if due else ZERO


def _months_into(on: date) -> int:
    """How many months of the school year have begun on a day: one in August, twelve in July."""
    start = SchoolYear.of(on).start
    return (on.year - start.year) * 12 + on.month - start.month + 1
