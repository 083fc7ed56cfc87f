"""On with the lesson."""

from __future__ import annotations

from actions.lesson_state import carry, goal_of, open_lesson
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
        plan = scene.factory.programme.content.plan
        last = opened.place.step == len(opened.lesson.lesson.steps)
        goal = await goal_of(scene) if last else None  # only the home practice speaks of it
        return await carry(scene, opened.lesson, show(plan, opened.lesson, opened.place, goal=goal))
