"""Every message is screened: by the gateway, or here, and a screen that fails counts as flagged (invariant 2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.rasa.safety import RISK_INTENT, SafetyComponent
from bot.safety.screening import Screening
from bot.words import Category, ScreeningState, Tier

CLEAR = Screening(Tier.NONE, (), (), "1")
FLAGGED = Screening(Tier.HIGH, (Category.SUICIDE,), (), "1")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class OwnScreen:
    """Stands for the screener, to see whether it is asked."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, []

    def screen(self, text: str):
        self.asked.append(text)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def understand(text: str, metadata: Any, own: Any = CLEAR):
    component = SafetyComponent()
    component._screener = OwnScreen(own)
    message = Message(
        {
            "text": text,
            "metadata": metadata,
            "intent": {"name": "greet", "confidence": 0.9},
            "entities": [{"entity": "choice", "value": 1}],
        }
    )
    component.process([message])
    return message, component._screener.asked


def test_the_gateways_screening_counts():
    message, asked = understand("hello", {"screening": FLAGGED.as_json()})
    assert message.get("intent") == {"name": RISK_INTENT, "confidence": 1.0}
    assert message.get("entities") == []
    assert asked == []


def test_a_clear_screening_changes_nothing():
    message, asked = understand("hello", {"screening": CLEAR.as_json()})
    assert message.get("intent")["name"] == "greet"
    assert asked == []


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {"screening": None},
        {"screening": {}},
        {"screening": {"tier": "purple"}},
        {"screening": "high"},
        {"screening": []},
        {"screening": {"tier": "none", "categories": 3, "evidence": [], "version": "1"}},
    ],
)
def test_missing_or_unreadable_means_screening_here(metadata: Any):
    message, asked = understand("hello", metadata, own=FLAGGED)
    assert asked == ["hello"]
    assert message.get("intent")["name"] == RISK_INTENT
    message, asked = understand("hello", metadata, own=CLEAR)
    assert message.get("intent")["name"] == "greet"


def test_a_screen_that_fails_here_counts_as_flagged():
    message, _ = understand("hello", None, own=RuntimeError("broken"))
    assert message.get("intent")["name"] == RISK_INTENT


@pytest.mark.parametrize("state", [ScreeningState.FAILED, ScreeningState.LATE])
def test_a_screen_that_did_not_finish_counts_as_flagged(state: ScreeningState):
    message, _ = understand("hello", {"screening": Screening.unfinished(state, "1").as_json()})
    assert message.get("intent")["name"] == RISK_INTENT


@pytest.mark.parametrize("text", ["/start", "/hand_back"])
def test_announcements_are_nobodys_words(text: str):
    _, asked = understand(text, {}, own=FLAGGED)
    assert asked == []


def test_the_real_screener_is_found(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    assert SafetyComponent()._screen("I am going to kill myself tonight").flagged
    assert not SafetyComponent()._screen("I walked the dog").flagged
