"""Grounding, asked for."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.schema import Phrase


class ActionGround(HandrailAction):
    """Offers the button that opens the grounding exercises."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_ground"

    async def act(self, scene: Scene) -> Events:
        """Offer grounding."""
        scene.phrase(Phrase.GROUND, scene.factory.safety_replies.support())
        return offering(None)
