"""One screener for all tables: building it reads every rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.safety.replies import SafetyReplies
from bot.safety.screen import Screener

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
CONTENT = ROOT / "content"


@pytest.fixture(scope="session")
def screener() -> Screener:
    """The packaged rules, with what content/ adds."""
    return Screener(CONTENT, "en")


@pytest.fixture(scope="session")
def replies() -> SafetyReplies:
    """The English texts."""
    return SafetyReplies(CONTENT / "en" / "safety")
