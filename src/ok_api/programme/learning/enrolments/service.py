"""Enrolling schools, keeping what is agreed with them, and their steps through a trajectory."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change, known_school
from ok_api.access.scope import ENROLMENTS, TRAJECTORIES
from ok_api.foundation.database import Work
from ok_api.foundation.errors import RuleRefused, WrongState
from ok_api.programme.learning.enrolments import queries
from ok_api.programme.learning.enrolments.record import EnrolmentRecord
from ok_api.programme.learning.enrolments.schemas import (
    EnrolmentChanges,
    EnrolmentStep,
    NewEnrolment,
)
from ok_api.programme.learning.enrolments.sides import sides_of
from ok_api.programme.learning.facts import enrolment_record
from ok_api.programme.participation.dates import happened
from ok_api.rules import learning as rules
from ok_api.rules.learning import TAKING_PART
from ok_api.rules.ruling import Ruling, camel, judged
from ok_api.rules.text import NOTHING_MORE, Text, listed, together
from ok_api.rules.transition import Transition
from ok_api.rules.words import EnrolmentStatus, Phase
from ok_api.tables import Enrolment, LearningTrajectory

_INWARD = (EnrolmentStatus.INTAKE, EnrolmentStatus.ENROLLED)


async def enrol_school(work: Work, trajectory_id: UUID, new: NewEnrolment) -> Enrolment:
    """Register a school, by itself or by who guides it (R-LRN-1, R-LRN-3).

    Who guides may also record a year that is over; a school does not register for one itself.
    What departs from a norm, such as a closed location, is motivated.
    Raises `Forbidden` for a school that is neither the caller's nor enrolled by its guide.
    """
    trajectory = await fetch(
        work, LearningTrajectory, TRAJECTORIES, LearningTrajectory.id == trajectory_id, lock=True
    )
    school = await known_school(work, new.establishment_code, "/establishmentCode")
    sides = await sides_of(work, trajectory.id, new.establishment_code)
    sides.require_one(school.name)
    enrolment = Enrolment(learning_trajectory_id=trajectory.id, **new.model_dump())
    work.session.add(enrolment)
    await work.session.flush()
    record = await enrolment_record(work, enrolment.id)
    _refuse_after_ending(record)
    facts = record.facts(work.today, motivation=new.motivation or "", registering=not sides.guides)
    conditions = rules.registration_conditions(facts, record.day(work.today))
    _refuse_unless_allowed(judged(*conditions))
    return enrolment


async def change_enrolment(work: Work, enrolment_id: UUID, changes: EnrolmentChanges) -> Enrolment:
    """Raises `Forbidden` for what is the other school's to say."""
    enrolment = await fetch_for_change(work, Enrolment, ENROLMENTS, Enrolment.id == enrolment_id)
    sent = changes.changes()
    sides = await sides_of(work, enrolment.learning_trajectory_id, enrolment.establishment_code)
    sides.require_for(sent)
    _check_days(work, enrolment, sent)
    for name, value in sent.items():
        setattr(enrolment, name, value)
    return enrolment


async def take_step(work: Work, enrolment_id: UUID, step: EnrolmentStep) -> Enrolment:
    """Take one step (R-LRN-1 to R-LRN-3); a place is taken by the step to `enrolled`.

    Trajectory and year are locked first, so that schools that enrol at the same time are each told
    why there is no place; the checks of the database hold for whoever does not ask.
    """
    enrolment, trajectory = await _locked(work, enrolment_id)
    sides = await sides_of(work, trajectory.id, enrolment.establishment_code)
    sides.require_step(step.to)
    record = await enrolment_record(work, enrolment.id)
    if step.to in _INWARD:
        _refuse_after_ending(record)
    facts = record.facts(work.today, motivation=step.motivation or "")
    following = rules.enrolment_transitions(facts, record.day(work.today))
    _refuse_unless_allowed(_step_to(step.to, enrolment.status, following))
    enrolment.status = step.to
    enrolment.motivation = step.motivation
    return enrolment


async def _locked(work: Work, enrolment_id: UUID) -> tuple[Enrolment, LearningTrajectory]:
    """Trajectory, enrolment, year: whoever needs more than one of them locks in this order."""
    seen = await fetch(work, Enrolment, ENROLMENTS, Enrolment.id == enrolment_id)
    trajectory = await fetch(work, LearningTrajectory, TRAJECTORIES, _of(seen), lock=True)
    enrolment = await fetch_for_change(work, Enrolment, ENROLMENTS, Enrolment.id == enrolment_id)
    await work.session.execute(queries.year_to_lock(trajectory))
    return enrolment, trajectory


def _of(enrolment: Enrolment) -> Any:
    return LearningTrajectory.id == enrolment.learning_trajectory_id


def _step_to(
    to: EnrolmentStatus, status: EnrolmentStatus, steps: list[Transition[EnrolmentStatus]]
) -> Ruling:
    for step in steps:
        if step.to is to:
            return step.ruling
    possible = listed(step.to.label for step in steps) if steps else NOTHING_MORE
    raise WrongState(
        Text(
            "Van ‘{here}’ naar ‘{there}’ kan niet. Wel: {possible}.",
            "From ‘{here}’ to ‘{there}’ is not possible. Possible: {possible}.",
        ).format(here=status.label, there=to.label, possible=possible),
        enrolmentStatus=status.value,
        allowed=[step.to.value for step in steps],
    )


def _refuse_unless_allowed(ruling: Ruling) -> None:
    if ruling.allowed:
        return
    raise RuleRefused(together(ruling.missing), ruling)


def _refuse_after_ending(record: EnrolmentRecord) -> None:
    """Who has left the programme takes no schools in; those it guides may still complete."""
    if record.expertise_school_phase is Phase.ENDED:
        raise WrongState(
            Text(
                "De expertiseschool neemt niet meer deel aan het programma.",
                "The expertise school no longer takes part in the programme.",
            ),
            phase=record.expertise_school_phase.value,
        )


def _check_days(work: Work, enrolment: Enrolment, sent: Mapping[str, Any]) -> None:
    """Intake and agreement have been by now, and came before taking part (R-LRN-1)."""
    for name in _BEFORE_TAKING_PART.keys() & sent.keys():
        if sent[name] is not None:
            happened(work, sent[name], f"/{camel(name)}")
        elif enrolment.status in TAKING_PART:
            raise WrongState(_BEFORE_TAKING_PART[name])


_BEFORE_TAKING_PART = {
    "intake_held_on": Text(
        "Deze school neemt al deel; de dag van het intakegesprek blijft dus staan.",
        "This school takes part already, so the day of the intake conversation stays.",
    ),
    "agreed_on": Text(
        "Deze school neemt al deel; de dag van het akkoord blijft dus staan.",
        "This school takes part already, so the day of the agreement stays.",
    ),
}
