"""The lesson slot, read and written in one place."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk.events import SlotSet

from actions.scene import Events, Scene, offering
from actions.slots import LESSON, Offer
from bot.programme.lesson_player import Asked, Goal, Place, Played
from bot.programme.lesson_schema import Practice
from bot.programme.load import PlacedLesson

OFFERS: dict[Asked, Offer] = {
    "": "next_step",
    "exercise": "next_step",
    "choice": "lesson_answer",
    "went": "lesson_answer",
    "reply": "lesson_reply",
}
"""What "yes" means by what the lesson asked."""


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson and the place in it."""

    lesson: PlacedLesson
    place: Place
    practice: str = ""
    """Id of the lesson that gave the practice which was asked about."""


def open_lesson(scene: Scene) -> OpenLesson | None:
    """Return the lesson that is open, or None (also when the content no longer holds it)."""
    slot = scene.slot(LESSON)
    if not isinstance(slot, dict) or slot.get("id") not in scene.factory.programme.content.lessons:
        return None
    asked = slot.get("asked")
    place = Place(int(slot.get("step", 0)), asked if asked in OFFERS else "")
    return OpenLesson(scene.factory.programme.content.lesson(slot["id"]), place, str(slot.get("practice") or ""))


def practice_of(scene: Scene, opened: OpenLesson) -> Practice | None:
    """Return the practice that was asked about, as the content has it now."""
    lesson = scene.factory.programme.content.lessons.get(opened.practice)
    return lesson.lesson.practice if lesson else None


async def goal_of(scene: Scene) -> Goal:
    """Return the patient's goal; an empty one where nothing is kept."""
    return await scene.factory.programme.sheets.goal(scene.patient_id) if scene.patient_id else Goal()


async def carry(scene: Scene, lesson: PlacedLesson, played: Played, *, practice: str = "") -> Events:
    """Say what was played, keep the place and what happened, and remember what "yes" now means."""
    scene.say(played.say)
    programme = scene.factory.programme
    if scene.patient_id:
        if played.went:
            await programme.journey.practice_went(scene.patient_id, played.went)
        await programme.lessons.keep(scene.patient_id, lesson.id, played.place.step, finished=played.finished)
        if played.practice:
            await programme.journey.give_practice(scene.patient_id, lesson.id, played.practice)
    if played.finished:
        return [*offering(None), SlotSet(LESSON, None)]
    slot = {"id": lesson.id, "step": played.place.step, "asked": played.place.asked, "practice": practice}
    return [*offering(OFFERS[played.place.asked]), SlotSet(LESSON, slot)]
