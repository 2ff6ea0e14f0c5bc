"""What a decision was taken on: exact, verifiable, and run again whenever someone asks."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import json
from ok_api.programme.review.decisions.receipt_schemas import DecisionReceipt, Replay
from ok_api.rules import parameters
from ok_api.rules.canonical import fingerprint
from ok_api.rules.decisions import decide
from ok_api.rules.facts import FIRST_NORMS, NORMS
from ok_api.rules.parameters import ParameterHistory
from ok_api.rules.recorded import decision_from_json, facts_from_json
from ok_api.rules.words import Phase
from ok_api.tables import GoNoGoDecision
from tests.callers import Callers
from tests.programme.review.cases import decided, evaluated, go, no_go, year_of


@pytest.fixture
def revalued(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets a test say that a parameter has another value than it had."""

    def revalue(key: str, value: str) -> None:
        known = dict(parameters.histories())
        history = known[key]
        values = tuple(
            type(dated)(dated.start, dated.until, Decimal(value), dated.source)
            for dated in history.values
        )
        known[key] = ParameterHistory(
            history.key, history.rule_id, history.title, history.unit, values
        )
        monkeypatch.setattr(parameters, "histories", lambda: known)

    return iter([revalue])


async def test_a_receipt_holds_all_it_was_taken_on(callers: Callers, session: AsyncSession) -> None:
    told = await decided(callers.office, go(await evaluated(session)))
    answer = await callers.office.get(told["receipt"])
    receipt = answer.json()
    DecisionReceipt.model_validate(receipt)
    content = receipt["content"]
    assert receipt["decidedBy"] == "office@example.org"
    assert (content["decidedOn"], content["schoolYear"]) == ("2026-07-01", "2025-2026")
    assert content["decision"]["takenBy"] == "office"
    assert content["facts"]["evaluation"]["evaluatorIndependent"] is True
    used = {use["key"]: use for use in content["parameters"]}
    assert (used["days_per_fte"]["value"], used["days_per_fte"]["version"]) == (200, "2023-08-01")
    assert content["ruling"]["outcome"] == "allowed"
    assert content["rulesVersion"]


async def test_the_hash_is_found_again_after_the_database(
    callers: Callers, session: AsyncSession
) -> None:
    """Over the wire and out of the database: every decimal is exact, whoever reads it."""
    told = await decided(callers.office, go(await evaluated(session)))
    row = await session.get_one(GoNoGoDecision, told["id"])
    assert fingerprint(row.receipt) == row.receipt_hash
    for caller in (callers.office, callers.research):
        receipt = json.decode((await caller.get(told["receipt"])).content)
        assert fingerprint(receipt["content"]) == receipt["hash"] == row.receipt_hash
    altered = {**row.receipt, "decidedOn": "2026-07-02"}
    assert fingerprint(altered) != row.receipt_hash


async def test_replaying_gives_the_same_answer(callers: Callers, session: AsyncSession) -> None:
    told = await decided(callers.office, go(await evaluated(session)))
    before = (await callers.office.get(told["self"])).json()
    for caller in (callers.office, callers.research, callers.school("99ZZ01")):
        answer = await caller.post(told["replays"], json={})
        assert answer.status_code == 200
        replay = answer.json()
        Replay.model_validate(replay)
        assert (replay["sameAnswer"], replay["sameOutcome"]) == (True, True)
        assert replay["rulingDifferences"] == replay["factsDifferences"] == []
        assert (replay["receiptIntact"], replay["sameRulebook"]) == (True, True)
        assert (replay["asOf"], replay["outcomeNow"]) == ("2026-07-01", "allowed")
    assert (await callers.office.get(told["self"])).json() == before


async def test_replaying_a_no_go_too(callers: Callers, session: AsyncSession) -> None:
    told = await decided(callers.office, no_go(await evaluated(session)))
    replay = (await callers.office.post(told["replays"], json={})).json()
    assert (replay["sameAnswer"], replay["factsDifferences"]) == (True, [])


