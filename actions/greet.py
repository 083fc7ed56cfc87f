"""A greeting."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.schema import Phrase


class ActionGreet(HandrailAction):
    """Greets back and says what there is to do."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_greet"

    async def act(self, scene: Scene) -> Events:
        """Greet."""
        scene.phrase(Phrase.GREETING)
        return offering(None)
