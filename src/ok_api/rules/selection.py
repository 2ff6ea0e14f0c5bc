"""A school's way from exploratory conversation to acceptance (R-SEL-1, R-SEL-3 to R-SEL-6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ok_api.rules.conditions import condition
from ok_api.rules.exclusivity import exclusions, exclusivity
from ok_api.rules.ruling import Condition, judged
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.rules.transition import MOTIVATION, Transition
from ok_api.rules.windows import round_status, terms, window, windows
from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DocumentKind,
    Judgement,
    ProgrammeRole,
)

__all__ = [
    "ApplicationFacts",
    "application_transitions",
    "exclusivity",
    "round_status",
    "terms",
    "window",
    "windows",
]

NEXT = {
    ApplicationStatus.EXPLORING: ApplicationStatus.REGISTERED,
    ApplicationStatus.REGISTERED: ApplicationStatus.IN_SELECTION,
    ApplicationStatus.IN_SELECTION: ApplicationStatus.INTAKE,
    ApplicationStatus.INTAKE: ApplicationStatus.ACCEPTED,
}


@dataclass(frozen=True)
class ApplicationFacts:
    """One application as it stands."""

    status: ApplicationStatus
    school_year: SchoolYear
    conversations: tuple[ConversationKind, ...] = ()
    """The conversations that were held."""
    documents: tuple[DocumentKind, ...] = ()
    judgements: Mapping[CriterionKey, Judgement] = field(default_factory=dict)
    trajectory_part_chosen: bool = False
    formally_registered: bool = False
    roles_held: tuple[ProgrammeRole, ...] = ()
    """The location's other roles in the same school year."""
    submitted_at: datetime | None = None
    """When the board submitted the subsidy application, as far as known."""
    motivation: str | None = None
    """The motivation for rejecting or withdrawing; `None` while nobody proposes that."""


def application_transitions(
    facts: ApplicationFacts,
    on: date,
) -> list[Transition[ApplicationStatus]]:
    """Every status that can follow: the next step in order, rejection and withdrawal."""
    following = NEXT.get(facts.status)
    if following is None:
        return []
    forward = Transition(following, judged(*_step(facts, following)))
    asks = (MOTIVATION,) if facts.motivation is None else ()
    given = () if facts.motivation is None else (_motivated(facts.motivation),)
    ways_out = (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN)
    return [forward, *(Transition(out, judged(*given), asks) for out in ways_out)]


def _step(facts: ApplicationFacts, to: ApplicationStatus) -> tuple[Condition, ...]:
    if to is ApplicationStatus.REGISTERED:
        return (_held("exploratory_conversation_held", facts, ConversationKind.EXPLORATORY),)
    if to is ApplicationStatus.IN_SELECTION:
        kinds = tuple(sorted({kind.value for kind in facts.documents}))
        return (condition("documents_sent", bool(facts.documents), {"kinds": kinds}),)
    if to is ApplicationStatus.INTAKE:
        return (_criteria_judged(facts), _criteria_none_failed(facts))
    return _acceptance(facts)


def _acceptance(facts: ApplicationFacts) -> tuple[Condition, ...]:
    committed = DocumentKind.BOARD_COMMITMENT in facts.documents
    informed = (ConversationKind.INFORMATION, ConversationKind.EXPLORATORY)
    return (
        _criteria_judged(facts),
        _criteria_all_met(facts),
        _held("intake_conversation_held", facts, ConversationKind.INTAKE),
        condition("trajectory_part_chosen", facts.trajectory_part_chosen),
        condition("board_commitment_given", committed),
        condition("formally_registered", facts.formally_registered),
        _held("information_conversation_held", facts, *informed),
        *exclusions(facts.roles_held, ProgrammeRole.ASPIRANT),
        *_submission(facts),
    )


def _submission(facts: ApplicationFacts) -> tuple[Condition, ...]:
    """Shown once the board has submitted; turning late ones down is up to the subsidy office."""
    if facts.submitted_at is None:
        return ()
    inside = window(facts.submitted_at, facts.school_year).allowed
    evidence = {"submitted_at": facts.submitted_at}
    year = str(facts.school_year)
    return (condition("submitted_within_window", inside, evidence, school_year=year),)


def _held(id_: str, facts: ApplicationFacts, *kinds: ConversationKind) -> Condition:
    found = tuple(kind.value for kind in kinds if kind in facts.conversations)
    return condition(id_, bool(found), {"held": found})


def _criteria_judged(facts: ApplicationFacts) -> Condition:
    unjudged = [key for key in CriterionKey if key not in facts.judgements]
    return _criteria("criteria_judged", unjudged, "open")


def _criteria_none_failed(facts: ApplicationFacts) -> Condition:
    failed = [key for key, given in facts.judgements.items() if given is Judgement.NOT_MET]
    return _criteria("criteria_none_failed", failed, "failed")


def _criteria_all_met(facts: ApplicationFacts) -> Condition:
    unmet = [key for key in CriterionKey if facts.judgements.get(key) is not Judgement.MET]
    return _criteria("criteria_all_met", unmet, "open")


def _criteria(id_: str, listed: list[CriterionKey], name: str) -> Condition:
    labels = Text(
        nl=", ".join(key.label.nl for key in listed), en=", ".join(key.label.en for key in listed)
    )
    evidence = {name: tuple(key.value for key in listed)}
    return condition(id_, not listed, evidence, **{"all": len(CriterionKey), name: labels})


def _motivated(motivation: str) -> Condition:
    return condition("motivation_given", bool(motivation.strip()))
