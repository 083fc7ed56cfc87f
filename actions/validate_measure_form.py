"""The measure's form: carries each turn between Rasa's loop and ``MeasureDialogue``."""

from __future__ import annotations

import uuid
from dataclasses import replace

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.measure_state import FIRST, open_measure
from actions.scene import Events, HandrailAction, Scene
from actions.slots import LESSON, MEASURE, MEASURE_ANSWER, MEASURE_FORM, MISSES, OFFER, REQUESTED
from bot.care.item9 import tier_of
from bot.programme.measure_dialogue import MeasureTurn
from bot.programme.measures import score_of
from bot.safety.promise import spoken
from bot.words import OpenedBy


class ValidateMeasureForm(HandrailAction):
    """Rasa calls this when the form opens, after each message in it, and when it is the form's turn again after a digression.

    What must not be lost is kept before anything is said: the row of a follow-up, the result once all is answered, and the case
    that a follow-up came to.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return f"validate_{MEASURE_FORM}"

    async def act(self, scene: Scene) -> Events:
        """Lead one turn."""
        state = open_measure(scene)
        dialogue = scene.factory.programme.measure_dialogue(state.measure if state else FIRST)
        if scene.slot(REQUESTED) is None or state is None:
            turn = dialogue.begin(state, uuid.uuid4().hex, scene.heard)
        elif any(name != MEASURE_FORM for name in scene.done):  # a digression: only ask again
            turn = dialogue.back(state)
        else:
            turn = dialogue.hear(state, scene.heard)
        before = dict(state.answers) if state else {}
        score = await _keep(scene, turn, before) if dialogue.complete(turn.state) else None
        if turn.watched is not None and scene.message_id:
            message = await scene.factory.conversations.message(scene.message_id)
            await scene.factory.follow_ups.begin(message, turn.state.measure, turn.watched)
        if turn.outcome is not None:
            turn = await _settled(scene, turn, score)
        scene.say(turn.say)
        if turn.digress:
            # The message is no answer: the form steps aside, and the rules say what happens.
            return [SlotSet(MEASURE_ANSWER, None), ActionExecutionRejected(MEASURE_FORM)]
        events: Events = [SlotSet(MEASURE_ANSWER, None), SlotSet(MEASURE, turn.state.as_json())]
        if turn.done:
            return [*events, SlotSet(REQUESTED, None)]
        return [*events, SlotSet(OFFER, None), SlotSet(MISSES, None), SlotSet(LESSON, None), SlotSet(REQUESTED, MEASURE_ANSWER)]


async def _keep(scene: Scene, turn: MeasureTurn, before: dict[str, int]) -> int:
    """Keep complete answers when they are new or changed; return the score."""
    state, measures = turn.state, scene.factory.programme.measures
    if scene.patient_id and dict(state.answers) != before:
        await measures.record(state.run, scene.patient_id, scene.conversation_id, state.measure, state.answers)
    return score_of(measures.get(state.measure), state.answers)


async def _settled(scene: Scene, turn: MeasureTurn, score: int | None) -> MeasureTurn:
    """End the follow-up, and fill in by when a person is asked to read it."""
    if turn.outcome is None:
        return turn
    follow_ups = scene.factory.follow_ups
    pending = await follow_ups.pending(scene.conversation_id)
    tier = await follow_ups.settle(pending, turn.outcome, OpenedBy.ACTION, score=score) if pending else None
    tier = tier or tier_of(turn.outcome, 0, score)
    conversation = await scene.factory.conversations.shown(scene.conversation_id)
    promise = scene.factory.clocks.promise_in(conversation, tier, scene.factory.clock.now())
    country, time_to_person = conversation.country or scene.factory.settings.country, spoken(promise.time_to_person)
    filled = [
        replace(part, text=told.text.replace("{time_to_person}", time_to_person))
        for part in turn.say
        for told in scene.factory.safety_replies.told(part.text, country, promise, tier)
    ]
    return replace(turn, say=filled)
