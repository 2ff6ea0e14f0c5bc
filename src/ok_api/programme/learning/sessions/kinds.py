"""What each kind of session belongs to: the team itself, a whole trajectory, or one school in it.

BROCHURE, jaar 1 and jaar 2, Activiteiten: the team is trained (in training days and masterclasses)
and coached, a trajectory starts and has masterclasses and study days, each learning school has its
conversations and guidance moments.
"""

from collections.abc import Mapping
from typing import Literal

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text
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
    allowed = ", ".join(KINDS[level])
    where, hint = _NAMES[level], _hint(kind, level)
    raise InvalidInput(
        Flaw(
            where="body",
            name="/kind",
            code="kind_elsewhere",
            message=Text(
                f"‘{kind.label.nl}’ hoort niet bij {where.nl}. Kies uit {allowed}.{hint.nl}",
                f"‘{kind.label.en}’ does not belong to {where.en}. Choose from {allowed}.{hint.en}",
            ),
        )
    )


def _hint(kind: SessionKind, level: Level) -> Text:
    if level != "trajectory" or kind not in KINDS["enrolment"]:
        return Text("", "")
    return Text(
        " Noem voor één lerende school haar enrolmentId.",
        " For one learning school, name its enrolmentId.",
    )
