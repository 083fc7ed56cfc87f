"""A reply to what the lesson asked."""

from __future__ import annotations

from actions.lesson_state import carry, open_lesson, practice_of
from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.lesson_player import answer
from bot.programme.schema import Phrase


class ActionLessonAnswer(HandrailAction):
    """Gives feedback and offers to go on."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_lesson_answer"

    async def act(self, scene: Scene) -> Events:
        """Give feedback."""
        opened = open_lesson(scene)
        if opened is None:
            scene.phrase(Phrase.NO_LESSON)
            return offering("lesson")
        content = scene.factory.programme.content
        pick_one = " ".join(content.phrases[Phrase.LESSON_PICK_ONE].say)
        last = practice_of(scene, opened)
        played = answer(content.plan, opened.lesson, opened.place, scene.heard, pick_one, last)
        return await carry(scene, opened.lesson, played)
