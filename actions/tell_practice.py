"""The patient tells how a home practice went."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene, offering
from bot.programme.heard import said
from bot.programme.lesson_player import read_went, went_words


class ActionTellPractice(HandrailAction):
    """Keeps how the last home practice went, when the patient tells of it by themselves."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_tell_practice"

    async def act(self, scene: Scene) -> Events:
        """Keep it, and answer."""
        programme = scene.factory.programme
        plan = programme.content.plan
        way = await programme.journey.way(scene.patient_id) if scene.patient_id else None
        went = read_went(scene.heard)
        if not (scene.patient_id and way and way.practice and went):
            scene.say(said(plan.no_practice))
            return offering(None)
        await programme.journey.practice_went(scene.patient_id, went)
        lesson = programme.content.lessons.get(way.practice.lesson_id)
        scene.say(said(went_words(plan, lesson.lesson.practice if lesson else None, went)))
        return offering("lesson" if way.next_lesson else None)
