"""A learning school's way through a trajectory (R-LRN-1 to R-LRN-6, R-Y2-1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ok_api.rules.conditions import condition, nothing_to_judge
from ok_api.rules.departures import with_motivation
from ok_api.rules.facts import LearningSchoolFacts, Tally
from ok_api.rules.locations import learning_location_open, location_open
from ok_api.rules.norm import Yardstick
from ok_api.rules.progress import Norms, school_progress
from ok_api.rules.ruling import Condition, ParameterUse, judged
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.transition import EXPLANATIONS, MOTIVATION, Transition
from ok_api.rules.words import EnrolmentStatus, SessionKind, TrajectoryStatus, Unit

STUDY_DAY_KINDS = frozenset({SessionKind.STUDY_DAY, SessionKind.MASTERCLASS})
"""What counts as one of the three collective study days: the masterclasses are collective too."""

GUIDANCE_KINDS = frozenset(
    {
        SessionKind.START_CONVERSATION,
        SessionKind.GUIDANCE,
        SessionKind.EVALUATION_CONVERSATION,
    }
)
"""What counts as one of the six guidance moments, a start conversation and evaluation included."""

BEFORE_TAKING_PART = frozenset({SessionKind.INTAKE_CONVERSATION, SessionKind.START_CONVERSATION})
"""What a school has while it is still coming to a trajectory; all else is of schools in it."""

COMING = frozenset({EnrolmentStatus.REGISTERED, EnrolmentStatus.INTAKE})
TAKING_PART = frozenset({EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED})

_NEXT = {
    EnrolmentStatus.REGISTERED: EnrolmentStatus.INTAKE,
    EnrolmentStatus.INTAKE: EnrolmentStatus.ENROLLED,
    EnrolmentStatus.ENROLLED: EnrolmentStatus.COMPLETED,
}
_WAYS_OUT = {
    EnrolmentStatus.REGISTERED: (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REJECTED),
    EnrolmentStatus.INTAKE: (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REJECTED),
    EnrolmentStatus.ENROLLED: (EnrolmentStatus.WITHDRAWN,),
}
_OPEN = (TrajectoryStatus.OPEN, TrajectoryStatus.RUNNING)
_EXPLAINED = "enrolment_departures_motivated"


@dataclass(frozen=True)
class EnrolmentFacts:
    """One learning school in one trajectory, as it stands."""

    status: EnrolmentStatus
    school: LearningSchoolFacts
    expertise_school_code: str
    trajectory_status: TrajectoryStatus
    schools_granted: int
    schools_enrolled: int
    """How many schools are enrolled or completed in the school year, over all trajectories."""
    places: int | None = None
    """The capacity of this trajectory; `None` asks only for what was granted."""
    places_taken: int = 0
    improvement_question: str = ""
    intake_held: bool = False
    agreed: bool = False
    """Whether the school agreed to take part; both then found that its question fits."""
    baseline_measured: bool = False
    end_measured: bool = False
    """Whether something was measured at the end, and at the start if anything was then."""
    year_over: bool | None = None
    """Whether the school year has ended, asked of a learning school that registers itself; `None`
    for whoever guides it and records what there was."""
    location_closed_on: date | None = None
    """First day on which the location of the learning school is closed; `None` while it is open."""
    motivation: str | None = None
    """What was given for a way out, or for departing from a norm; `None` while nobody proposes a
    step."""


def enrolment_transitions(facts: EnrolmentFacts, on: date) -> list[Transition[EnrolmentStatus]]:
    """Every status that can follow; a completed or ended enrolment has none."""
    following = _NEXT.get(facts.status)
    if following is None:
        return []
    uses: tuple[ParameterUse, ...] = ()
    if following is EnrolmentStatus.COMPLETED:
        uses = tuple(use for norm in enrolment_progress(facts, on) for use in norm.parameters)
    ruling = judged(*_step(facts, following, on), parameters=uses)
    explaining = (EXPLANATIONS,) if facts.motivation is None and ruling.departed_norms else ()
    asks = (MOTIVATION,) if facts.motivation is None else ()
    given = () if facts.motivation is None else (_motivated(facts.motivation),)
    ways_out = _WAYS_OUT[facts.status]
    return [
        Transition(following, ruling, explaining),
        *(Transition(out, judged(*given), asks) for out in ways_out),
    ]


def standing_conditions(facts: EnrolmentFacts, on: date) -> tuple[Condition, ...]:
    """What whoever sees to an enrolment is told while it runs, beside what may follow."""
    if facts.status not in _NEXT:
        return ()
    return (learning_location_open(facts.location_closed_on, on),)


def registration_conditions(facts: EnrolmentFacts, on: date) -> tuple[Condition, ...]:
    """What a new registration takes; a norm that it departs from is explained."""
    return with_motivation(_registration(facts, on), facts.motivation, _EXPLAINED)


def _registration(facts: EnrolmentFacts, on: date) -> tuple[Condition, ...]:
    """What each later step still rests on."""
    own = facts.school.establishment_code == facts.expertise_school_code
    status = facts.trajectory_status
    return (
        condition(
            "not_own_trajectory", not own, {"establishment_code": facts.school.establishment_code}
        ),
        condition("trajectory_open", status in _OPEN, {"trajectory_status": status.value}),
        *_in_time(facts.year_over),
        *_question(facts),
        location_open(facts.location_closed_on, on),
    )


def _question(facts: EnrolmentFacts) -> tuple[Condition, ...]:
    """That there is a question says nothing of whether it fits: agreeing does (R-LRN-1).

    Signs alone, such as a dash, are no question. Until it was agreed nobody has judged it.
    """
    given = any(sign.isalnum() for sign in facts.improvement_question)
    evidence = {"agreed": facts.agreed}
    fits = (
        condition("improvement_question_fits", True, evidence)
        if given and facts.agreed
        else nothing_to_judge("improvement_question_fits", evidence)
    )
    return (condition("improvement_question_given", given), fits)


def _in_time(year_over: bool | None) -> tuple[Condition, ...]:
    """Nobody learns in a school year that has ended."""
    if year_over is None:
        return ()
    return (condition("trajectory_year_not_over", not year_over, {"year_over": year_over}),)


def enrolment_progress(facts: EnrolmentFacts, on: date) -> Norms:
    """Three study days and six guidance moments, a start conversation and an evaluation among them,
    and what was measured before and after (R-Y2-1, R-Y2-2, R-LRN-6).

    It is asked of a school that takes part; of others it is not applicable.
    """
    by, one = Yardstick(on), Decimal(1)
    before, after = Decimal(facts.baseline_measured), Decimal(facts.end_measured)
    norms = (
        *school_progress([facts.school], by),
        by.measure("baseline_measured", Tally(before), one, unit=Unit.MOMENTS),
        by.measure("end_measured", Tally(after), one, unit=Unit.MOMENTS),
    )
    if facts.status in TAKING_PART:
        return norms
    return tuple(norm.not_asked() for norm in norms)


def may_have(status: EnrolmentStatus, kind: SessionKind) -> bool:
    """Whether a school that stands so is at such a session, alone or with others."""
    return status in TAKING_PART or (status in COMING and kind in BEFORE_TAKING_PART)


def session_years(kind: SessionKind, trajectory: SchoolYear) -> tuple[SchoolYear, ...]:
    """A trajectory is given in one school year; its intakes are held from the year before on.

    BROCHURE, Jaar 1, Werven: schools are recruited at the end of the year before theirs.
    """
    if kind is SessionKind.INTAKE_CONVERSATION:
        return (trajectory.previous, trajectory)
    return (trajectory,)


def room(schools_granted: int, schools_enrolled: int) -> Condition:
    """Whether one more school fits in the number that the decision granted (R-LRN-2)."""
    evidence = {"schools_granted": schools_granted, "schools_enrolled": schools_enrolled}
    return condition(
        "room_in_trajectory",
        schools_enrolled < schools_granted,
        evidence,
        taken=schools_enrolled,
        granted=schools_granted,
    )


def place(places: int, places_taken: int) -> Condition:
    """Whether this trajectory itself has a place left, beside the number granted for the year."""
    evidence = {"places": places, "places_taken": places_taken}
    return condition(
        "place_in_trajectory",
        places_taken < places,
        evidence,
        taken=places_taken,
        places=places,
    )


def _step(facts: EnrolmentFacts, to: EnrolmentStatus, on: date) -> tuple[Condition, ...]:
    if to is EnrolmentStatus.INTAKE:
        return registration_conditions(facts, on)
    if to is EnrolmentStatus.ENROLLED:
        within = () if facts.places is None else (place(facts.places, facts.places_taken),)
        return (
            *registration_conditions(facts, on),
            condition("enrolment_intake_held", facts.intake_held),
            room(facts.schools_granted, facts.schools_enrolled),
            *within,
        )
    norms = tuple(norm.as_condition() for norm in enrolment_progress(facts, on))
    return with_motivation(norms, facts.motivation, "completion_explained")


def _motivated(motivation: str) -> Condition:
    return condition("enrolment_motivation_given", bool(motivation.strip()))
