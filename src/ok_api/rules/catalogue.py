"""Every rule with its values by date, its sources and its worked examples."""

import re
from dataclasses import dataclass
from functools import cache

from ok_api.rules.conditions import Wording, wordings
from ok_api.rules.examples import Example, examples
from ok_api.rules.parameters import DatedValue, ParameterHistory, histories
from ok_api.rules.rulebook import Rule, rulebook
from ok_api.rules.ruling import Source
from ok_api.rules.text import Text, asdict
from ok_api.rules.words import RuleKind

_OPEN = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class RuleDescription:
    """What there is to know about one rule."""

    id: str
    kind: RuleKind
    title: Text
    explanation: Text
    conditions: tuple[Wording, ...]
    parameters: tuple[ParameterHistory, ...]
    examples: tuple[Example, ...]
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "title": asdict(self.title),
            "explanation": asdict(self.explanation),
            "conditions": [_condition(wording) for wording in self.conditions],
            "parameters": [_parameter(history) for history in self.parameters],
            "examples": [example.as_json() for example in self.examples],
            "sources": [source.as_json() for source in self.sources],
        }


@cache
def rules() -> tuple[RuleDescription, ...]:
    """Every rule, in the order of the programme: selection, years, facilitation, decisions."""
    order = ("SEL", "Y1", "Y2", "Y3", "PRG", "FAC", "DEC", "END", "LRN", "SUC")
    listed = sorted(rulebook().values(), key=lambda rule: (order.index(_part(rule)), rule.id))
    return tuple(_described(rule) for rule in listed)


def _part(rule: Rule) -> str:
    return rule.id.split("-")[1]


def _described(rule: Rule) -> RuleDescription:
    return RuleDescription(
        id=rule.id,
        kind=rule.kind,
        title=rule.title,
        explanation=rule.explanation,
        conditions=tuple(
            w for w in wordings().values() if w.rule_id == rule.id and w.version is None
        ),
        parameters=tuple(p for p in histories().values() if p.rule_id == rule.id),
        examples=tuple(e for e in examples() if rule.id in e.rule_ids),
        sources=rule.sources,
    )


def _condition(wording: Wording) -> dict[str, object]:
    """Outside a case the open places of a sentence have no value: they read as an ellipsis."""
    text = {language: _OPEN.sub("…", words) for language, words in asdict(wording.text).items()}
    return {
        "id": wording.id,
        "kind": wording.kind.value,
        "text": text,
        "suppliedBy": [role.value for role in wording.supplied_by],
        "source": wording.source.as_json(),
    }


def _parameter(history: ParameterHistory) -> dict[str, object]:
    return {
        "key": history.key,
        "title": asdict(history.title),
        "unit": history.unit.value,
        "values": [_value(dated) for dated in history.values],
    }


def _value(dated: DatedValue) -> dict[str, object]:
    return {
        "from": dated.start.isoformat(),
        "until": dated.until.isoformat() if dated.until else None,
        "value": dated.value,
        "source": dated.source.as_json(),
    }
