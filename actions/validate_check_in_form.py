"""The check-in's form: carries each turn between Rasa's loop and ``CheckInDialogue``."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.scene import Events, HandrailAction, Scene
from actions.slots import ANSWERS, CHANGE, CHECK_IN, CONFIRM, FORM, LESSON, MISSES, OFFER, REQUESTED
from bot.programme.check_in_dialogue import State, Step, Turn


class ValidateCheckInForm(HandrailAction):
    """Rasa calls this when the form opens, after each message in it, and when it is the form's turn again after a digression.

    It says the next question itself, so that a turn costs one call of the action server. Once all is answered it keeps the answers
    before it sums them up: a patient who puts the telephone down then has checked in.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return f"validate_{FORM}"

    async def act(self, scene: Scene) -> Events:
        """Lead one turn."""
        dialogue = scene.factory.programme.check_in_dialogue
        state = State.from_json(scene.slot(CHECK_IN))
        requested = scene.slot(REQUESTED)
        if requested is None or state is None:
            stored = await scene.factory.programme.check_ins.of_day(scene.patient_id, scene.today) if scene.patient_id else None
            turn = dialogue.begin(scene.today, state, stored.answers if stored else None, scene.heard)
        elif any(name != FORM for name in scene.done):  # a digression: only ask again
            turn = dialogue.back(state)
        else:
            turn = dialogue.hear(state, scene.heard)
        if turn.step is Step.KEEP and scene.patient_id:
            await scene.factory.programme.check_ins.record(
                scene.patient_id,
                scene.conversation_id,
                turn.state.day,
                turn.state.answers,
                scene.factory.programme.content.version,
            )
        return _carry(scene, turn)


def _carry(scene: Scene, turn: Turn) -> Events:
    """Turn the dialogue's turn into Rasa's events."""
    scene.say(turn.say)
    answers: Events = [SlotSet(name, turn.state.answers.get(name)) for name in ANSWERS]
    answers += [SlotSet(CHANGE, None), SlotSet(CONFIRM, None)]
    if turn.step is Step.DIGRESS:
        # The message is no answer: the form steps aside, and the rules say what happens.
        return [*answers, ActionExecutionRejected(FORM)]
    events: Events = [*answers, SlotSet(CHECK_IN, turn.state.as_json())]
    if turn.step is Step.DONE:
        return [*events, SlotSet(REQUESTED, None)]
    return [
        *events,
        SlotSet(OFFER, None),
        SlotSet(MISSES, None),
        SlotSet(LESSON, None),
        SlotSet(REQUESTED, turn.state.asking),
    ]
