"""Comply or explain: a norm is met, or whoever departs from it says why."""

from collections.abc import Mapping
from dataclasses import replace

from ok_api.rules.conditions import condition
from ok_api.rules.ruling import Condition
from ok_api.rules.text import Text
from ok_api.rules.words import ConditionKind


def departed(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The norms that are not met, explained or not."""
    return tuple(c for c in conditions if c.lacking and c.kind is ConditionKind.NORM)


def explained(
    conditions: tuple[Condition, ...], reasons: Mapping[str, str]
) -> tuple[Condition, ...]:
    """Each norm departed from with the reason that was given for it, by its id."""
    given = {c.id: reasons.get(c.id, "").strip() for c in departed(conditions)}
    return tuple(replace(c, departure=given[c.id]) if given.get(c.id) else c for c in conditions)


def with_motivation(
    conditions: tuple[Condition, ...], motivation: str | None, id_: str
) -> tuple[Condition, ...]:
    """The conditions of a step whose one motivation explains each norm that it departs from.

    `id_` is the condition that asks for it, of a step that departs from any. `None` is no
    motivation yet: nobody takes the step, so nobody has to explain.
    """
    norms = departed(conditions)
    if motivation is None or not norms:
        return conditions
    reason = motivation.strip()
    evidence = {"departed": tuple(norm.id for norm in norms)}
    asked = condition(id_, bool(reason), evidence, norms=_told(norms))
    return (*explained(conditions, {norm.id: reason for norm in norms}), asked)


def _told(norms: tuple[Condition, ...]) -> Text:
    """What is departed from, in sentences."""
    told = [norm.missing for norm in norms if norm.missing is not None]
    return Text(nl=" ".join(text.nl for text in told), en=" ".join(text.en for text in told))
