"""The measure slot, read in one place, and what every way out of a measure does."""

from __future__ import annotations

from functools import partial

from actions.promised import promised
from actions.scene import Scene
from actions.slots import MEASURE, MEASURE_FORM
from bot.programme.heard import said
from bot.programme.measures.course import course_of
from bot.programme.measures.dialogue import MeasureDialogue, MeasureState
from bot.programme.schema import Phrase
from bot.records import Utterance
from bot.words import OpenedBy, Owner


def open_measure(scene: Scene) -> MeasureState | None:
    """Return the measure that is under way or was left, or None (also when the content no longer holds it)."""
    state = MeasureState.from_json(scene.slot(MEASURE))
    return state if state and state.measure in scene.factory.programme.content.measures else None


def unfinished_measure(scene: Scene) -> MeasureState | None:
    """Return the measure whose answers are not complete, or None."""
    state = open_measure(scene)
    return state if state and not scene.factory.programme.measure_dialogue(state.measure).complete(state) else None


def in_measure(scene: Scene) -> bool:
    """Whether a measure is being asked now."""
    return bool(scene.tracker.active_loop.get("name") == MEASURE_FORM)


async def led(scene: Scene, measure: str, run: str) -> MeasureDialogue:
    """Return what leads through ``measure``, knowing the patient's results before the one that ``run`` will be."""
    measures = scene.factory.programme.measures
    earlier = await measures.earlier(scene.patient_id, measure, run) if scene.patient_id else []
    course = partial(course_of, measures.get(measure), at=scene.factory.clock.now(), earlier=earlier)
    return scene.factory.programme.measure_dialogue(measure, course)


async def looked_at(scene: Scene, state: MeasureState) -> list[Utterance]:
    """Decide of a finished measure whether a person should look, and return what the patient is told of it.

    Nothing where a person is in the conversation, or on the way, already.
    """
    if not scene.patient_id:
        return []
    look = await scene.factory.measure_watch.assess(state.run, OpenedBy.ACTION)
    if look is None or not look.why or (await scene.factory.conversations.get(scene.conversation_id)).owner is not Owner.BOT:
        return []
    return await promised(scene, said(*scene.factory.programme.content.phrases[Phrase.MEASURE_LOOK].say), look.tier)
