"""How it is going."""

from __future__ import annotations

from datetime import date

from actions.memory import memory_of
from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.heard import said
from bot.programme.memory import everything
from bot.programme.schema import Phrase


class ActionProgress(HandrailAction):
    """Says what has been done and scored, and offers the lessons."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_progress"

    async def act(self, scene: Scene) -> Events:
        """Say it."""
        content = scene.factory.programme.content
        memory = await memory_of(scene)
        words = content.phrases[Phrase.PROGRESS]
        told = [everything(content.plan, memory, date.fromisoformat(scene.today))] if memory else []
        scene.say(said(*told, *words.say, buttons=words.buttons))
        return offering(None)
