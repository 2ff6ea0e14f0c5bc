"""What each kind of session belongs to: the team itself, a whole trajectory, or one school in it.

BROCHURE, jaar 1 and jaar 2, Activiteiten: the team is trained (in training days and masterclasses)
and coached, a trajectory starts and has masterclasses and study days, each learning school has its
conversations and guidance moments.
"""

from collections.abc import Mapping
from typing import Literal

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text, listed, together
from ok_api.rules.words import SessionKind

Level = Literal["team", "trajectory", "enrolment"]


_SCHOOL_WIDE = (SessionKind.STUDY_DAY, SessionKind.MASTERCLASS)
"""For one school's whole team at that school, or for several schools together."""

KINDS: Mapping[Level, tuple[SessionKind, ...]] = {
    "team": (
        SessionKind.INTAKE_CONVERSATION,
        SessionKind.WORK_SESSION,
        SessionKind.PROGRESS_MEETING,
        SessionKind.EVALUATION_CONVERSATION,
        SessionKind.TRAINING_5D,
        SessionKind.TRAINING_TRAIN_THE_TRAINER,
        SessionKind.NETWORK_MEETING,
        SessionKind.MASTERCLASS,
        SessionKind.INTERVISION,
        SessionKind.COACHING_ON_THE_JOB,
        SessionKind.ASPIRANT_GUIDANCE,
    ),
    "trajectory": (SessionKind.START_SESSION, *_SCHOOL_WIDE),
    "enrolment": (
        SessionKind.INTAKE_CONVERSATION,
        SessionKind.START_CONVERSATION,
        SessionKind.GUIDANCE,
        SessionKind.EVALUATION_CONVERSATION,
        *_SCHOOL_WIDE,
    ),
}

_NAMES: Mapping[Level, Text] = {
    "team": Text("het eigen team", "the team itself"),
    "trajectory": Text("het hele leertraject", "the whole trajectory"),
    "enrolment": Text("één lerende school", "one learning school"),
}


def check(kind: SessionKind, level: Level) -> None:
    """Raises `InvalidInput`, naming the kinds that do belong there."""
    if kind in KINDS[level]:
        return
    raise InvalidInput(
        Flaw(
            where="body",
            name="/kind",
            code="kind_elsewhere",
            message=_elsewhere(kind, level),
            parameters={"allowed": [other.value for other in KINDS[level]]},
        )
    )


def _elsewhere(kind: SessionKind, level: Level) -> Text:
    allowed = listed(other.label for other in KINDS[level])
    said = _ELSEWHERE.format(kind=kind.label, where=_NAMES[level], allowed=allowed)
    of_one_school = level == "trajectory" and kind in KINDS["enrolment"]
    return together((said, _OF_ONE_SCHOOL)) if of_one_school else said


_ELSEWHERE = Text(
    "‘{kind}’ hoort niet bij {where}. Kies uit: {allowed}.",
    "‘{kind}’ does not belong to {where}. Choose from: {allowed}.",
)
_OF_ONE_SCHOOL = Text(
    "Is het voor één lerende school, noem dan haar deelname aan het leertraject.",
    "If it is for one learning school, name its enrolment in the trajectory.",
)
