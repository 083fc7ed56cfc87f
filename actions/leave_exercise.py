"""Stop in the middle of an exercise in text."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.exercise_state import leave, open_exercise
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import REQUESTED
from bot.programme.heard import said

SPEAK_FOR_THEMSELVES = frozenset({"start_lesson", "start_check_in", "start_measure", "do_exercise"})


class ActionLeaveExercise(HandrailAction):
    """Ends the form; what was said for a sheet stays, so that it can be finished."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_leave_exercise"

    async def act(self, scene: Scene) -> Events:
        """Leave. Silent when something else follows."""
        state = open_exercise(scene)
        keep = state is not None and bool(state.values)
        words = scene.factory.programme.content.exercise_words.chat
        if scene.heard.intent not in SPEAK_FOR_THEMSELVES:
            scene.say(said(words.left if keep else words.left_empty))
        return [*offering("exercise" if keep else None), *([] if keep else leave()), ActiveLoop(None), SlotSet(REQUESTED, None)]
