"""One norm, measured: what was done and is planned beside what is asked."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ok_api.rules import parameters
from ok_api.rules.conditions import condition, nothing_to_judge, worded_in, wordings
from ok_api.rules.facts import FIRST_NORMS, NORMS, ZERO, Tally
from ok_api.rules.numbers import tidy, written
from ok_api.rules.pace import Expectation, expected
from ok_api.rules.parameters import Parameter
from ok_api.rules.ruling import Condition, Fact, ParameterUse, Source
from ok_api.rules.text import Text, asdict, together
from ok_api.rules.words import ConditionKind, Role, Unit


@dataclass(frozen=True)
class NormProgress:
    """One norm: what was done and is planned, beside the least and the most that it asks."""

    id: str
    rule_id: str
    text: Text
    done: Decimal
    planned: Decimal
    minimum: Decimal
    maximum: Decimal | None
    unit: Unit
    met: bool
    missing: Text | None
    supplied_by: tuple[Role, ...]
    parameters: tuple[ParameterUse, ...]
    source: Source
    expectation: Expectation
    on_course: bool
    """Whether as much was done as is expected by today, and no more than is asked at most."""
    overdue: Decimal | None
    """What was planned for a day that has passed; `None` where that was not told apart."""
    not_applicable: bool = False
    """Whether there is nothing to measure; such a norm is neither met nor missing."""
    interested: Decimal | None = None
    """Of recruiting: who showed interest and was not recruited; it counts for nothing."""

    def not_asked(self) -> "NormProgress":
        """The same, of who is not held to it."""
        return replace(self, met=False, missing=None, not_applicable=True, on_course=True)

    def as_condition(self) -> Condition:
        evidence: dict[str, Fact] = {
            "done": self.done,
            "planned": self.planned,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "unit": self.unit.value,
        }
        beside = {"overdue": self.overdue, "interested": self.interested}
        evidence |= {name: value for name, value in beside.items() if value is not None}
        return Condition(
            id=self.id,
            rule_id=self.rule_id,
            kind=ConditionKind.NORM,
            text=self.text,
            met=self.met,
            evidence=evidence,
            missing=self.missing,
            supplied_by=self.supplied_by,
            source=self.source,
            not_applicable=self.not_applicable,
        )

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "ruleId": self.rule_id,
            "text": asdict(self.text),
            "done": self.done,
            "planned": self.planned,
            "overdue": self.overdue,
            "interested": self.interested,
            "expected": self.expectation.value,
            "expectation": self.expectation.as_json(),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "unit": self.unit.value,
            "met": self.met,
            "notApplicable": self.not_applicable,
            "onCourse": self.on_course,
            "missing": asdict(self.missing) if self.missing else None,
            "suppliedBy": [role.value for role in self.supplied_by],
            "parameters": [use.as_json() for use in self.parameters],
            "source": self.source.as_json(),
        }


@dataclass(frozen=True)
class Each:
    """What a norm asks of each of several, and what each of them did."""

    value: Decimal
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class Yardstick:
    """What norms are measured by: the values of a day, in the structure of a version."""

    on: date
    version: date = NORMS

    def at(self, key: str) -> Parameter:
        return parameters.at(key, self.on)

    def measure(
        self,
        id_: str,
        tally: Tally,
        minimum: Decimal,
        maximum: Decimal | None = None,
        *,
        unit: Unit,
        used: tuple[Parameter, ...] = (),
        each: Each | None = None,
        interested: Decimal | None = None,
    ) -> NormProgress:
        """Hold a tally to a norm; the wording comes from the condition of the same name.

        Where nothing is asked and nothing was done, there is nothing to measure.
        """
        over = maximum is not None and tally.done > maximum
        met = tally.done >= minimum and not over
        each_of = each.value if each else None
        beside = {"maximum": maximum, "each": each_of, "interested": interested}
        judged = self._judged(id_, tally, met, minimum, **beside)
        expectation, behind = self._expected(judged.id, tally, minimum, each)
        return NormProgress(
            id=id_,
            rule_id=judged.rule_id,
            text=judged.text,
            done=tally.done,
            planned=tally.planned,
            minimum=minimum,
            maximum=maximum,
            unit=unit,
            met=judged.met,
            missing=judged.missing,
            supplied_by=judged.supplied_by,
            parameters=tuple(parameter.use for parameter in used),
            source=judged.source,
            expectation=expectation,
            on_course=not (behind or over),
            overdue=None if self._is_first else tally.overdue,
            not_applicable=judged.not_applicable,
            interested=interested,
        )

    @property
    def _is_first(self) -> bool:
        return self.version == FIRST_NORMS

    def _judged(
        self, id_: str, tally: Tally, met: bool, minimum: Decimal, **beside: Decimal | None
    ) -> Condition:
        """In the words of the version, with what is overdue told where something is missing."""
        numbers = {"done": tally.done, "planned": tally.planned, "minimum": minimum, **beside}
        fill = {name: written(tidy(n)) for name, n in numbers.items() if n is not None}
        worded = worded_in(id_, self.version)
        nothing = minimum == ZERO and tally.done == ZERO
        if nothing and not self._is_first:
            return nothing_to_judge(worded, None, **fill)
        judged = condition(worded, met, None, **fill)
        if judged.missing is None or tally.overdue == ZERO or self._is_first:
            return judged
        late = _OVERDUE.format(overdue=written(tidy(tally.overdue)))
        return replace(judged, missing=together((judged.missing, late)))

    def _expected(
        self, id_: str, tally: Tally, minimum: Decimal, each: Each | None
    ) -> tuple[Expectation, bool]:
        """What is expected by the day, and whether anyone is behind that.

        Of a norm that counts for each school, one that is ahead does not make up for another.
        """
        pace = wordings()[id_].pace
        assert pace is not None, f"{id_} says when it is expected"
        if each is None:
            expectation = expected(minimum, pace, self.on)
            return expectation, tally.done < expectation.value
        of_one = expected(each.value, pace, self.on).value
        behind = any(part.done < of_one for part in each.tallies)
        return expected(each.value, pace, self.on, times=len(each.tallies)), behind

    def at_least(self, id_: str, tally: Tally, key: str) -> NormProgress:
        """At least the value of one parameter."""
        norm = self.at(key)
        return self.measure(id_, tally, norm.value, unit=norm.unit, used=(norm,))

    def between(self, id_: str, tally: Tally, *, interested: Decimal | None = None) -> NormProgress:
        """Between the parameters `<id>_min` and `<id>_max`."""
        least, most = self.at(f"{id_}_min"), self.at(f"{id_}_max")
        used = (least, most)
        return self.measure(
            id_,
            tally,
            least.value,
            most.value,
            unit=least.unit,
            used=used,
            interested=interested,
        )


_OVERDUE = Text(
    "Voorbij en nog niet vastgelegd: {overdue}.", "Past and not recorded yet: {overdue}."
)
