"""The exercise slot, and what a lesson makes of an exercise that was done; in one place."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.lesson_state import carry, goal_of, open_lesson
from actions.scene import Events, Scene, offering
from actions.slots import EXERCISE, EXERCISE_FORM
from bot.programme.exercise_dialogue import ExerciseState
from bot.programme.heard import find_words, said
from bot.programme.lesson_player import NEXT, show
from bot.programme.schema import Button

WEB = "web"
"""The channel whose page opens exercises itself."""


def open_exercise(scene: Scene) -> ExerciseState | None:
    """Return the exercise that is under way in text or was left, or None (also when the content no longer holds it)."""
    state = ExerciseState.from_json(scene.slot(EXERCISE))
    return state if state and state.exercise in scene.factory.programme.content.exercises else None


def in_exercise(scene: Scene) -> bool:
    """Whether an exercise is being done in text now."""
    return bool(scene.tracker.active_loop.get("name") == EXERCISE_FORM)


def opens_itself(scene: Scene) -> bool:
    """Whether the patient's page opens exercises; a shell or a test counts as one."""
    return scene.metadata.get("channel") in {None, WEB}


def meant(scene: Scene) -> str | None:
    """Return the exercise that a button or typed words name; else the one that the open lesson waits for; else None."""
    exercises = scene.factory.programme.content.exercises
    given = scene.heard.given.get("exercise")
    if given is not None:
        return str(given) if given in exercises else None
    if not scene.heard.text.startswith("/"):
        words = {word: one.id for one in exercises.values() for word in (one.title, *one.words)}
        found = find_words(scene.heard.text, words)
        if found is not None:
            return str(found)
    opened = open_lesson(scene)
    if opened is None or opened.place.asked != "exercise":
        return None
    return opened.lesson.lesson.steps[opened.place.step - 1].exercise or None


async def after_exercise(scene: Scene, *told: str) -> Events:
    """Say ``told``; a lesson that waited for the exercise goes on, another one that is open offers to."""
    plan, opened = scene.factory.programme.content.plan, open_lesson(scene)
    lead = "\n\n".join(told)
    if opened is None:
        scene.say(said(lead))
        return offering(None)
    if opened.place.asked == "exercise":
        return await carry(scene, opened.lesson, show(plan, opened.lesson, opened.place, lead=lead, goal=await goal_of(scene)))
    if lead:
        scene.say(said(lead, buttons=[Button(title=plan.go_on, payload=NEXT)]))
    return offering("next_step")


def leave() -> Events:
    """Forget the exercise."""
    return [SlotSet(EXERCISE, None)]
