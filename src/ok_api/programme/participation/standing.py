"""What the rules say of where a participation stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ok_api.foundation import clock
from ok_api.programme.participation.facts import read_facts
from ok_api.rules import phases
from ok_api.rules.words import Phase


def tell_transitions(document: Mapping[str, Any]) -> dict[str, Any]:
    """What may follow, judged on the facts of the year that the participation stands in."""
    today, phase = clock.today(), Phase(document["phase"])
    facts = read_facts(document["facts"], today)
    if phase is Phase.ENDED:
        facts = replace(facts, phase=phase)
    following = phases.transitions(facts, today)
    told = {name: document[name] for name in ("self", "phase", "schoolYear")}
    return {**told, "items": [transition.as_json() for transition in following]}
