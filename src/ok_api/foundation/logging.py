"""One log line per event, for people on a terminal and for machines elsewhere."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from ok_api.foundation.settings import Settings

_tracebacks = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Without local variables: those hold tokens and persons."""


@contextmanager
def log_failure(event: str) -> Iterator[None]:
    """For what is done beside the work: it may fail, but not unseen."""
    try:
        yield
    except Exception as error:
        structlog.get_logger(__name__).error(event, exc_info=error)


def _on_stderr(*_: object) -> structlog.PrintLogger:
    """Standard error as it is when something is said, which may not be as it was at start."""
    return structlog.PrintLogger(sys.stderr)


def configure(settings: Settings) -> None:
    level = getattr(logging, settings.log_level.upper())
    machine = settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if machine
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tracebacks if machine else structlog.dev.set_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_on_stderr,
        cache_logger_on_first_use=False,
    )
