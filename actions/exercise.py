"""An exercise, asked for."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet

from actions.exercise_state import meant, open_exercise, opens_itself
from actions.lesson_state import open_lesson
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import EXERCISE, EXERCISE_FORM
from bot.programme.exercise_dialogue import ExerciseState
from bot.programme.exercise_schema import Sheet
from bot.programme.heard import said
from bot.programme.lesson_player import NEXT
from bot.programme.schema import LONGEST_TITLE, Button
from bot.programme.sheets.shown import ordered

IN_TEXT = "text"


class ActionExercise(HandrailAction):
    """Offers to open an exercise on the page, or leads through it in text where there is no page or the patient would rather."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_exercise"

    async def act(self, scene: Scene) -> Events:
        """Offer it, or begin it."""
        content = scene.factory.programme.content
        words, exercise_id = content.exercise_words.chat, meant(scene)
        if exercise_id is None:
            buttons = [Button(title=one.title[:LONGEST_TITLE], payload=_do(one.id)) for one in ordered(content)]
            scene.say(said(words.which, buttons=buttons))
            return offering(None)
        exercise = content.exercises[exercise_id]
        if scene.heard.given.get("form") == IN_TEXT or not opens_itself(scene):
            earlier = open_exercise(scene)
            state = earlier if earlier and earlier.exercise == exercise_id else await _anew(scene, exercise_id)
            return [*offering(None), SlotSet(EXERCISE, state.as_json()), FollowupAction(EXERCISE_FORM)]
        buttons = [
            Button(title=words.open, payload=_do(exercise_id)),
            Button(title=words.in_text, payload=_do(exercise_id, IN_TEXT)),
        ]
        opened = open_lesson(scene)
        if opened:
            buttons.append(Button(title=content.plan.go_on, payload=NEXT))
        else:
            buttons.append(Button(title=words.another, payload="/do_exercise"))
        scene.say(said(f"{exercise.title}. {words.offer.format(about=exercise.about)}", buttons=buttons))
        return offering("next_step" if opened else None)


async def _anew(scene: Scene, exercise_id: str) -> ExerciseState:
    """Begin; where the patient keeps one sheet of it, with what stands there."""
    sheets = scene.factory.programme.sheets
    exercise = sheets.exercise(exercise_id)
    if not isinstance(exercise, Sheet) or exercise.many or not scene.patient_id:
        return ExerciseState(exercise_id)
    kept = await sheets.of(scene.patient_id, exercise_id, 1)
    return ExerciseState(exercise_id, values=kept[0].values, sheet=kept[0].id) if kept else ExerciseState(exercise_id)


def _do(exercise_id: str, form: str = "") -> str:
    more = f', "form": "{form}"' if form else ""
    return f'/do_exercise{{"exercise": "{exercise_id}"{more}}}'
