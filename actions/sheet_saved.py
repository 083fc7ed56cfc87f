"""A sheet was filled in on the patient's page."""

from __future__ import annotations

from actions.exercise_state import after_exercise
from actions.scene import Events, HandrailAction, Scene
from bot.programme.exercise_schema import Sheet
from bot.programme.schema import Phrase


class ActionSheetSaved(HandrailAction):
    """Says what the clinic says to it; a lesson that waited for it goes on.

    It asks nothing of the database: the message comes before the sheet, which may not be kept yet.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_sheet_saved"

    async def act(self, scene: Scene) -> Events:
        """Acknowledge it."""
        exercise = scene.factory.programme.content.exercises.get(str(scene.heard.given.get("exercise")))
        if not isinstance(exercise, Sheet):
            scene.phrase(Phrase.NOT_UNDERSTOOD)
            return []
        if scene.tracker.active_loop.get("name"):
            scene.dispatcher.utter_message(text=exercise.saved)  # the form asks again afterwards
            return []
        return await after_exercise(scene, exercise.saved)
