"""When an evaluation may be opened and completed (R-DEC-1, R-DEC-2, R-Y1-5, R-Y2-2, R-Y3-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ok_api.rules.conditions import condition
from ok_api.rules.independence import Ties, independence
from ok_api.rules.phases import not_ended
from ok_api.rules.ruling import Ruling, judged
from ok_api.rules.words import EvaluationConclusion, EvaluationSubject, Phase

TRAJECTORIES, KNOWLEDGE_ACTIVITIES, EFFORT = "trajectories", "knowledge_activities", "effort"

_ASKED_OF_A_YEAR = {
    Phase.ASPIRANT: {
        "training_trajectory_judged": TRAJECTORIES,
        "training_effort_judged": EFFORT,
    },
    Phase.PILOT: {
        "pilot_trajectories_judged": TRAJECTORIES,
        "pilot_knowledge_activities_judged": KNOWLEDGE_ACTIVITIES,
    },
    Phase.ESTABLISHED: {
        "joint_trajectories_judged": TRAJECTORIES,
        "joint_knowledge_activities_judged": KNOWLEDGE_ACTIVITIES,
        "joint_effort_judged": EFFORT,
    },
}
"""By condition, the judgement that the evaluation of a year in that phase must hold.

An aspirant has given no knowledge activities yet; only from year 3 are the three judged together.
"""

_ASKED_OF = {
    EvaluationSubject.TRAJECTORY: {"trajectory_judged": TRAJECTORIES},
    EvaluationSubject.ENROLMENT: {"enrolment_judged": TRAJECTORIES},
}


@dataclass(frozen=True)
class EvaluationRecord:
    """What an evaluation holds so far."""

    subject: EvaluationSubject
    phase: Phase | None = None
    """The phase of the programme year that is evaluated; `None` for the other subjects."""
    evaluator_parties: tuple[str, ...] = ()
    evaluated_parties: tuple[str, ...] = ()
    """Codes of schools, institutions and boards that each side belongs to."""
    judged: frozenset[str] = frozenset()
    """Which of trajectories, knowledge activities and effort have a judgement."""
    conclusion: EvaluationConclusion | None = None
    conclusion_motivated: bool = False
    ties: Ties = field(default_factory=dict)
    """What joins the evaluator to whoever carries out, beside the parties above."""


NO_TIES: Ties = {}


def opening(
    evaluator_parties: Iterable[str], evaluated_parties: Iterable[str], ties: Ties = NO_TIES
) -> Ruling:
    """Whether this evaluator may evaluate these schools at all (R-DEC-2)."""
    return judged(*independence(tuple(evaluator_parties), tuple(evaluated_parties), ties))


def completion(record: EvaluationRecord) -> Ruling:
    """Everything that a complete evaluation takes, each met or not; nothing is asked twice."""
    concluded = record.conclusion is not None
    took_place = () if record.phase is None else (not_ended(record.phase),)
    return judged(
        *took_place,
        *independence(record.evaluator_parties, record.evaluated_parties, record.ties),
        *(condition(id_, part in record.judged) for id_, part in _asked(record).items()),
        condition("evaluation_concluded", concluded),
        condition("conclusion_motivated", record.conclusion_motivated),
    )


def _asked(record: EvaluationRecord) -> dict[str, str]:
    if record.phase is not None:
        return _ASKED_OF_A_YEAR.get(record.phase, {})
    return _ASKED_OF.get(record.subject, {})
