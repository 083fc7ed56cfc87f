"""What is perhaps a cry is neither declined, nor paused over, nor "not understood"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.decline import ActionDecline
from actions.default_fallback import ActionDefaultFallback
from actions.pause import ActionPause
from actions.scene import HandrailAction
from actions.slots import LESSON, OFFER
from bot.config import Settings
from bot.factory import Factory

ACTIONS = [ActionDecline(), ActionPause(), ActionDefaultFallback()]


@pytest.fixture
def said(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run an action on a message as Rasa understood it; return the words and the slots that it sets."""
    factory = Factory(Settings(root=root, data_dir=tmp_path))
    monkeypatch.setattr("actions.scene.factory", lambda: factory)

    async def run(
        action: HandrailAction, *, heavy: bool = False, confidence: float = 0.5, struggling: float = 0.0, **slots: Any
    ) -> tuple[str, dict[str, Any]]:
        latest = {
            "text": "not used",
            "intent": {"name": "deny", "confidence": confidence},
            "intent_ranking": [{"name": "deny", "confidence": confidence}, {"name": "struggling", "confidence": struggling}],
            "entities": [],
            "metadata": {"screening": {"heavy": heavy}},
        }
        tracker = Tracker("c", dict(slots), latest, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, tracker, {})
        words = " ".join(message["text"] or "" for message in dispatcher.messages)
        return words, {event["name"]: event["value"] for event in events if event["event"] == "slot"}

    return run


@pytest.mark.asyncio
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name())
@pytest.mark.parametrize("signs", [{"heavy": True, "confidence": 0.74}, {"struggling": 0.25}], ids=["screen", "classifier"])
async def test_it_offers_a_person(said: Any, action: HandrailAction, signs: dict[str, Any]) -> None:
    words, slots = await said(action, **signs)
    assert "Shall I ask a person to read this?" in words
    assert slots[OFFER] == "human"
    assert LESSON not in slots, "an open lesson stays open"


@pytest.mark.asyncio
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name())
@pytest.mark.parametrize("signs", [{"heavy": True, "confidence": 1.0}, {"struggling": 0.1}, {}], ids=["clear", "hardly", "nothing"])
async def test_a_clear_wish_and_ordinary_talk_are_answered_as_before(
    said: Any, action: HandrailAction, signs: dict[str, Any]
) -> None:
    words, slots = await said(action, **signs)
    assert "ask a person" not in words
    assert slots[OFFER] is None
