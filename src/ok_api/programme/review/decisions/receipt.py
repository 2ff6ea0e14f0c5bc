"""The receipt of a decision: what it was taken on, and what running it again tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from ok_api import __version__
from ok_api.rules.canonical import fingerprint
from ok_api.rules.catalogue import rules
from ok_api.rules.decisions import ProposedDecision
from ok_api.rules.facts import YearFacts
from ok_api.rules.recorded import (
    decision_as_json,
    decision_from_json,
    facts_as_json,
    facts_from_json,
)
from ok_api.rules.ruling import Ruling


@dataclass(frozen=True)
class Receipt:
    """What the rules were asked and what they said, ready to be kept."""

    participation_id: UUID
    decided_on: date
    facts: YearFacts
    decision: ProposedDecision
    ruling: Ruling

    def as_json(self) -> dict[str, Any]:
        ruling = self.ruling.as_json()
        return {
            "participationId": str(self.participation_id),
            "schoolYear": str(self.facts.school_year),
            "decidedOn": self.decided_on.isoformat(),
            "facts": facts_as_json(self.facts),
            "decision": decision_as_json(self.decision),
            "parameters": ruling["parameters"],
            "ruling": ruling,
            "rulesVersion": __version__,
            "rulebookHash": rulebook_hash(),
        }


@cache
def rulebook_hash() -> str:
    """Tells two rulebooks apart, also when only a value or a sentence differs."""
    return fingerprint([rule.as_json() for rule in rules()])


def asked(content: Mapping[str, Any]) -> tuple[YearFacts, ProposedDecision]:
    """What the rules were asked, read back from a receipt."""
    return facts_from_json(content["facts"]), decision_from_json(content["decision"])
