"""Asking the rules about a decision: on which facts, and what may be explained."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from ok_api.foundation.errors import Flaw, InvalidInput, RuleRefused, WrongState
from ok_api.programme.review.decisions.schemas import NewGoNoGoDecision
from ok_api.rules.decisions import ProposedDecision, decide
from ok_api.rules.facts import YearFacts
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.ruling import Ruling
from ok_api.rules.text import Text, together
from ok_api.rules.words import ConditionKind, DecisionOutcome, EndingReason, Phase, Role
from ok_api.tables import Participation


def judge(facts: YearFacts, proposed: ProposedDecision, on: date) -> Ruling:
    """What the rules say. Raises `WrongState` for a year before their first values."""
    try:
        return decide(facts, proposed, on)
    except NoRuleInForce:
        raise WrongState(
            Text(
                f"Voor {facts.school_year} zijn geen waarden van de regels bekend.",
                f"No values of the rules are known for {facts.school_year}.",
            )
        ) from None


def allowed(facts: YearFacts, proposed: ProposedDecision, on: date) -> Ruling:
    """The ruling that lets this decision through. Raises `RuleRefused` with all that is missing."""
    refuse_unknown_norms(facts, proposed, on)
    ruling = judge(facts, proposed, on)
    if not ruling.allowed:
        raise RuleRefused(_refusal(ruling), ruling)
    return ruling


def proposed_by(new: NewGoNoGoDecision) -> ProposedDecision:
    return ProposedDecision(
        outcome=new.outcome,
        motivation=new.motivation,
        taken_by=Role.OFFICE,
        school_count=new.school_count,
        departures=new.departures,
        replaces_earlier=new.replaces_id is not None,
        replacement_motivation=new.replacement_motivation or "",
    )


def standing_facts(participation: Participation, facts: YearFacts) -> YearFacts:
    """A year's facts know nothing of the participation's end; no phase follows on that.

    Only the no-go on this very year can be replaced.
    """
    if participation.phase is not Phase.ENDED:
        return facts
    by_decision = facts.decided and participation.end_reason is EndingReason.NO_GO
    return facts if by_decision else replace(facts, phase=Phase.ENDED)


def refuse_unknown_norms(facts: YearFacts, proposed: ProposedDecision, on: date) -> None:
    """A misspelt norm would leave a departure unexplained. Raises `InvalidInput`."""
    known = norms_of(facts, on)
    flaws = [_unknown(norm, known) for norm in proposed.departures if norm not in known]
    if flaws:
        raise InvalidInput(*flaws)


def norms_of(facts: YearFacts, on: date) -> tuple[str, ...]:
    """Every norm that a go on this year is held to."""
    go = ProposedDecision(DecisionOutcome.GO, "", Role.OFFICE, school_count=0)
    conditions = judge(facts, go, on).conditions
    return tuple(c.id for c in conditions if c.kind is ConditionKind.NORM)


def _refusal(ruling: Ruling) -> Text:
    return Text(
        "Dit besluit kan zo niet worden genomen. {missing}",
        "This decision cannot be taken like this. {missing}",
    ).format(missing=together(ruling.missing))


def _unknown(norm: str, known: Collection[str]) -> Flaw:
    escaped = norm.replace("~", "~0").replace("/", "~1")
    return Flaw(
        where="body",
        name=f"/departures/{escaped}",
        code="unknown_norm",
        message=Text(
            "Deze norm geldt niet voor dit programmajaar.",
            "This norm does not hold for this programme year.",
        ),
        parameters={"allowed": list(known)},
    )
