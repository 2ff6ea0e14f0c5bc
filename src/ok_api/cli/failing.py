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


OPTIONS = {"acceptShrinkage=true": "--accept-shrinkage"}
"""What the API calls otherwise than the command line does."""


def sentences(error: BaseException) -> list[str]:
    """What went wrong, a sentence each; every flaw of an input has its own."""
    return [_in_options(sentence) for sentence in _sentences(error)]


def _in_options(sentence: str) -> str:
    for parameter, option in OPTIONS.items():
        sentence = sentence.replace(parameter, option)
    return sentence


def _sentences(error: BaseException) -> list[str]:
    if isinstance(error, InvalidInput):
        return [flaw.message.en for flaw in error.flaws]
    if isinstance(error, DBAPIError):
        told = error.orig.__cause__ if error.orig and error.orig.__cause__ else error.orig
        return [f"The database refuses: {told or str(error).partition(LINK)[0]}"]
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return [f"The database refuses: {error}"]
    return [str(error) or type(error).__name__]
