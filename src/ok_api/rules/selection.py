"""A school's way from exploratory conversation to acceptance (R-SEL-1, R-SEL-3 to R-SEL-6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ok_api.rules.conditions import condition
from ok_api.rules.departures import with_motivation
from ok_api.rules.exclusivity import exclusions, exclusivity
from ok_api.rules.locations import location_open
from ok_api.rules.ruling import Condition, ParameterUse, Ruling, judged
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.submission import submission
from ok_api.rules.text import Text
from ok_api.rules.transition import EXPLANATIONS, MOTIVATION, Transition
from ok_api.rules.windows import first_window, round_status, terms, window, windows
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
    "first_window",
    "round_status",
    "starting",
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
    completion_asked_on: date | None = None
    complete_on: date | None = None
    places: int | None = None
    """How many aspirants the round has a place for; `None` where that is not asked."""
    accepted: int = 0
    """How many applications of the round have been accepted."""
    location_closed_on: date | None = None
    """The first day on which the location is closed."""
    motivation: str | None = None
    """What was said with the step that is proposed; `None` while nobody proposes any."""


def application_transitions(
    facts: ApplicationFacts,
    on: date,
) -> list[Transition[ApplicationStatus]]:
    """Every status that can follow: the next step in order, rejection and withdrawal."""
    following = NEXT.get(facts.status)
    if following is None:
        return []
    ruling = _forward(facts, following, on)
    explaining = (EXPLANATIONS,) if facts.motivation is None and ruling.departed_norms else ()
    asks = (MOTIVATION,) if facts.motivation is None else ()
    given = () if facts.motivation is None else (_motivated(facts.motivation),)
    ways_out = (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN)
    return [
        Transition(following, ruling, explaining),
        *(Transition(out, judged(*given), asks) for out in ways_out),
    ]


def starting(location_closed_on: date | None, on: date, motivation: str) -> Ruling:
    """Whether an application may start: one of a closed location says why."""
    return judged(*_explained((location_open(location_closed_on, on),), motivation))


def _forward(facts: ApplicationFacts, to: ApplicationStatus, on: date) -> Ruling:
    uses: tuple[ParameterUse, ...] = ()
    conditions = (*_step(facts, to), location_open(facts.location_closed_on, on))
    if to is ApplicationStatus.ACCEPTED:
        submitted, uses = submission(
            facts.school_year, facts.submitted_at, facts.completion_asked_on, facts.complete_on, on
        )
        conditions = (*conditions, *submitted, *_place(facts))
    return judged(*_explained(conditions, facts.motivation), parameters=uses)


def _explained(conditions: tuple[Condition, ...], motivation: str | None) -> tuple[Condition, ...]:
    return with_motivation(conditions, motivation, "departures_motivated")


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
    )


def _place(facts: ApplicationFacts) -> tuple[Condition, ...]:
    """How many schools start is the round's own norm (R-SEL-7)."""
    if facts.places is None:
        return ()
    figures = {"accepted": facts.accepted, "places": facts.places}
    return (condition("place_in_round", facts.accepted < facts.places, {**figures}, **figures),)


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
