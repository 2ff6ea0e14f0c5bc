"""An evaluation is complete or refused, and its evaluator stands outside the school."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules.evaluations import (
    EFFORT,
    KNOWLEDGE_ACTIVITIES,
    TRAJECTORIES,
    EvaluationRecord,
    completion,
    opening,
)
from ok_api.rules.words import (
    EvaluationConclusion,
    EvaluationSubject,
    EvaluatorTie,
    Phase,
    TieMark,
)
from tests.rules.test_rulings import sound

YEAR = EvaluationSubject.PROGRAMME_YEAR
codes = st.lists(st.sampled_from(["99ZZ01", "99ZZ02", "98YY00"]), max_size=3).map(tuple)
records = st.builds(
    EvaluationRecord,
    st.sampled_from(EvaluationSubject),
    st.none() | st.sampled_from(Phase),
    codes,
    codes,
    st.frozensets(st.sampled_from([TRAJECTORIES, KNOWLEDGE_ACTIVITIES, EFFORT])),
    st.none() | st.sampled_from(EvaluationConclusion),
    st.booleans(),
    st.dictionaries(
        st.sampled_from(EvaluatorTie), st.sets(st.sampled_from(TieMark), min_size=1).map(tuple)
    ),
)


@given(records)
def test_a_complete_evaluation_is_concluded_motivated_and_independent(
    record: EvaluationRecord,
) -> None:
    ruling = completion(record)
    sound([ruling])
    if ruling.allowed:
        assert record.conclusion is not None
        assert record.conclusion_motivated
        assert not set(record.evaluator_parties) & set(record.evaluated_parties)
        assert set(record.ties) <= {EvaluatorTie.PARTY}


@pytest.mark.parametrize(
    ("phase", "asked"),
    [
        (Phase.ASPIRANT, {TRAJECTORIES, EFFORT}),
        (Phase.PILOT, {TRAJECTORIES, KNOWLEDGE_ACTIVITIES}),
        (Phase.ESTABLISHED, {TRAJECTORIES, KNOWLEDGE_ACTIVITIES, EFFORT}),
    ],
)
def test_each_phase_asks_its_own_judgements(phase: Phase, asked: set[str]) -> None:
    positive = EvaluationConclusion.POSITIVE
    full = EvaluationRecord(YEAR, phase, (), (), frozenset(asked), positive, True)
    assert completion(full).allowed
    for part in asked:
        lacking = EvaluationRecord(YEAR, phase, (), (), frozenset(asked - {part}), positive, True)
        assert [condition.met for condition in completion(lacking).unmet] == [False]


def test_independence_cites_the_report() -> None:
    (condition,) = opening(["99ZZ01"], ["99ZZ01", "99ZZ02"]).unmet
    assert (condition.id, condition.rule_id) == ("evaluator_independent", "R-DEC-2")
    assert (condition.source.name, condition.source.place[:3]) == ("REPORT", "4.2")
    assert opening([], ["99ZZ01"]).allowed


@pytest.mark.parametrize("tie", [tie for tie in EvaluatorTie if tie is not EvaluatorTie.PARTY])
def test_a_tie_refuses_by_its_own_condition_and_names_itself(tie: EvaluatorTie) -> None:
    (condition,) = opening([], ["99ZZ01"], {tie: (TieMark.NAME,)}).unmet
    assert (condition.id, condition.rule_id) == (f"evaluator_not_{IDS.get(tie, tie)}", "R-DEC-2")
    assert condition.missing is not None
    for language in ("nl", "en"):
        told = condition.missing.in_(language)
        assert told.startswith(tie.meaning.in_(language))
        assert TieMark.NAME.meaning.in_(language) in told
    assert condition.evidence == {"independent": False, "tie": tie.value, "seen_by": ("name",)}


IDS = {EvaluatorTie.TEAM: "in_team"}


def test_a_year_that_nothing_was_granted_for_is_not_evaluated() -> None:
    positive = EvaluationConclusion.POSITIVE
    ended = EvaluationRecord(YEAR, Phase.ENDED, (), (), frozenset(), positive, True)
    assert [found.id for found in completion(ended).unmet] == ["participation_not_ended"]
