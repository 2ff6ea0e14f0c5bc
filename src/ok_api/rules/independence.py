"""Whoever evaluates stands outside whoever carries out (R-DEC-2)."""

from collections.abc import Mapping, Sequence

from ok_api.rules.conditions import condition
from ok_api.rules.ruling import Condition, Fact
from ok_api.rules.text import Text
from ok_api.rules.words import EvaluatorTie, TieMark

INDEPENDENCE = "R-DEC-2"
Ties = Mapping[EvaluatorTie, tuple[TieMark, ...]]
"""What joins an evaluator to whoever carries out, each with what it was recognised by."""

_ASKED = {
    EvaluatorTie.TEAM: "evaluator_not_in_team",
    EvaluatorTie.EXPERT: "evaluator_not_expert",
    EvaluatorTie.LEARNING_SCHOOL: "evaluator_not_learning_school",
    EvaluatorTie.MENTOR: "evaluator_not_mentor",
}


def independence(
    evaluator: tuple[str, ...], evaluated: tuple[str, ...], ties: Ties
) -> tuple[Condition, ...]:
    """No school, institution or board is shared, and none of the ties is there."""
    apart = (_parties_apart(evaluator, evaluated),)
    return (*apart, *(_untied(id_, tie, ties.get(tie, ())) for tie, id_ in _ASKED.items()))


def because(ties: Sequence[EvaluatorTie]) -> Text:
    """The ties as sentences, to go before what is to be done about them."""
    return _sentences([tie.meaning for tie in ties])


def _parties_apart(evaluator: tuple[str, ...], evaluated: tuple[str, ...]) -> Condition:
    shared = tuple(sorted(set(evaluator) & set(evaluated)))
    evidence: dict[str, Fact] = {
        "independent": not shared,
        "evaluator_parties": evaluator,
        "evaluated_parties": evaluated,
        "shared": shared,
    }
    reason = because([EvaluatorTie.PARTY])
    return condition("evaluator_independent", not shared, evidence, because=reason)


def _untied(id_: str, tie: EvaluatorTie, marks: tuple[TieMark, ...]) -> Condition:
    evidence: dict[str, Fact] = {
        "independent": not marks,
        "tie": tie.value,
        "seen_by": tuple(mark.value for mark in marks),
    }
    reason = _sentences([tie.meaning, *(mark.meaning for mark in marks)])
    return condition(id_, not marks, evidence, because=reason)


def _sentences(texts: Sequence[Text]) -> Text:
    return Text(
        nl="".join(f"{text.nl} " for text in texts), en="".join(f"{text.en} " for text in texts)
    )
