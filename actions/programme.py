"""Where the patient stands, and what there is to choose from."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import LESSON
from bot.programme.heard import said
from bot.programme.journey import Way
from bot.programme.schema import LONGEST_TITLE, Button

MOST_CHOICES = 6
"""Buttons that fit on a telephone without scrolling."""


class ActionProgramme(HandrailAction):
    """Says how far the patient is and offers what is open."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_programme"

    async def act(self, scene: Scene) -> Events:
        """Show it."""
        way = await scene.factory.programme.journey.way(scene.patient_id) if scene.patient_id else None
        return [*show_modules(scene, way), SlotSet(LESSON, None)]


def show_modules(scene: Scene, way: Way | None) -> Events:
    """Say how much is done, and offer the modules that are open, the next lesson first."""
    plan, lessons = scene.factory.programme.content.plan, scene.factory.programme.content.lessons
    if way is None:
        modules = {lesson.module.id: lesson.module for lesson in lessons.values()}
        buttons = [_button(module.id, module.title) for module in list(modules.values())[:MOST_CHOICES]]
        scene.say(said(plan.choose, buttons=buttons))
        return offering("lesson")
    done = plan.progress.format(done=way.standing.lessons_done, all=len(lessons))
    following = way.next_lesson
    ranked = sorted(way.standing.open_modules, key=lambda one: following not in one.left)
    finished = [one for one in way.standing.modules if one.done and not one.left]
    buttons = [_button(one.module.id, one.module.title) for one in [*ranked, *finished[::-1]]][:MOST_CHOICES]
    told = f"{done} {plan.next_up.format(title=lessons[following].lesson.title)}" if following else done
    scene.say(said(told, plan.choose, buttons=buttons) if buttons else said(told))
    return offering("lesson" if following else None)


def _button(module: str, title: str) -> Button:
    return Button(title=title[:LONGEST_TITLE], payload=f'/start_lesson{{"module": "{module}"}}')
