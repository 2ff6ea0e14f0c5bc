"""One log line per event, for people on a terminal and for machines elsewhere; libraries too."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import structlog

from ok_api.foundation.settings import Settings

_TALKATIVE = ("asyncio", "httpcore", "httpx", "sse_starlette")
"""Libraries that tell of each step they take; of these only warnings are wanted."""
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


def for_machines(settings: Settings) -> bool:
    return settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )


def tell(settings: Settings, sentence: str, event: str, **about: Any) -> None:
    """For whoever started the program: a sentence, or a line of the log."""
    if for_machines(settings):
        structlog.get_logger(__name__).info(event, **about)
    else:
        sys.stderr.write(f"{sentence}\n")


def _on_stderr(*_: object) -> structlog.PrintLogger:
    """Standard error as it is when something is said, which may not be as it was at start."""
    return structlog.PrintLogger(sys.stderr)


class _Stderr(logging.Handler):
    """As `_on_stderr`, for what comes by way of the standard library."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
        except Exception:
            self.handleError(record)


def configure(settings: Settings) -> None:
    level = getattr(logging, settings.log_level.upper())
    machine = for_machines(settings)
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tracebacks if machine else structlog.dev.set_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if machine
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*before, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_on_stderr,
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(level, before, renderer)
    if machine:
        sys.excepthook = _unforeseen


def _take_over_libraries(
    level: int,
    before: list[structlog.typing.Processor],
    renderer: structlog.typing.Processor,
) -> None:
    """What libraries log, and Python's own warnings, in the same form as our lines."""
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)


def _unforeseen(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """What ends the program is a line of the log as well."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    structlog.get_logger(__name__).critical("ended", exc_info=(kind, error, traceback))
