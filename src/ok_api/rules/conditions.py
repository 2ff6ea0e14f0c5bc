"""The wording of conditions, apart from the logic that judges them.

What a condition asks, what to say when it is missing, who can see to it, and whether it is a
requirement or a norm stands in `values/conditions/`, where it can be read without reading code.
`training_5d@2023-08-01` is how a norm of that name was worded in that version of the norms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from ok_api.rules.pace import Pace
from ok_api.rules.reading import ValuesError, mapping, read_values, yaml_names
from ok_api.rules.rulebook import rulebook, source_of
from ok_api.rules.ruling import Condition, Fact, Source
from ok_api.rules.sources import read_source
from ok_api.rules.text import Text
from ok_api.rules.words import ConditionKind, Role


@dataclass(frozen=True)
class Wording:
    id: str
    rule_id: str
    kind: ConditionKind
    text: Text
    missing: Text
    supplied_by: tuple[Role, ...]
    source: Source
    version: date | None = None
    """Of which earlier version of the norms it is; `None` for what holds now."""
    pace: Pace | None = None
    """When in the year a measured norm is expected; `None` for what is not measured."""


def condition(
    id_: str, met: bool, evidence: Mapping[str, Fact] | None = None, **fill: object
) -> Condition:
    """Judge a condition: its sentences are filled with `fill`, and `missing` only when unmet."""
    wording = wordings()[id_]
    return Condition(
        id=wording.id,
        rule_id=wording.rule_id,
        kind=wording.kind,
        text=wording.text.format(**fill),
        met=met,
        evidence=evidence or {},
        missing=None if met else wording.missing.format(**fill),
        supplied_by=wording.supplied_by,
        source=wording.source,
    )


def nothing_to_judge(
    id_: str, evidence: Mapping[str, Fact] | None = None, **fill: object
) -> Condition:
    """A condition that is neither met nor lacking."""
    return replace(condition(id_, True, evidence, **fill), met=False, not_applicable=True)


def worded_in(id_: str, version: date) -> str:
    """The key of a condition's wording in a version of the norms."""
    earlier = f"{id_}@{version}"
    return earlier if earlier in wordings() else id_


@cache
def wordings() -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for name in yaml_names("conditions"):
        for id_, raw in mapping(read_values("conditions", name), name).items():
            if id_ in found:
                raise ValuesError(f"{name}, {id_}: the condition stands in another file too")
            found[id_] = _wording(id_, raw, f"{name}, {id_}")
    return found


def _wording(key: str, raw: object, where: str) -> Wording:
    id_, _, version = key.partition("@")
    required = {"rule", "kind", "text", "missing", "supplied_by"}
    item = mapping(raw, where, required=required, optional={"source", "expected"})
    if item["rule"] not in rulebook():
        raise ValuesError(f"{where}: unknown rule {item['rule']!r}")
    own = item.get("source")
    return Wording(
        id=id_,
        rule_id=item["rule"],
        kind=ConditionKind(item["kind"]),
        text=Text.read(item["text"], where),
        missing=Text.read(item["missing"], where),
        supplied_by=tuple(Role(role) for role in item["supplied_by"]),
        source=read_source(own, where) if own else source_of(item["rule"]),
        version=date.fromisoformat(version) if version else None,
        pace=Pace(item["expected"]) if "expected" in item else None,
    )
