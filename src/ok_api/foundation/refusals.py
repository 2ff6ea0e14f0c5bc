"""What the database refuses, by the name of its constraint, in the programme's words."""

from collections.abc import Mapping

import asyncpg
from sqlalchemy.exc import DBAPIError

from ok_api.foundation.errors import DomainError, Duplicate, WrongState
from ok_api.rules.text import Text

_sentences: dict[str, Text] = {}
_UNIQUE = "23505"
_INTEGRITY_CLASS = "23"
_OUT_OF_RANGE = ("22003", "22008", "22021", "22P05")
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
        f"De database weigert dit (voorwaarde {name}).",
        f"The database refuses this (constraint {name}).",
    )
    kind = Duplicate if code == _UNIQUE else WrongState
    return kind(said, constraint=name)


def constraint_of(error: DBAPIError) -> str:
    cause = getattr(error.orig, "__cause__", None)
    return str(getattr(cause, "constraint_name", None) or "unknown")
