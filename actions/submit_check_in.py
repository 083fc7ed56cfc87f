"""The check-in is over."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import ANSWERS, CHANGE, CHECK_IN
from bot.programme.check_in_dialogue import State
from bot.programme.check_ins import CheckInRecord
from bot.programme.heard import said
from bot.programme.reading import Value
from bot.programme.schema import CheckInContent, Phrase


class ActionSubmitCheckIn(HandrailAction):
    """Keeps the answers, says what was kept, and offers the lesson."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_submit_check_in"

    async def act(self, scene: Scene) -> Events:
        """Keep and say so."""
        state = State.from_json(scene.slot(CHECK_IN))
        forget: Events = [SlotSet(name, None) for name in (*ANSWERS, CHANGE, CHECK_IN)]
        if state is None:
            return [*forget, *offering(None)]
        content = scene.factory.programme.content
        words = content.check_in
        if not state.given:
            scene.say(said(words.not_saved))
            return [*forget, *offering(None)]
        summary = scene.factory.programme.check_in_dialogue.summary(state.answers)
        text = (words.changed if state.changing else words.saved).format(summary=summary)
        if scene.patient_id:
            check_ins = scene.factory.programme.check_ins
            await check_ins.record(scene.patient_id, scene.conversation_id, state.day, state.answers, content.version)
            before = await check_ins.before(scene.patient_id, state.day)
            text = " ".join(part for part in (text, _compared(words, state.answers.get("pain"), before)) if part)
        if state.changing:
            scene.say(said(text))
            return [*forget, *offering(None)]
        after = content.phrases[Phrase.AFTER_CHECK_IN]
        scene.say(said(text, *after.say[:1], buttons=after.buttons))
        return [*forget, *offering("lesson")]


def _compared(words: CheckInContent, now: Value | None, before: CheckInRecord | None) -> str:
    if before is None or before.pain is None or not isinstance(now, int):
        return ""
    text = words.same if now == before.pain else words.better if now < before.pain else words.worse
    return text.format(before=before.pain, now=now)
