"""No to an offer."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offer_person, offering
from actions.slots import LESSON
from bot.programme.schema import Phrase


class ActionDecline(HandrailAction):
    """Takes no for an answer; an open lesson keeps its place. What may be a cry is not taken for a no (``Scene.heavy``)."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_decline"

    async def act(self, scene: Scene) -> Events:
        """Accept the no."""
        if scene.heavy:
            return offer_person(scene)
        scene.phrase(Phrase.LESSON_PAUSED if scene.slot(LESSON) else Phrase.DECLINED)
        return [*offering(None), SlotSet(LESSON, None)]