async def test_what_changed_in_the_facts_is_told_apart(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await evaluated(session)
    told = await decided(callers.office, go(participation))
    year = await year_of(session, participation, "2025-2026")
    year.next_year_planning = "Zes scholen, drie studiedagen."
    await session.commit()
    replay = (await callers.office.post(told["replays"], json={})).json()
    assert (replay["sameAnswer"], replay["rulingDifferences"]) == (True, [])
    assert replay["factsDifferences"] == [
        {"pointer": "/nextYearPlanned", "before": False, "after": True}
    ]


async def test_what_the_rules_now_say_differently_is_shown(
    callers: Callers, session: AsyncSession, revalued: Iterator[Any]
) -> None:
    told = await decided(callers.office, go(await evaluated(session)))
    next(revalued)("fte_per_learning_school", "0.2")
    replay = (await callers.office.post(told["replays"], json={})).json()
    assert (replay["sameAnswer"], replay["sameOutcome"]) == (False, True)
    differing = {found["pointer"]: found for found in replay["rulingDifferences"]}
    assert differing["/figures/fte"] == {"pointer": "/figures/fte", "before": 1, "after": 1.6}
    assert replay["ruling"]["figures"]["days"] == 320
    assert replay["factsDifferences"] == []
    receipt = (await callers.office.get(told["receipt"])).json()
    assert receipt["content"]["ruling"]["figures"]["fte"] == 1


async def test_a_decision_can_turn_out_otherwise(
    callers: Callers, session: AsyncSession, revalued: Iterator[Any]
) -> None:
    """A norm that was met then is departed from now, and nobody explained that."""
    told = await decided(callers.office, go(await evaluated(session), 5))
    next(revalued)("granted_schools_max", "4")
    replay = (await callers.office.post(told["replays"], json={})).json()
    assert (replay["outcomeThen"], replay["outcomeNow"]) == ("allowed", "refused")
    assert replay["sameOutcome"] is False


async def test_replaying_as_of_another_day(callers: Callers, session: AsyncSession) -> None:
    told = await decided(callers.office, go(await evaluated(session, Phase.ASPIRANT)))
    replay = await callers.office.post(told["replays"], json={"asOf": "2026-11-01"})
    assert replay.json()["asOf"] == "2026-11-01"
    assert replay.json()["sameAnswer"] is True
    assert (await callers.office.post(told["replays"], json={"asOf": "ooit"})).status_code == 400
    assert (await callers.anonymous.post(told["replays"], json={})).status_code == 401


async def _keep_as_before(session: AsyncSession, decision_id: str) -> None:
    """As 1.1.0 wrote it down: without what facts and conditions have had since."""
    row = await session.get_one(GoNoGoDecision, decision_id)
    content = dict(row.receipt)
    content["facts"] = {k: v for k, v in content["facts"].items() if k != "normsVersion"}
    facts = facts_from_json(content["facts"])
    assert facts.norms_version == FIRST_NORMS
    ruling = decide(facts, decision_from_json(content["decision"]), row.decided_on).as_json()
    kept = [
        {name: value for name, value in condition.items() if name != "notApplicable"}
        for condition in ruling.pop("conditions")  # type: ignore[attr-defined]
    ]
    content["ruling"] = {**ruling, "conditions": kept}
    await session.execute(text("SET LOCAL session_replication_role = replica"))
    await session.execute(
        update(GoNoGoDecision)
        .where(GoNoGoDecision.id == row.id)
        .values(receipt=content, receipt_hash=fingerprint(content))
    )
    await session.commit()


async def test_a_decision_of_before_is_judged_by_the_norms_of_before(
    callers: Callers, session: AsyncSession
) -> None:
    """Without learning schools their norms were met then; now they are not applicable."""
    told = await decided(callers.office, go(await evaluated(session)))
    await _keep_as_before(session, told["id"])
    receipt = (await callers.office.get(told["receipt"])).json()
    DecisionReceipt.model_validate(receipt)
    assert "notApplicable" not in receipt["content"]["ruling"]["conditions"][0]
    replay = (await callers.office.post(told["replays"], json={})).json()
    Replay.model_validate(replay)
    assert (replay["sameAnswer"], replay["rulingDifferences"]) == (True, [])
    assert replay["receiptIntact"] is True
    norms = {c["id"]: c for c in replay["ruling"]["conditions"]}
    assert (norms["study_days"]["met"], norms["study_days"]["notApplicable"]) == (True, False)
    since = {one["pointer"]: (one["before"], one["after"]) for one in replay["factsDifferences"]}
    assert since == {"/normsVersion": (str(FIRST_NORMS), str(NORMS))}


def test_a_binary_float_has_no_fingerprint() -> None:
    with pytest.raises(TypeError, match="no exact canonical form"):
        fingerprint({"fte": 0.8})
    exact = {"fte": Decimal("0.80"), "on": date(2026, 7, 1)}
    assert fingerprint(exact) == fingerprint({"fte": Decimal("0.8"), "on": "2026-07-01"})
