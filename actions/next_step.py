"""On with the lesson."""

from __future__ import annotations

from actions.lesson_state import carry, open_lesson
from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.lesson_player import show
from bot.programme.schema import Phrase


class ActionNextStep(HandrailAction):
    """Shows the next step of the open lesson; offers one when none is open."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_next_step"

    async def act(self, scene: Scene) -> Events:
        """Go on."""
        opened = open_lesson(scene)
        if opened is None:
            scene.phrase(Phrase.NO_LESSON)
            return offering("lesson")
        return await carry(scene, opened.lesson, show(opened.lesson, opened.place))
