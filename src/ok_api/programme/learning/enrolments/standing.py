"""What the rules say of where an enrolment stands."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation import clock
from ok_api.programme.learning.enrolments.record import EnrolmentRecord
from ok_api.rules.learning import (
    enrolment_progress,
    enrolment_transitions,
    standing_conditions,
)
from ok_api.rules.words import EnrolmentStatus, ProgrammeRole

BY_LEARNER = frozenset({EnrolmentStatus.WITHDRAWN})
"""A learning school may withdraw itself; every other step is its guide's to take."""


def taken_by(to: EnrolmentStatus) -> list[ProgrammeRole]:
    learner = [ProgrammeRole.LEARNING_SCHOOL] if to in BY_LEARNER else []
    return [ProgrammeRole.EXPERTISE_SCHOOL, *learner]


def tell_transitions(document: Mapping[str, Any]) -> dict[str, Any]:
    """What may follow, why (not), and on which side of the enrolment that step is taken."""
    record = EnrolmentRecord.model_validate(document)
    today = clock.today()
    facts = record.facts(today)
    following = enrolment_transitions(facts, record.day(today))
    return {
        "self": record.self_link,
        "status": record.status,
        "conditions": [one.as_json() for one in standing_conditions(facts, today)],
        "items": [{**step.as_json(), "takenBy": taken_by(step.to)} for step in following],
        "nextCursor": None,
    }


def tell_progress(document: Mapping[str, Any]) -> dict[str, Any]:
    """Done, planned and asked, by the values of the trajectory's school year (R-Y2-1, R-LRN-6)."""
    record = EnrolmentRecord.model_validate(document)
    today = clock.today()
    norms = enrolment_progress(record.facts(today), record.day(today))
    return {
        "self": record.self_link,
        "enrolment": record.self_link.removesuffix("/progress"),
        "establishmentCode": record.establishment_code,
        "schoolYear": record.school_year,
        "norms": [norm.as_json() for norm in norms],
    }
