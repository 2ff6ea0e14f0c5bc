"""The answer of every rule: what it says, why, with which values and on whose word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ok_api.rules.canonical import canonical, fingerprint
from ok_api.rules.moments import written_moment
from ok_api.rules.text import Text, asdict
from ok_api.rules.words import ConditionKind, Outcome, Role, Unit

__all__ = [
    "Condition",
    "Fact",
    "ParameterUse",
    "Ruling",
    "Source",
    "Step",
    "camel",
    "canonical",
    "compose",
    "fingerprint",
    "judged",
]

_Plain = str | int | Decimal | bool | date | datetime | None
Fact = _Plain | tuple[_Plain, ...]


@dataclass(frozen=True)
class Source:
    """Who says so: a document, the place in it, and its own words."""

    name: str
    place: str
    sentence: str

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "place": self.place, "sentence": self.sentence}


@dataclass(frozen=True)
class ParameterUse:
    """A dated value that a rule was applied with; the version is the day it came into force."""

    key: str
    value: Decimal
    unit: Unit
    version: str

    def as_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "value": self.value,
            "unit": self.unit.value,
            "version": self.version,
        }


@dataclass(frozen=True)
class Condition:
    """One thing that is asked, whether it is so, and who can see to it when it is not."""

    id: str
    rule_id: str
    kind: ConditionKind
    text: Text
    met: bool
    evidence: Mapping[str, Fact]
    missing: Text | None
    supplied_by: tuple[Role, ...]
    source: Source
    departure: str | None = None
    """The reason that was given for departing from this norm."""
    not_applicable: bool = False
    """Whether there is nothing to judge here: it is neither met nor lacking."""

    @property
    def lacking(self) -> bool:
        return not self.met and not self.not_applicable

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "ruleId": self.rule_id,
            "kind": self.kind.value,
            "text": asdict(self.text),
            "met": self.met,
            "notApplicable": self.not_applicable,
            "evidence": _facts(self.evidence),
            "missing": asdict(self.missing) if self.missing else None,
            "suppliedBy": [role.value for role in self.supplied_by],
            "source": self.source.as_json(),
            "departure": self.departure,
        }


@dataclass(frozen=True)
class Step:
    """One step of a computation, in words and as a figure."""

    rule_id: str
    text: Text
    figure: str
    value: Decimal
    unit: Unit
    parameters: tuple[ParameterUse, ...]
    source: Source

    def as_json(self) -> dict[str, object]:
        return {
            "ruleId": self.rule_id,
            "text": asdict(self.text),
            "figure": camel(self.figure),
            "value": self.value,
            "unit": self.unit.value,
            "parameters": [use.as_json() for use in self.parameters],
            "source": self.source.as_json(),
        }


@dataclass(frozen=True)
class Ruling:
    """What the rules say about some facts on a date. It is returned, also when it refuses."""

    rule_ids: tuple[str, ...]
    outcome: Outcome
    conditions: tuple[Condition, ...] = ()
    figures: Mapping[str, Fact] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.outcome is not Outcome.REFUSED

    @property
    def unmet(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if condition.lacking)

    @property
    def unmet_requirements(self) -> tuple[Condition, ...]:
        return tuple(c for c in self.unmet if c.kind is ConditionKind.REQUIREMENT)

    @property
    def missing(self) -> tuple[Text, ...]:
        """What the unmet requirements lack, in sentences; each once, for several ask the same."""
        said = (c.missing for c in self.unmet_requirements if c.missing is not None)
        return tuple(dict.fromkeys(said))

    @property
    def departed_norms(self) -> tuple[Condition, ...]:
        """The norms that are not met, explained or not."""
        return tuple(c for c in self.unmet if c.kind is ConditionKind.NORM)

    def as_json(self) -> dict[str, object]:
        """Ready for JSON: camelCase members, exact `Decimal`s, dates in ISO form."""
        return {
            "ruleIds": list(self.rule_ids),
            "outcome": self.outcome.value,
            "conditions": [condition.as_json() for condition in self.conditions],
            "figures": _facts(self.figures),
            "steps": [step.as_json() for step in self.steps],
            "parameters": [use.as_json() for use in self.parameters],
            "sources": [source.as_json() for source in self.sources],
        }


def judged(
    *conditions: Condition,
    figures: Mapping[str, Fact] | None = None,
    steps: tuple[Step, ...] = (),
    parameters: tuple[ParameterUse, ...] = (),
) -> Ruling:
    """A ruling that is refused by an unmet requirement; rule ids and sources follow from the parts.

    An unmet norm does not refuse here: whether it is explained is for the one who decides.
    """
    refused = any(c.lacking and c.kind is ConditionKind.REQUIREMENT for c in conditions)
    outcome = Outcome.REFUSED if refused else Outcome.ALLOWED
    return compose(outcome, conditions, figures or {}, steps, parameters)


def compose(
    outcome: Outcome,
    conditions: tuple[Condition, ...],
    figures: Mapping[str, Fact],
    steps: tuple[Step, ...] = (),
    parameters: tuple[ParameterUse, ...] = (),
) -> Ruling:
    """A ruling that names each rule, value and source of its parts once, in order."""
    parts: tuple[Condition | Step, ...] = (*conditions, *steps)
    uses = (*parameters, *(use for step in steps for use in step.parameters))
    return Ruling(
        rule_ids=tuple(dict.fromkeys(part.rule_id for part in parts)),
        outcome=outcome,
        conditions=conditions,
        figures=figures,
        steps=steps,
        parameters=tuple(dict.fromkeys(uses)),
        sources=tuple(dict.fromkeys(part.source for part in parts)),
    )


def _facts(facts: Mapping[str, Fact]) -> dict[str, object]:
    return {camel(name): _plain(value) for name, value in facts.items()}


def _plain(value: Fact) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def camel(name: str) -> str:
    """The name of a figure or fact as a JSON member."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
