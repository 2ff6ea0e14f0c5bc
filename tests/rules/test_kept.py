"""Decisions that earlier releases kept are judged again as they were then.

`kept/` holds what those releases wrote down: the facts, the decision, and what was ruled.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ok_api.rules.comparison import differences
from ok_api.rules.decisions import decide
from ok_api.rules.facts import FIRST_NORMS, NORMS, YearFacts
from ok_api.rules.progress import progress
from ok_api.rules.recorded import (
    decision_from_json,
    facts_as_json,
    facts_from_json,
    ruling_as_written_now,
)
from ok_api.rules.words import ConditionKind

_KEPT = {
    f"{path.stem}-{name}": case
    for path in sorted((Path(__file__).parent / "kept").glob("*.json"))
    for name, case in json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal).items()
}


def _facts(case: dict[str, Any]) -> YearFacts:
    return facts_from_json(case["facts"])


@pytest.mark.parametrize("case", _KEPT.values(), ids=_KEPT)
def test_a_kept_decision_is_ruled_as_it_was(case: dict[str, Any]) -> None:
    on = date.fromisoformat(case["decidedOn"])
    ruling = decide(_facts(case), decision_from_json(case["decision"]), on)
    norms = {
        item["id"]: {
            "met": item["met"],
            "evidence": item["evidence"],
            "departure": item["departure"],
        }
        for item in ruling.as_json()["conditions"]  # type: ignore[attr-defined]
        if item["kind"] == ConditionKind.NORM
    }
    told = ruling.as_json()
    now = {name: told[name] for name in ("outcome", "figures", "parameters")} | {"norms": norms}
    assert differences(case["ruling"], now) == ()


def test_with_nothing_to_measure_a_norm_was_met_and_is_not_applicable_now() -> None:
    then = _facts(_KEPT["1.1.0-pilot_without_schools"])
    assert then.norms_version == FIRST_NORMS
    now = facts_from_json({**facts_as_json(then), "normsVersion": NORMS.isoformat()})
    of_schools = ("study_days", "guidance_moments", "start_conversations", "school_evaluations")
    for facts, met, not_applicable in ((then, True, False), (now, False, True)):
        norms = {norm.id: norm for norm in progress(facts, facts.school_year.end)}
        for id_ in of_schools:
            assert (norms[id_].met, norms[id_].not_applicable) == (met, not_applicable)
            assert norms[id_].missing is None


def test_what_a_ruling_did_not_have_then_is_no_difference() -> None:
    kept = {"conditions": [{"id": "training_5d", "met": True}]}
    now = {"conditions": [{"id": "training_5d", "met": True, "notApplicable": False}]}
    assert differences(ruling_as_written_now(kept), now) == ()
