"""Every rule by its id: what it is called, what it says and which documents it rests on."""

from dataclasses import dataclass
from functools import cache

from ok_api.rules.reading import ValuesError, mapping, read_values, yaml_names
from ok_api.rules.ruling import Source
from ok_api.rules.sources import read_sources
from ok_api.rules.text import Text
from ok_api.rules.words import RuleKind


@dataclass(frozen=True)
class Rule:
    id: str
    kind: RuleKind
    title: Text
    explanation: Text
    sources: tuple[Source, ...]


@cache
def rulebook() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for name in yaml_names("rules"):
        for rule_id, raw in mapping(read_values("rules", name), name).items():
            if rule_id in found:
                raise ValuesError(f"{name}, {rule_id}: the rule stands in another file too")
            found[rule_id] = _rule(rule_id, raw, f"{name}, {rule_id}")
    return found


def source_of(rule_id: str) -> Source:
    """The first document that a rule rests on."""
    return rulebook()[rule_id].sources[0]


def _rule(rule_id: str, raw: object, where: str) -> Rule:
    item = mapping(raw, where, required={"kind", "title", "explanation", "sources"})
    return Rule(
        id=rule_id,
        kind=RuleKind(item["kind"]),
        title=Text.read(item["title"], where),
        explanation=Text.read(item["explanation"], where),
        sources=read_sources(item["sources"], where),
    )
