"""The dated values of the rules: which number holds on which day, and who says so.

A new value is a new entry in `values/parameters/`. The loader refuses what could mislead: unknown
keys, doubles, gaps, overlaps, values without a source, numbers that are not exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

from ok_api.rules.reading import ValuesError, mapping, parse, read_values, sequence, yaml_names
from ok_api.rules.ruling import ParameterUse, Source
from ok_api.rules.sources import read_source
from ok_api.rules.text import Text
from ok_api.rules.words import Unit

_FRACTIONS_ALLOWED = {Unit.FTE, Unit.DAYS, Unit.DAGDELEN}


class NoRuleInForce(ValueError):
    """No value holds on that day."""


@dataclass(frozen=True)
class Parameter:
    """The value that holds on a day; its version is the day it came into force."""

    key: str
    value: Decimal
    unit: Unit
    version: str
    source: Source

    @property
    def use(self) -> ParameterUse:
        return ParameterUse(self.key, self.value, self.unit, self.version)


@dataclass(frozen=True)
class DatedValue:
    start: date
    until: date | None
    value: Decimal
    source: Source


@dataclass(frozen=True)
class ParameterHistory:
    """All values of one parameter, oldest first."""

    key: str
    rule_id: str
    title: Text
    unit: Unit
    values: tuple[DatedValue, ...]

    def at(self, on: date) -> Parameter:
        for dated in reversed(self.values):
            if dated.start <= on and (dated.until is None or on <= dated.until):
                version = dated.start.isoformat()
                return Parameter(self.key, dated.value, self.unit, version, dated.source)
        first = self.values[0].start
        raise NoRuleInForce(f"{self.key} has no value on {on}; its first value is from {first}.")


def at(key: str, on: date) -> Parameter:
    """The value of a parameter on a day; raises `NoRuleInForce` when there was none yet."""
    return histories()[key].at(on)


@cache
def histories() -> Mapping[str, ParameterHistory]:
    names = yaml_names("parameters")
    return load({name: read_values("parameters", name) for name in names})


def load_text(text: str, name: str) -> Mapping[str, ParameterHistory]:
    """Load one file's text, as the tests of the loader do."""
    return load({name: parse(text, name)})


def load(files: Mapping[str, object]) -> Mapping[str, ParameterHistory]:
    found: dict[str, ParameterHistory] = {}
    for name, content in files.items():
        for key, raw in mapping(content, name).items():
            if key in found:
                raise ValuesError(f"{name}, {key}: the key stands in another file too")
            found[key] = _history(key, raw, f"{name}, {key}")
    return found


def _history(key: str, raw: object, where: str) -> ParameterHistory:
    item = mapping(raw, where, required={"rule", "title", "unit", "values"})
    unit = _unit(item["unit"], where)
    values = [_dated(entry, unit, where) for entry in sequence(item["values"], where)]
    for earlier, later in pairwise(values):
        _refuse_gap(earlier, later, where)
    return ParameterHistory(
        key, str(item["rule"]), Text.read(item["title"], where), unit, tuple(values)
    )


def _unit(raw: object, where: str) -> Unit:
    try:
        return Unit(str(raw))
    except ValueError:
        raise ValuesError(f"{where}: unknown unit {raw!r}") from None


def _dated(raw: object, unit: Unit, where: str) -> DatedValue:
    item = mapping(raw, where, required={"from", "value", "source"}, optional={"until"})
    start, until = item["from"], item.get("until")
    if type(start) is not date or (until is not None and type(until) is not date):
        raise ValuesError(f"{where}: from and until are dates like 2025-08-01")
    if until is not None and until < start:
        raise ValuesError(f"{where}: until {until} comes before from {start}")
    value = _number(item["value"], unit, where)
    return DatedValue(start, until, value, read_source(item["source"], where))


def _number(raw: object, unit: Unit, where: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        raise ValuesError(f"{where}: {raw!r} is no exact number")
    value = Decimal(raw)
    if not value.is_finite() or value < 0:
        raise ValuesError(f"{where}: {raw} is no amount of {unit.value}")
    if unit not in _FRACTIONS_ALLOWED and value != value.to_integral_value():
        raise ValuesError(f"{where}: {unit.value} are counted whole, not {raw}")
    return value


def _refuse_gap(earlier: DatedValue, later: DatedValue, where: str) -> None:
    if later.start <= earlier.start:
        raise ValuesError(f"{where}: {later.start} does not come after {earlier.start}")
    if earlier.until is not None and later.start != earlier.until + timedelta(days=1):
        raise ValuesError(f"{where}: {earlier.until} and {later.start} leave a gap or overlap")
