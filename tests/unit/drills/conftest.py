"""What tests of drills share."""

from __future__ import annotations

import pytest

from bot.drills import drills


@pytest.fixture(autouse=True)
def _plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The double of the screen goes by the tier's name."""
    monkeypatch.setattr(drills, "TEXT", "high drill")
