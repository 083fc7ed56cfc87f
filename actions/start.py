"""The first words of a conversation."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.schema import Phrase


class ActionStart(HandrailAction):
    """Says what the bot is (a program, no person, no emergency service) and who reads along, before anything is asked."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_start"

    async def act(self, scene: Scene) -> Events:
        """Introduce the bot and offer a check-in."""
        scene.phrase(Phrase.WELCOME)
        return offering("check_in")
