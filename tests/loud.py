"""Handrail's own logging at its most talkative, for tests that look for words in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.logs import WITH_VALUES, configure


@contextmanager
def loud_logs() -> Iterator[None]:
    """Log everything to standard error as it is now, and take the logging away again.

    No fixture: what pytest captures while fixtures are made is closed before the test runs, and what is written there is lost.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in WITH_VALUES}
    configure("DEBUG")
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.raiseExceptions = True
        structlog.reset_defaults()
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
