"""Open a lesson."""

from __future__ import annotations

from actions.lesson_state import carry, goal_of
from actions.programme import show_modules
from actions.scene import Events, HandrailAction, Scene
from bot.programme.journey import Way
from bot.programme.lesson_player import Place, open_with, show
from bot.programme.schema import Phrase
from bot.programme.standing import Access

MODULE = "module"
CLOSED = {
    Access.NOT_YET: Phrase.MODULE_NOT_YET,
    Access.LOCKED: Phrase.MODULE_LOCKED,
    Access.PAUSED: Phrase.MODULE_LOCKED,
}


class ActionLesson(HandrailAction):
    """Begins the lesson that is next, or of the module asked for; takes one up where it was left, or plays it again."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_lesson"

    async def act(self, scene: Scene) -> Events:
        """Show the step that is due."""
        content, plan = scene.factory.programme.content, scene.factory.programme.content.plan
        way = await scene.factory.programme.journey.way(scene.patient_id) if scene.patient_id else None
        wanted = scene.heard.given.get(MODULE)
        lesson_id = _of_module(way, str(wanted)) if wanted and way else way.next_lesson if way else content.first_lesson
        if isinstance(lesson_id, Phrase):
            scene.phrase(lesson_id)
            return show_modules(scene, way)
        if lesson_id is None:
            scene.phrase(Phrase.PROGRAMME_DONE)
            return show_modules(scene, way)
        lesson = content.lesson(lesson_id)
        kept = way.lessons.get(lesson_id) if way else None
        if kept and kept.finished_at:
            again = " ".join(content.phrases[Phrase.LESSON_DONE_BEFORE].say)
            return await carry(scene, lesson, show(plan, lesson, Place(), lead=again))
        if kept and kept.step:
            place = Place(min(kept.step, len(lesson.lesson.steps) + 1) - 1)
            return await carry(scene, lesson, show(plan, lesson, place, lead=plan.back, goal=await goal_of(scene)))
        practice = way.open_practice if way else None
        played = open_with(plan, lesson, practice.title if practice else "")
        return await carry(scene, lesson, played, practice=practice.lesson_id if practice else "")


def _of_module(way: Way, module: str) -> str | Phrase | None:
    """Return the lesson to play of a module: the next, the first again when all are done, or why not."""
    found = way.standing.of(module)
    if found is None:
        return Phrase.MODULE_NOT_YET
    if found.access in CLOSED:
        return CLOSED[found.access]
    return (found.left or found.done)[0]
