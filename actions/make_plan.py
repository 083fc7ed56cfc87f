"""A safety plan to be made, or changed."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.schema import Phrase


class ActionMakePlan(HandrailAction):
    """Says what a safety plan is and offers the button that opens it."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_make_plan"

    async def act(self, scene: Scene) -> Events:
        """Offer to begin."""
        scene.phrase(Phrase.MAKE_PLAN, scene.factory.safety_replies.support())
        return offering(None)
