"""What the database refuses, by the name of its constraint, in the programme's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError

from ok_api.foundation.errors import DomainError, Duplicate, WrongState
from ok_api.rules.text import Text

_sentences: dict[str, Text] = {}
_UNIQUE = "23505"
_INTEGRITY_CLASS = "23"
_OUT_OF_RANGE = ("22003", "22008", "22021", "22P05")
_COLLIDED = (") already exists", ") conflicts with existing key (")
_PASSING = ("08", "40", "53", "55P03", "57")
"""Lost connections, deadlocks, full servers, waits for a lock, cancelled statements."""


def explain(sentences: Mapping[str, Text]) -> None:
    """Tell what to say when one of these constraints refuses; the tables' floor does so once."""
    _sentences.update(sentences)


def is_passing(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        return True
    return str(getattr(original, "sqlstate", None) or "").startswith(_PASSING)


def from_database(error: DBAPIError) -> DomainError | None:
    """The refusal behind a database error, or `None` when the error is a defect of ours."""
    original = error.orig
    code = getattr(original, "sqlstate", None) or ""
    if code in _OUT_OF_RANGE:
        return WrongState(
            Text(
                "Een waarde past niet in wat hier bewaard wordt.",
                "A value does not fit what is kept here.",
            )
        )
    if not code.startswith(_INTEGRITY_CLASS):
        return None
    name = constraint_of(error)
    said = _sentences.get(name) or Text(
        "Dit gaat niet samen met wat er al is vastgelegd.",
        "This does not go with what is recorded already.",
    )
    kind = Duplicate if code == _UNIQUE else WrongState
    return kind(said, constraint=name)


@dataclass(frozen=True)
class Collision:
    """What was written met what is there: in which constraint of which table, with which values."""

    constraint: str
    table: str
    values: tuple[str, ...]


def collision_in(error: DBAPIError) -> Collision | None:
    """From the detail that PostgreSQL gives; `None` for any other refusal of its.

    `Key (enrolment_id, moment)=(019a…, baseline) already exists.`
    """
    cause: Any = getattr(error.orig, "__cause__", None)
    detail = str(getattr(cause, "detail", None) or "")
    _, begun, rest = detail.partition(")=(")
    said = next((one for one in _COLLIDED if begun and one in rest), None)
    if said is None:
        return None
    values = rest.rpartition(said)[0] if said == _COLLIDED[0] else rest.partition(said)[0]
    return Collision(constraint_of(error), str(cause.table_name), tuple(values.split(", ")))


def constraint_of(error: DBAPIError) -> str:
    cause = getattr(error.orig, "__cause__", None)
    return str(getattr(cause, "constraint_name", None) or "unknown")
