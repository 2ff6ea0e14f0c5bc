"""Why a row was refused, in the very words of the API, and who can put it right."""

from collections.abc import Sequence
from typing import Any

from ok_api.foundation.errors import (
    DomainError,
    Forbidden,
    InvalidInput,
    RuleRefused,
)
from ok_api.foundation.problems import kept_problem
from ok_api.rules.exchange_words import MendedBy
from ok_api.rules.words import Role

_MENDED_BY = {
    Role.SCHOOL: MendedBy.SCHOOL,
    Role.BOARD: MendedBy.BOARD,
    Role.OFFICE: MendedBy.OFFICE,
}
"""What an expert or evaluator has to supply, the office asks them for."""


def problems_of(errors: Sequence[DomainError]) -> list[dict[str, Any]]:
    return [_problem(error) for error in errors]


def _problem(error: DomainError) -> dict[str, Any]:
    """As the API tells it, both languages beside each other; a flaw also names its column."""
    problem = kept_problem(error)
    for flaw in problem.get("errors", ()):
        flaw["column"] = flaw.get("pointer", "").lstrip("/").partition("/")[0]
    return problem


def mended_by(errors: Sequence[DomainError]) -> MendedBy:
    """Who has to act first: who sent the row, as long as something of its own is wrong in it."""
    first = [_mended_by(error) for error in errors]
    return MendedBy.SENDER if MendedBy.SENDER in first else first[0]


def _mended_by(error: DomainError) -> MendedBy:
    if isinstance(error, RuleRefused):
        roles = [role for unmet in error.ruling.unmet_requirements for role in unmet.supplied_by]
        return _MENDED_BY.get(roles[0], MendedBy.OFFICE) if roles else MendedBy.SENDER
    if isinstance(error, InvalidInput):
        return MendedBy.SENDER
    allowed = error.members.get("allowedRoles")
    if isinstance(allowed, list):
        entitled = [mended for role, mended in _MENDED_BY.items() if role.value in allowed]
        return entitled[0] if entitled else MendedBy.OFFICE
    return MendedBy.SCHOOL if isinstance(error, Forbidden) else MendedBy.SENDER
