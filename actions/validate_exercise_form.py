"""The form of an exercise in text: carries each turn between Rasa's loop and ``ExerciseDialogue``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.exercise_state import open_exercise
from actions.scene import Events, HandrailAction, Scene
from actions.slots import EXERCISE, EXERCISE_ANSWER, EXERCISE_FORM, MISSES, OFFER, REQUESTED
from bot.accounts.actor import Actor
from bot.programme.exercise_dialogue import ExerciseState, ExerciseTurn
from bot.words import Role


class ValidateExerciseForm(HandrailAction):
    """Rasa calls this when the form opens, after each message in it, and when it is the form's turn again after a digression.

    A sheet is kept before anything is said to it. Its words have come as messages, each screened; the last of them carries it.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return f"validate_{EXERCISE_FORM}"

    async def act(self, scene: Scene) -> Events:
        """Lead one turn."""
        state = open_exercise(scene)
        if state is None:
            return [SlotSet(EXERCISE_ANSWER, None), SlotSet(REQUESTED, None)]
        dialogue = scene.factory.programme.exercise_dialogue(state.exercise)
        if scene.slot(REQUESTED) is None:
            turn = dialogue.begin(state)
        elif any(name != EXERCISE_FORM for name in scene.done):  # a digression: only ask again
            turn = dialogue.back(state)
        else:
            turn = dialogue.hear(state, scene.heard, date.fromisoformat(scene.today))
        if turn.keep:
            turn = await _kept(scene, turn)
        scene.say(turn.say)
        if turn.digress:
            # The message is no answer: the form steps aside, and the rules say what happens.
            return [SlotSet(EXERCISE_ANSWER, None), ActionExecutionRejected(EXERCISE_FORM)]
        events: Events = [SlotSet(EXERCISE_ANSWER, None), SlotSet(EXERCISE, turn.state.as_json())]
        if turn.done:
            return [*events, SlotSet(REQUESTED, None)]
        return [*events, SlotSet(OFFER, None), SlotSet(MISSES, None), SlotSet(REQUESTED, EXERCISE_ANSWER)]


async def _kept(scene: Scene, turn: ExerciseTurn) -> ExerciseTurn:
    """Keep the sheet, and note which it is; in a shell, where nothing is kept, only that it is over."""
    state: ExerciseState = turn.state
    if not scene.patient_id or not scene.message_id:
        return replace(turn, state=replace(state, sheet=state.sheet or "none"))
    sheets = scene.factory.programme.sheets
    filled, _, _ = sheets.read(state.exercise, state.values)
    message = await scene.factory.conversations.message(scene.message_id)
    actor = Actor(scene.patient_id, Role.PATIENT.value, message.sender_name)
    record = await sheets.save(actor, state.exercise, filled, message_id=message.id, sheet_id=state.sheet)
    return replace(turn, state=replace(state, sheet=record.id))
