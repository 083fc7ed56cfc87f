"""Change today's check-in afterwards."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, FORM
from bot.programme.schema import Phrase


class ActionCorrectCheckIn(HandrailAction):
    """Opens the form on what was answered today; offers a check-in when nothing was."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_correct_check_in"

    async def act(self, scene: Scene) -> Events:
        """Open the form, or offer it."""
        stored = await scene.factory.programme.check_ins.of_day(scene.patient_id, scene.today) if scene.patient_id else None
        if stored or scene.slot(CHECK_IN):
            return [*offering(None), FollowupAction(FORM)]
        scene.phrase(Phrase.NOTHING_TO_CORRECT)
        return offering("check_in")
