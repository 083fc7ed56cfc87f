"""The lesson slot, read and written in one place."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk.events import SlotSet

from actions.scene import Events, Scene, offering
from actions.slots import LESSON
from bot.programme.content import PlacedLesson
from bot.programme.lesson_player import Place, Played


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson and the place in it."""

    lesson: PlacedLesson
    place: Place


def open_lesson(scene: Scene) -> OpenLesson | None:
    """Return the lesson that is open, or None (also when the content no longer holds it)."""
    slot = scene.slot(LESSON)
    if not isinstance(slot, dict) or slot.get("id") not in scene.factory.programme.content.lessons:
        return None
    return OpenLesson(scene.factory.programme.content.lesson(slot["id"]), Place(int(slot.get("step", 0)), bool(slot.get("asked"))))


async def carry(scene: Scene, lesson: PlacedLesson, played: Played) -> Events:
    """Say what was played, keep the place, and remember what "yes" now means."""
    scene.say(played.say)
    if scene.patient_id:
        await scene.factory.programme.lessons.keep(scene.patient_id, lesson.id, played.place.step, finished=played.finished)
    if played.finished:
        return [*offering(None), SlotSet(LESSON, None)]
    slot = {"id": lesson.id, "step": played.place.step, "asked": played.place.asked}
    return [*offering("lesson_answer" if played.place.asked else "next_step"), SlotSet(LESSON, slot)]
