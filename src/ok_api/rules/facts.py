"""The plain facts of a programme year that the rules are asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import EvaluationConclusion, EvaluatorTie, ExpertRole, Phase, SessionKind

ZERO = Decimal(0)

FIRST_NORMS = date(2023, 8, 1)
"""How years were counted and measured at first. Decisions taken so are judged so again: with
nothing to measure a norm was met, and each work session counted, wherever and whenever."""
NORMS = date(2026, 11, 29)
"""How they are counted and measured now. A later structure is another day here."""


@dataclass(frozen=True)
class Tally:
    """How much was done and how much more is planned, in the unit of the norm it is held to.

    What was planned for a day that has passed is overdue and planned no more. At first the two
    were not told apart.
    """

    done: Decimal = ZERO
    planned: Decimal = ZERO
    overdue: Decimal = ZERO

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.done + other.done, self.planned + other.planned, self.overdue + other.overdue
        )

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            self.done - other.done, self.planned - other.planned, self.overdue - other.overdue
        )


@dataclass(frozen=True)
class EvaluationFacts:
    complete: bool
    conclusion: EvaluationConclusion | None
    evaluator_independent: bool
    """Whether the evaluator stands outside whoever carries out what is evaluated."""
    ties: tuple[EvaluatorTie, ...] = ()
    """Why not, when the evaluator does not."""


@dataclass(frozen=True)
class LearningSchoolFacts:
    """What one learning school got out of its enrolment so far."""

    establishment_code: str
    study_days: Tally = Tally()
    guidance_moments: Tally = Tally()
    """All guidance moments, the start and evaluation conversations among them."""
    start_conversation: bool = False
    evaluated: bool = False


@dataclass(frozen=True)
class YearFacts:
    """One programme year of one participation, as it stands."""

    phase: Phase
    school_year: SchoolYear
    norms_version: date = NORMS
    """The day from which these facts are counted, and the norms measured, as they are here."""
    evaluation: EvaluationFacts | None = None
    decided: bool = False
    """Whether a go/no-go decision already stands for this year."""
    trajectory_ready: bool = False
    granted_days: Decimal = ZERO
    team_plan_days: Decimal = ZERO
    training: Mapping[SessionKind, Tally] = field(default_factory=dict)
    """Days per kind: 5D model, train-the-trainer, meetings with other expertise schools, and the
    masterclasses that the team follows."""
    work_sessions: Tally = Tally()
    """Guided sessions of the team, one by one, wherever they are."""
    work_sessions_at_school: Mapping[str, Tally] = field(default_factory=dict)
    """Those at the school itself, by month, such as `2026-11`."""
    expert_roles: tuple[ExpertRole, ...] = ()
    """The role of each expert that is attached; a role filled twice stands here twice."""
    recruited_for_next_year: int = 0
    """Schools whose intake was held and that agreed; at first, all that had registered."""
    agreed_for_next_year: int = 0
    """Schools that agreed, whether their intake was held or not."""
    recruited_with_intake: int = 0
    """How many of those that agreed have had their intake conversation."""
    interested_for_next_year: int | None = 0
    """Schools that registered and are not recruited; `None` where it was not counted."""
    next_year_planned: bool = False
    learning_schools: tuple[LearningSchoolFacts, ...] = ()
    learning_schools_in_intake: int = 0
    intervision: Tally = Tally()
    coaching: Tally = Tally()
    knowledge_activities: Tally = Tally()
    aspirant_guidance: Tally = Tally()
