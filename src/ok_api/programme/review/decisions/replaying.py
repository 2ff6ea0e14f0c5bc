"""Running a decision again, through today's rules, on what it was taken on."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from ok_api import __version__
from ok_api.access.rows import fetch
from ok_api.access.scope import DECISIONS
from ok_api.foundation.database import Work
from ok_api.programme.participation.facts import year_facts
from ok_api.programme.review.decisions.judging import judge
from ok_api.programme.review.decisions.receipt import asked, rulebook_hash
from ok_api.programme.review.decisions.receipt_schemas import NewReplay
from ok_api.rules.canonical import fingerprint
from ok_api.rules.comparison import differences
from ok_api.rules.facts import YearFacts
from ok_api.rules.recorded import facts_as_json, ruling_as_written_now
from ok_api.tables import GoNoGoDecision, ProgrammeYear


async def replay_decision(work: Work, decision_id: UUID, replay: NewReplay) -> dict[str, Any]:
    """The same answer, or what the rules now say differently; and, apart, what facts changed.

    Nothing is kept: whoever may see the decision may run it again.
    """
    decision = await fetch(work, GoNoGoDecision, DECISIONS, GoNoGoDecision.id == decision_id)
    facts, proposed = asked(decision.receipt)
    as_of = replay.as_of or decision.decided_on
    then = ruling_as_written_now(decision.receipt["ruling"])
    now = judge(facts, proposed, as_of).as_json()
    since = await _facts_since(work, decision, facts)
    changed = differences(then, now)
    return {
        **_addresses(decision_id),
        "asOf": as_of,
        "sameAnswer": not changed,
        "sameOutcome": then["outcome"] == now["outcome"],
        "outcomeThen": then["outcome"],
        "outcomeNow": now["outcome"],
        "rulingDifferences": [difference.as_json() for difference in changed],
        "factsDifferences": [
            difference.as_json()
            for difference in differences(facts_as_json(facts), facts_as_json(since))
        ],
        **_rules_then_and_now(decision),
        "receiptIntact": fingerprint(decision.receipt) == decision.receipt_hash,
        "ruling": now,
    }


async def _facts_since(work: Work, decision: GoNoGoDecision, recorded: YearFacts) -> YearFacts:
    """The facts as they now stand, but for what the decision itself changed in them."""
    year = await work.session.get_one(ProgrammeYear, decision.programme_year_id)
    return replace(await year_facts(work, year), decided=recorded.decided)


def _addresses(decision_id: UUID) -> dict[str, str]:
    decision = f"/v1/go-no-go-decisions/{decision_id}"
    return {"self": f"{decision}/replays", "decision": decision}


def _rules_then_and_now(decision: GoNoGoDecision) -> dict[str, object]:
    return {
        "rulesVersionThen": decision.receipt["rulesVersion"],
        "rulesVersionNow": __version__,
        "sameRulebook": decision.receipt["rulebookHash"] == rulebook_hash(),
    }
