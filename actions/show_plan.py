"""The safety plan, asked for."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.schema import Phrase


class ActionShowPlan(HandrailAction):
    """Offers the button that opens the safety plan, or that makes one where nothing is written yet."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_show_plan"

    async def act(self, scene: Scene) -> Events:
        """Offer the plan."""
        begun = scene.patient_id is None or await scene.factory.safety_plans.begun(scene.patient_id)
        scene.phrase(Phrase.PLAN if begun else Phrase.NO_PLAN, scene.factory.safety_replies.support())
        return offering(None)
