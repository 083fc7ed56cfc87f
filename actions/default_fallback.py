"""Not understood."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.lesson_state import open_lesson
from actions.look_up import did_you_mean, lesson_button, look_up
from actions.scene import Events, HandrailAction, Scene, offer_person, offering
from actions.slots import MISSES, OFFER
from bot.programme.heard import said
from bot.programme.lesson_player import NEXT
from bot.programme.schema import Button, Phrase

MISSES_BEFORE_HUMAN = 2
"""The second message in a row that is not understood brings the offer of a person."""


class ActionDefaultFallback(HandrailAction):
    """Asks again once, then offers a person; at once where the message may be a cry (``Scene.heavy``)."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_default_fallback"

    async def act(self, scene: Scene) -> Events:
        """Ask again, or offer a person."""
        if scene.heavy:
            return offer_person(scene)
        opened = open_lesson(scene)
        go_on = [Button(title=scene.factory.programme.content.plan.go_on, payload=NEXT)] if opened else []
        if scene.heard.asks and self._answered(scene, go_on):
            return offering("next_step" if opened else None)
        misses = int(scene.slot(MISSES) or 0) + 1
        if misses >= MISSES_BEFORE_HUMAN:
            scene.phrase(Phrase.OFFER_HUMAN)
            return offering("human")
        if opened:
            words = scene.factory.programme.content.phrases[Phrase.NOT_UNDERSTOOD_IN_LESSON]
            scene.say(said(*words.say, buttons=[*words.buttons, *go_on]))
            return [SlotSet(MISSES, misses), SlotSet(OFFER, "next_step")]
        scene.phrase(Phrase.NOT_UNDERSTOOD)
        return [SlotSet(MISSES, misses), SlotSet(OFFER, None)]

    def _answered(self, scene: Scene, go_on: list[Button]) -> bool:
        """Answer a question whose words are known, though not what kind of question it is; ``go_on`` leads back to a lesson."""
        found = look_up(scene)
        if found.answer:
            more = go_on or lesson_button(scene, found.answer)
            scene.say(said(*found.answer.say, buttons=[*found.answer.buttons, *more]))
        elif found.near:
            scene.say(did_you_mean(scene, found.near))
        return bool(found.answer or found.near)
