"""Settings of the frozen libraries, made before they are imported: quiet, offline, and without patient text in any log."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

LEVELS = ("INFO", "WARNING", "ERROR")


def settle(level: str) -> str:
    """Set the environment for Rasa and TensorFlow and return the log level to use.

    Rasa logs messages in full at DEBUG, so DEBUG is raised to INFO here: patient text is never logged at any level.
    """
    level = level if level in LEVELS else "INFO"
    for name, value in {
        "LOG_LEVEL": level,
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_WORKERS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }.items():
        os.environ[name] = value
    # Not a filter: imports reset those. Rasa's warnings about a message quote it.
    warnings.showwarning = _drop
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    # Rasa leaves structlog as it is when not started by its own command; then it prints every message in full.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            name_only,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    return level


def name_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep an event's name, level and time: the values that Rasa logs beside them quote the patient even at WARNING."""
    return {key: value for key, value in event.items() if key in {"event", "level", "timestamp"}}


def _drop(*_args: object, **_kwargs: object) -> None:
    """Show no warning: the old libraries' deprecations cannot be mended here, and some warnings quote patients."""
