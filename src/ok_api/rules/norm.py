"""One norm, measured: what was done and is planned beside what is asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ok_api.rules import parameters
from ok_api.rules.conditions import condition, nothing_to_judge, worded_in
from ok_api.rules.facts import FIRST_NORMS, NORMS, ZERO, Tally
from ok_api.rules.numbers import tidy, written
from ok_api.rules.parameters import Parameter
from ok_api.rules.ruling import Condition, Fact, ParameterUse, Source
from ok_api.rules.text import Text, asdict
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
    not_applicable: bool = False
    """Whether there is nothing to measure; such a norm is neither met nor missing."""
    interested: Decimal | None = None
    """Of recruiting: who showed interest and was not recruited; it counts for nothing."""

    @property
    def on_course(self) -> bool:
        """Whether the norm is met once everything that is planned has taken place."""
        expected = self.done + self.planned
        return expected >= self.minimum and (self.maximum is None or expected <= self.maximum)

    def as_condition(self) -> Condition:
        evidence: dict[str, Fact] = {
            "done": self.done,
            "planned": self.planned,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "unit": self.unit.value,
        }
        if self.interested is not None:
            evidence["interested"] = self.interested
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
            "interested": self.interested,
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
        each: Decimal | None = None,
        interested: Decimal | None = None,
    ) -> NormProgress:
        """Hold a tally to a norm; the wording comes from the condition of the same name.

        Where nothing is asked and nothing was done, there is nothing to measure.
        """
        nothing = minimum == ZERO and tally.done == ZERO and self.version > FIRST_NORMS
        met = tally.done >= minimum and (maximum is None or tally.done <= maximum)
        fill = _numbers(tally, minimum=minimum, maximum=maximum, each=each, interested=interested)
        worded = worded_in(id_, self.version)
        judged = (
            nothing_to_judge(worded, None, **fill)
            if nothing
            else condition(worded, met, None, **fill)
        )
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
            not_applicable=judged.not_applicable,
            interested=interested,
        )

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


def _numbers(tally: Tally, **others: Decimal | None) -> dict[str, Text]:
    numbers = {"done": tally.done, "planned": tally.planned, **others}
    return {name: written(tidy(value)) for name, value in numbers.items() if value is not None}
