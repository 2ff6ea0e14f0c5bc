"""Failures that are to be expected, told in sentences: a traceback is for a defect of ours."""

import asyncpg
import httpx
from sqlalchemy.exc import DBAPIError

from ok_api.foundation.embedded import EmbeddedDatabaseError
from ok_api.foundation.errors import DomainError, InvalidInput

EXPECTED = (
    EmbeddedDatabaseError,
    DomainError,
    DBAPIError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    httpx.TransportError,
    OSError,
    ValueError,
)
LINK = "(Background on this error"
"""What SQLAlchemy adds for programmers."""


def sentences(error: BaseException) -> list[str]:
    """What went wrong, a sentence each; every flaw of an input has its own."""
    if isinstance(error, InvalidInput):
        return [flaw.message.en for flaw in error.flaws]
    if isinstance(error, DBAPIError):
        told = error.orig.__cause__ if error.orig and error.orig.__cause__ else error.orig
        return [f"The database refuses: {told or str(error).partition(LINK)[0]}"]
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return [f"The database refuses: {error}"]
    return [str(error) or type(error).__name__]
