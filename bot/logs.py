"""Logging: one line an event, for a person at a terminal or as JSON for a machine; never a patient's words.

Values of exceptions are left out at every level: a database's error repeats its parameters, a parser's its input. What is shown is
the kind of error and where it rose.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FRAMES = 8
"""Innermost frames of a defect that the log shows."""

WITH_VALUES = (
    "aiohttp.access",
    "aiosqlite",
    "asyncio",
    "psycopg",
    "requests",
    "requests_oauthlib",
    "sqlalchemy",
    "urllib3",
)
"""Libraries whose lines below WARNING repeat addresses or the values of statements; they stay silent whatever the level."""

SILENT = ("apprise",)
"""Libraries that say nothing at all: their warnings name addresses, and addresses can hold tokens."""


def configure(level: str) -> None:
    """Send everything that this process logs to standard error, from structlog and from libraries alike."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=True) if sys.stderr.isatty() else structlog.processors.JSONRenderer(default=str)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Of a line that cannot be written, Python would print to the same place what it was about, the error's values included.
    logging.raiseExceptions = False
    root.setLevel(level)
    for private in SILENT:
        logging.getLogger(private).setLevel(logging.CRITICAL)
    for noisy in WITH_VALUES:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and the places it went through."""
    given: Any = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(whereabouts(error))
        record = event.get("_record")
        if isinstance(record, logging.LogRecord):
            record.exc_info = record.exc_text = None
    return event


def whereabouts(error: BaseException) -> dict[str, object]:
    """Return the kind of an error and the places it went through, without its values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"error": type(error).__name__, "at": [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames]}
