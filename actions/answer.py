"""Answers to what patients ask."""

from __future__ import annotations

from actions.lesson_state import open_lesson
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, FORM
from bot.programme.check_in_dialogue import State
from bot.programme.heard import said
from bot.programme.lesson_player import NEXT
from bot.programme.schema import Button, Phrase

PHRASES = {"thanks": Phrase.THANKS, "ask_help_menu": Phrase.MENU}
"""Intents that are answered by a phrase."""


class ActionAnswer(HandrailAction):
    """Answers by intent from ``answers.yml``. In a check-in the form asks again afterwards; in a lesson a button leads back."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_answer"

    async def act(self, scene: Scene) -> Events:
        """Answer."""
        intent = scene.heard.intent
        in_form = scene.tracker.active_loop.get("name") == FORM
        why = scene.factory.programme.check_in_dialogue.why(State.from_json(scene.slot(CHECK_IN))) if in_form else None
        if intent == "ask_why" and why:
            scene.say(said(why))
            return offering(None)
        answer = scene.factory.programme.content.answers.get(intent)
        saying = answer or scene.factory.programme.content.phrases[PHRASES.get(intent, Phrase.NOT_UNDERSTOOD)]
        place = None if in_form else open_lesson(scene)
        if place:
            scene.say(said(*saying.say, buttons=[Button(title=place.lesson.lesson.go_on, payload=NEXT)]))
            return offering("next_step")
        scene.say(said(*saying.say, buttons=[] if in_form else saying.buttons))
        if intent == "complaint" and not in_form:
            return offering("human")
        return offering("lesson" if any(button.payload == "/start_lesson" for button in saying.buttons) and not in_form else None)
