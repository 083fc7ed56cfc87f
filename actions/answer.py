"""Answers to what patients ask."""

from __future__ import annotations

from actions.exercise_state import in_exercise
from actions.lesson_state import open_lesson
from actions.look_up import did_you_mean, lesson_button, look_up
from actions.measure_state import in_measure, open_measure
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, CONFIRM, FORM
from bot.programme.check_in_dialogue import State
from bot.programme.heard import said
from bot.programme.lesson_player import NEXT
from bot.programme.schema import Button, Phrase

PHRASES = {"thanks": Phrase.THANKS, "ask_help_menu": Phrase.MENU}
"""Intents that are answered by a phrase."""
LOOKED_UP = frozenset({"ask_question"})
"""Questions of all kinds, whose answer is found by their words alone."""


class ActionAnswer(HandrailAction):
    """Answers by intent from ``answers.yml``. In a check-in the form asks again afterwards; in a lesson a button leads back."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_answer"

    async def act(self, scene: Scene) -> Events:
        """Answer."""
        intent = scene.heard.intent
        state = State.from_json(scene.slot(CHECK_IN)) if scene.tracker.active_loop.get("name") == FORM else None
        measure = open_measure(scene) if in_measure(scene) else None
        under_way = measure or state
        in_form = in_exercise(scene) or (under_way is not None and under_way.asking != CONFIRM)  # a summary keeps nobody
        why = scene.factory.programme.check_in_dialogue.why(state)
        if measure:
            why = scene.factory.programme.measures.get(measure.measure).why
        if intent == "ask_why" and why:
            scene.say(said(why))
            return offering(None)
        content = scene.factory.programme.content
        found = look_up(scene) if intent in LOOKED_UP or intent in {one.intent for one in content.questions.values()} else None
        if intent in LOOKED_UP and found and found.near and not in_form:
            scene.say(did_you_mean(scene, found.near))
            return offering(None)
        answer = found.answer if found and found.answer else content.answers.get(intent)
        saying = answer or content.phrases[PHRASES.get(intent, Phrase.NOT_UNDERSTOOD)]
        opened = None if in_form else open_lesson(scene)
        more = lesson_button(scene, found.answer) if found and found.answer and not saying.buttons else []
        buttons = [] if in_form else [*saying.buttons, *more]
        if opened:
            to_a_person = [button for button in buttons if button.payload == "/wants_human"]
            buttons = [*to_a_person, Button(title=content.plan.go_on, payload=NEXT)]
        scene.say(said(*saying.say, buttons=buttons))
        if intent == "complaint" and not in_form:
            return offering("human")
        if opened:
            return offering("next_step")
        return offering("lesson" if any(button.payload.startswith("/start_lesson") for button in buttons) else None)
