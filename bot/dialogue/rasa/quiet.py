"""Settings of the frozen libraries, made before they are imported: quiet, offline, and without patient text in any log."""

from __future__ import annotations

import logging
import os
import warnings

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
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return level
