"""Enough for now."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offer_person, offering
from actions.slots import LESSON
from bot.programme.schema import Phrase

PHRASES = {"goodbye": Phrase.GOODBYE, "later": Phrase.LATER, "not_today": Phrase.NOT_TODAY}
"""Intents with words of their own; any other is a plain stop."""


class ActionPause(HandrailAction):
    """Stops whatever is open (outside a check-in) and keeps the place in a lesson; not at what may be a cry (``Scene.heavy``)."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_pause"

    async def act(self, scene: Scene) -> Events:
        """Stop."""
        if scene.heavy:
            return offer_person(scene)
        in_lesson = bool(scene.slot(LESSON)) and scene.heard.intent != "goodbye"
        scene.phrase(Phrase.LESSON_PAUSED if in_lesson else PHRASES.get(scene.heard.intent, Phrase.STOPPED))
        return [*offering(None), SlotSet(LESSON, None)]
