"""What the rules say of where an application stands."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation import clock
from ok_api.programme.selection.facts import ApplicationRecord, TermsRecord
from ok_api.rules.selection import application_transitions
from ok_api.rules.words import ApplicationStatus, Role

_OFFICE = (Role.OFFICE,)
_SCHOOL_SIDE = (Role.OFFICE, Role.BOARD, Role.SCHOOL)
TAKEN_BY: Mapping[ApplicationStatus, tuple[Role, ...]] = {
    ApplicationStatus.EXPLORING: _SCHOOL_SIDE,
    ApplicationStatus.REGISTERED: _SCHOOL_SIDE,
    ApplicationStatus.IN_SELECTION: _OFFICE,
    ApplicationStatus.INTAKE: _OFFICE,
    ApplicationStatus.ACCEPTED: _OFFICE,
    ApplicationStatus.REJECTED: _OFFICE,
    ApplicationStatus.WITHDRAWN: _SCHOOL_SIDE,
}
"""A school registers and withdraws by itself; the choice is the office's (BROCHURE, selection)."""


def tell_transitions(document: Mapping[str, Any]) -> dict[str, Any]:
    """What may follow, why (not), and who may take that step (R-SEL-6)."""
    record = ApplicationRecord.model_validate(document)
    following = application_transitions(record.facts(), clock.today())
    return {
        "self": record.self_link,
        "status": record.status,
        "items": [{**step.as_json(), "takenBy": TAKEN_BY[step.to]} for step in following],
        "nextCursor": None,
    }


def tell_terms(document: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as they stand today, with their explanation (R-SEL-5)."""
    ruling = TermsRecord.model_validate(document).ruling(clock.today())
    figures = {} if ruling is None else ruling.figures
    return {
        **document,
        "completeBy": figures.get("complete_by"),
        "decideBy": figures.get("decide_by"),
        "rankedOn": figures.get("ranked_on"),
        "ruling": None if ruling is None else ruling.as_json(),
    }
