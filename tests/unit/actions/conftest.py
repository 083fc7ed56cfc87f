"""Imports rasa-sdk and Sanic once, with their warnings out of the way: the suite takes warnings for errors."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sanic  # noqa: F401
