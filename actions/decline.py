"""No to an offer."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import LESSON
from bot.programme.schema import Phrase


class ActionDecline(HandrailAction):
    """Takes no for an answer; an open lesson keeps its place."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_decline"

    async def act(self, scene: Scene) -> Events:
        """Accept the no."""
        scene.phrase(Phrase.LESSON_PAUSED if scene.slot(LESSON) else Phrase.DECLINED)
        return [*offering(None), SlotSet(LESSON, None)]
