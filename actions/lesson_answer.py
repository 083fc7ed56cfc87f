"""A reply to the lesson's question."""

from __future__ import annotations

from actions.lesson_state import carry, open_lesson
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
        pick_one = " ".join(scene.factory.programme.content.phrases[Phrase.LESSON_PICK_ONE].say)
        return await carry(scene, opened.lesson, answer(opened.lesson, opened.place, scene.heard, pick_one))
