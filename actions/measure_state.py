"""The measure slot, read in one place."""

from __future__ import annotations

from actions.scene import Scene
from actions.slots import MEASURE, MEASURE_FORM
from bot.programme.measure_dialogue import MeasureState

FIRST = "phq9"
"""The measure that is done on request while there is only one."""


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
