"""The measure's form: carries each turn between Rasa's loop and ``MeasureDialogue``."""

from __future__ import annotations

import uuid
from dataclasses import replace

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.measure_state import led, open_measure
from actions.promised import promised
from actions.scene import Events, HandrailAction, Scene
from actions.slots import LESSON, MEASURE, MEASURE_ANSWER, MEASURE_FORM, MISSES, OFFER, REQUESTED
from bot.care.item9 import tier_of
from bot.programme.heard import said
from bot.programme.measures.dialogue import ALWAYS_DIGRESS, CONTROLS, MeasureState, MeasureTurn
from bot.programme.measures.naming import MEASURE_NAME, named, offers
from bot.programme.measures.reading import FOLLOW_UP, read_item
from bot.programme.measures.scoring import score_of
from bot.programme.schema import Phrase
from bot.words import OpenedBy

LONGEST_NAME = 6
"""Words up to which what is written to "which one?" names a questionnaire; more of them tell of something ("my pain is ...")."""
STAY: Events = [SlotSet(OFFER, None), SlotSet(MISSES, None), SlotSet(LESSON, None), SlotSet(REQUESTED, MEASURE_ANSWER)]
"""The form goes on."""


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
        opens = scene.slot(REQUESTED) is None
        came_back = not opens and any(name != MEASURE_FORM for name in scene.done)  # from a digression: only ask again
        state = None if opens and _complete(scene) else open_measure(scene)
        wanted = None if came_back else _wanted(scene, state, opens=opens)
        if wanted and (state is None or state.measure != wanted):
            state, opens = None, True
        measure = state.measure if state else wanted
        if measure is None:
            return _choose(scene, reject=not opens and not came_back and _leads_elsewhere(scene))
        run = state.run if state else uuid.uuid4().hex
        dialogue = await led(scene, measure, run)
        if opens or state is None:
            turn = dialogue.begin(state, run, scene.heard)
        else:
            turn = dialogue.back(state) if came_back else dialogue.hear(state, scene.heard)
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
        return [*events, SlotSet(REQUESTED, None)] if turn.done else [*events, *STAY]


def _complete(scene: Scene) -> bool:
    """Whether the slot holds a measure that was answered to its end."""
    state = open_measure(scene)
    return state is not None and scene.factory.programme.measure_dialogue(state.measure).complete(state)


def _wanted(scene: Scene, state: MeasureState | None, *, opens: bool) -> str | None:
    """Return the measure that the message asks for; one that is under way is left for it only where that is plain.

    Never in the middle of a follow-up, and not for words that are an answer to what was asked.
    """
    heard, measures = scene.heard, scene.factory.programme.content.measures
    if len(measures) == 1 and state is None:
        return next(iter(measures))
    choosing = state is None and not opens
    if not choosing and heard.intent != "start_measure":
        return None
    if state is not None and not opens and MEASURE_NAME not in heard.given:
        item = measures[state.measure].item(state.asking or "")
        answers = item is not None and read_item(measures[state.measure], item, heard.text) is not None
        if answers or not heard.surely("start_measure"):
            return None
    if state is not None and state.asking == FOLLOW_UP:
        return None
    if choosing and MEASURE_NAME not in heard.given and len(heard.text.split()) > LONGEST_NAME:
        return None
    return named(measures, heard)


def _leads_elsewhere(scene: Scene) -> bool:
    """Whether a message that names no measure is another wish or question, which the rules know."""
    heard = scene.heard
    answered = frozenset(scene.factory.programme.content.answers)
    return heard.intent in ALWAYS_DIGRESS or heard.surely(*CONTROLS) or heard.surely(*answered)


def _choose(scene: Scene, *, reject: bool) -> Events:
    """Ask which measure, or step aside, or leave it at that."""
    if reject:
        return [SlotSet(MEASURE_ANSWER, None), ActionExecutionRejected(MEASURE_FORM)]
    if scene.heard.surely("deny"):
        scene.phrase(Phrase.LATER)
        return [SlotSet(MEASURE_ANSWER, None), SlotSet(MEASURE, None), SlotSet(REQUESTED, None)]
    content = scene.factory.programme.content
    which = content.phrases[Phrase.WHICH_MEASURE]
    scene.say(said(*which.say, buttons=[*offers(content.measures), *which.buttons]))
    return [SlotSet(MEASURE_ANSWER, None), SlotSet(MEASURE, None), *STAY]


async def _keep(scene: Scene, turn: MeasureTurn, before: dict[str, int]) -> float:
    """Keep complete answers when they are new or changed; return the score."""
    state, measures = turn.state, scene.factory.programme.measures
    if scene.patient_id and dict(state.answers) != before:
        await measures.record(
            state.run, scene.patient_id, scene.conversation_id, state.measure, state.answers, message_id=scene.message_id
        )
    return score_of(measures.get(state.measure), state.answers)


async def _settled(scene: Scene, turn: MeasureTurn, score: float | None) -> MeasureTurn:
    """End the follow-up, and fill in by when a person is asked to read it."""
    if turn.outcome is None:
        return turn
    follow_ups = scene.factory.follow_ups
    pending = await follow_ups.pending(scene.conversation_id)
    tier = await follow_ups.settle(pending, turn.outcome, OpenedBy.ACTION, score=score) if pending else None
    return replace(turn, say=await promised(scene, turn.say, tier or tier_of(turn.outcome, 0, score)))
