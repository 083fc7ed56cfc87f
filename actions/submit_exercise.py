"""The exercise in text is over."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.exercise_state import after_exercise, leave, open_exercise
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import EXERCISE_ANSWER
from bot.programme.exercise_says import STOP
from bot.programme.exercise_schema import Sheet


class ActionSubmitExercise(HandrailAction):
    """Ends it: says what the clinic says to a sheet that was kept, and lets a lesson that waited for it go on."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_submit_exercise"

    async def act(self, scene: Scene) -> Events:
        """End it."""
        state = open_exercise(scene)
        forget: Events = [SlotSet(EXERCISE_ANSWER, None)]
        if state is None:
            return [*forget, *leave(), *offering(None)]
        programme = scene.factory.programme
        exercise = programme.sheets.exercise(state.exercise)
        if str(scene.heard.given.get(EXERCISE_ANSWER, "")) == STOP:
            keep = bool(state.values)
            return [*forget, *([] if keep else leave()), *offering("exercise" if keep else None)]
        if not isinstance(exercise, Sheet):
            return [*forget, *leave(), *(await after_exercise(scene) if scene.slot("lesson") else offering(None))]
        if state.sheet is None or not state.values:  # thrown away
            return [*forget, *leave(), *offering(None)]
        told = await programme.told(scene.patient_id, exercise, state.values) if scene.patient_id else []
        return [*forget, *leave(), *await after_exercise(scene, exercise.saved, *told)]
