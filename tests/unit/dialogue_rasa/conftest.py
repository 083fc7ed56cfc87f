"""Imports Rasa once, with its old libraries' warnings out of the way: the suite takes warnings for errors."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import structlog

from bot.dialogue.rasa.quiet import settle

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    show = warnings.showwarning
    settle("WARNING")
    warnings.showwarning = show
    structlog.configure(cache_logger_on_first_use=False)  # or a logger that is used first here keeps this set-up in later tests
    import rasa.core.actions.action
    import rasa.core.agent
    import rasa.core.channels.rest
    import rasa.core.policies.policy
    import rasa.core.tracker_store
    import rasa.engine.recipes.default_components  # noqa: F401
    from rasa.shared.core.domain import Domain


@pytest.fixture(scope="session")
def domain(root: Path):
    """The project's domain."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Domain.load(str(root / "domain.yml"))
