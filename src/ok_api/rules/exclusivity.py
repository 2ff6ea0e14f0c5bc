"""Roles that one location cannot combine in one school year (R-SEL-3)."""

from collections.abc import Iterable

from ok_api.rules.conditions import condition
from ok_api.rules.ruling import Condition, Ruling, judged
from ok_api.rules.text import Text
from ok_api.rules.words import ProgrammeRole

_CULTURE = frozenset({ProgrammeRole.IMPROVEMENT_CULTURE})
_TRANSFERRING = frozenset({ProgrammeRole.ASPIRANT, ProgrammeRole.EXPERTISE_SCHOOL})
_EXCLUSIONS = {
    "not_culture_and_expertise": (_CULTURE, _TRANSFERRING),
    "not_culture_and_co_creating": (_CULTURE, frozenset({ProgrammeRole.CO_CREATING})),
    "not_aspirant_and_expertise": (
        frozenset({ProgrammeRole.ASPIRANT}),
        frozenset({ProgrammeRole.EXPERTISE_SCHOOL}),
    ),
}


def exclusivity(held: Iterable[ProgrammeRole], asked: ProgrammeRole) -> Ruling:
    """Whether a location may take on a role, given those it holds in that same school year.

    Following a trajectory as a learning school, or taking part in a lab, excludes nothing.
    """
    return judged(*exclusions(held, asked))


def exclusions(held: Iterable[ProgrammeRole], asked: ProgrammeRole) -> tuple[Condition, ...]:
    """The exclusions that concern the role asked for, each judged."""
    holding = frozenset(held)
    found = []
    for id_, (one, other) in _EXCLUSIONS.items():
        excluded = (other if asked in one else frozenset()) | (
            one if asked in other else frozenset()
        )
        if excluded:
            found.append(_exclusion(id_, sorted(holding & excluded), asked))
    return tuple(found)


def _exclusion(id_: str, clashing: list[ProgrammeRole], asked: ProgrammeRole) -> Condition:
    labels = Text(
        nl=", ".join(role.label.nl for role in clashing),
        en=", ".join(role.label.en for role in clashing),
    )
    evidence = {"asked": asked.value, "held": tuple(role.value for role in clashing)}
    return condition(id_, not clashing, evidence, held=labels)
