"""What the rules say of where a participation stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ok_api.foundation import clock
from ok_api.programme.participation.facts import read_facts
from ok_api.rules import phases
from ok_api.rules.locations import participating_location_open
from ok_api.rules.ruling import Condition
from ok_api.rules.words import Phase


def tell_transitions(document: Mapping[str, Any]) -> dict[str, Any]:
    """What may follow, judged on the facts of the year that the participation stands in."""
    today, phase = clock.today(), Phase(document["phase"])
    facts = read_facts(document["facts"], today)
    if phase is Phase.ENDED:
        facts = replace(facts, phase=phase)
    following = phases.transitions(facts, today)
    return {
        **{name: document[name] for name in ("self", "phase", "schoolYear")},
        "conditions": [one.as_json() for one in _standing(document, phase, today)],
        "items": [transition.as_json() for transition in following],
    }


def _standing(document: Mapping[str, Any], phase: Phase, today: date) -> tuple[Condition, ...]:
    """What a participation rests on while it runs."""
    if phase is Phase.ENDED:
        return ()
    closed_on = document["locationClosedOn"]
    closed = None if closed_on is None else date.fromisoformat(closed_on)
    return (participating_location_open(closed, today),)
