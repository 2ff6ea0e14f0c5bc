"""The worked examples of the rules: read by people, shown by the API, run as tests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from ok_api.rules.moments import written_moment
from ok_api.rules.reading import ValuesError, mapping, read_values, sequence, yaml_names
from ok_api.rules.rulebook import rulebook
from ok_api.rules.ruling import Source
from ok_api.rules.sources import read_source
from ok_api.rules.text import Text, asdict

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_KEYS = {"id", "rules", "title", "asks", "given", "expect", "source"}


@dataclass(frozen=True)
class Example:
    """One worked example: what is asked of which rules, with which facts, and what comes out."""

    id: str
    rule_ids: tuple[str, ...]
    title: Text
    asks: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    source: Source

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "ruleIds": list(self.rule_ids),
            "title": asdict(self.title),
            "asks": self.asks,
            "given": _in_utc(self.given),
            "expect": _in_utc(self.expect),
            "source": self.source.as_json(),
        }


def _in_utc(value: Any) -> Any:
    """People write the moments of an example on the Dutch clock; programs read them by their Z."""
    if isinstance(value, Mapping):
        return {name: _in_utc(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_in_utc(part) for part in value]
    is_moment = isinstance(value, str) and _MOMENT.fullmatch(value)
    return written_moment(datetime.fromisoformat(value)) if is_moment else value


@cache
def examples() -> tuple[Example, ...]:
    found: dict[str, Example] = {}
    for name in yaml_names("examples"):
        for raw in sequence(read_values("examples", name), name):
            example = _example(raw, name)
            if example.id in found:
                raise ValuesError(f"{name}: the example {example.id} is given twice")
            found[example.id] = example
    return tuple(found.values())


def _example(raw: object, name: str) -> Example:
    item = mapping(raw, name, required=_KEYS)
    where = f"{name}, {item['id']}"
    for part in ("given", "expect"):
        _refuse_dates(item[part], where)
    unknown = [rule for rule in item["rules"] if rule not in rulebook()]
    if unknown:
        raise ValuesError(f"{where}: unknown rule {', '.join(unknown)}")
    return Example(
        id=item["id"],
        rule_ids=tuple(item["rules"]),
        title=Text.read(item["title"], where),
        asks=item["asks"],
        given=mapping(item["given"], where),
        expect=mapping(item["expect"], where),
        source=read_source(item["source"], where),
    )


def _refuse_dates(value: object, where: str) -> None:
    """Examples are published as JSON: a date is written between quotes."""
    if isinstance(value, date):
        raise ValuesError(f"{where}: write the date {value} between quotes")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _refuse_dates(item, where)
