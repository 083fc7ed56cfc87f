"""What the program remembers."""

from __future__ import annotations

from datetime import date

from actions.memory import memory_of
from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.heard import said
from bot.programme.memory import everything


class ActionRemember(HandrailAction):
    """Tells a patient what is remembered of them: goal, last practice, last score, lessons."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_remember"

    async def act(self, scene: Scene) -> Events:
        """Tell it."""
        plan = scene.factory.programme.content.plan
        memory = await memory_of(scene)
        told = everything(plan, memory, date.fromisoformat(scene.today)) if memory else plan.remembers.nothing
        scene.say(said(told))
        return offering(None)
