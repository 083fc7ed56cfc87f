"""The check-in is over."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import ANSWERS, CHANGE, CHECK_IN, CONFIRM
from bot.programme.check_in_dialogue import State
from bot.programme.check_ins import CheckInRecord
from bot.programme.heard import said
from bot.programme.reading import Value
from bot.programme.schema import CheckInContent, Phrase

NO_TIME_FOR_A_LESSON = frozenset({"struggling", "complaint"})
"""Intents of a last message after which the offer of a lesson would be heartless."""


class ActionSubmitCheckIn(HandrailAction):
    """Ends the check-in, whose answers the form has kept: says how the pain has moved, and offers the lesson."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_submit_check_in"

    async def act(self, scene: Scene) -> Events:
        """End it."""
        state = State.from_json(scene.slot(CHECK_IN))
        forget: Events = [SlotSet(name, None) for name in (*ANSWERS, CHANGE, CONFIRM, CHECK_IN)]
        if state is None:
            return [*forget, *offering(None)]
        content = scene.factory.programme.content
        words = content.check_in
        if not state.given:
            scene.say(said(words.not_saved))
            return [*forget, *offering(None)]
        if "action_answer" in scene.done:
            if state.reopened or scene.heard.intent in NO_TIME_FOR_A_LESSON:
                return forget  # what was answered last stands, with its own buttons and offer
        elif state.reopened:
            scene.say(said(words.left))
            return [*forget, *offering(None)]
        else:
            before = await scene.factory.programme.check_ins.before(scene.patient_id, state.day) if scene.patient_id else None
            compared = _compared(words, state.answers.get("pain"), before)
            scene.say(said(f"{words.confirmed} {compared}".strip()))
        after = content.phrases[Phrase.AFTER_CHECK_IN]
        scene.say(said(*after.say, buttons=after.buttons))
        return [*forget, *offering("lesson")]


def _compared(words: CheckInContent, now: Value | None, before: CheckInRecord | None) -> str:
    if before is None or before.pain is None or not isinstance(now, int):
        return ""
    text = words.same if now == before.pain else words.better if now < before.pain else words.worse
    return text.format(before=before.pain, now=now)
