"""The therapist has handed back."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.measure_state import unfinished_measure
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, FORMS, REQUESTED
from bot.programme.check_in_dialogue import State
from bot.programme.schema import Phrase


class ActionHandBack(HandrailAction):
    """Says that the program is back, and offers to go on with today's check-in if one was left open."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_hand_back"

    async def act(self, scene: Scene) -> Events:
        """Greet and offer."""
        state = State.from_json(scene.slot(CHECK_IN))
        unfinished = state is not None and state.left_open(scene.today)
        measure = None if unfinished else unfinished_measure(scene)
        scene.phrase(
            Phrase.HAND_BACK_UNFINISHED if unfinished else Phrase.HAND_BACK_UNFINISHED_MEASURE if measure else Phrase.HAND_BACK
        )
        events = offering("check_in" if unfinished else "measure" if measure else None)
        if scene.tracker.active_loop.get("name") in FORMS:
            events += [ActiveLoop(None), SlotSet(REQUESTED, None)]
        return events
