"""Open a lesson."""

from __future__ import annotations

from actions.lesson_state import carry
from actions.scene import Events, HandrailAction, Scene
from bot.programme.lesson_player import Place, show
from bot.programme.schema import Phrase


class ActionLesson(HandrailAction):
    """Begins the lesson, takes it up where it was left, or plays it again when it was finished."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_lesson"

    async def act(self, scene: Scene) -> Events:
        """Show the step that is due."""
        content = scene.factory.programme.content
        lesson = content.lesson(content.first_lesson)
        kept = await scene.factory.programme.lessons.place(scene.patient_id, lesson.id) if scene.patient_id else None
        steps = len(lesson.lesson.steps)
        if kept is None or kept.step == 0:
            return await carry(scene, lesson, show(lesson, Place()))
        if kept.step >= steps:
            again = " ".join(content.phrases[Phrase.LESSON_DONE_BEFORE].say)
            return await carry(scene, lesson, show(lesson, Place(), lead=again))
        return await carry(scene, lesson, show(lesson, Place(max(kept.step - 1, 0)), lead=lesson.lesson.back))
