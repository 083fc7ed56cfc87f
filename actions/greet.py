"""A greeting."""

from __future__ import annotations

from datetime import date

from actions.memory import memory_of
from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.heard import said
from bot.programme.memory import greeting, known
from bot.programme.schema import Phrase


class ActionGreet(HandrailAction):
    """Greets back with what it remembers, and says what there is to do."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_greet"

    async def act(self, scene: Scene) -> Events:
        """Greet."""
        memory = await memory_of(scene)
        if memory is None or not known(memory):
            scene.phrase(Phrase.GREETING)
            return offering(None)
        content = scene.factory.programme.content
        words = content.phrases[Phrase.GREETING_AGAIN]
        hello = greeting(content.plan, memory, date.fromisoformat(scene.today))
        scene.say(said(f"{hello} {' '.join(words.say)}", buttons=words.buttons))
        return offering(None)
