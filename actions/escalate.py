"""A person is needed."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.measure_state import in_measure, unfinished_measure
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, FORMS, MEASURE, REQUESTED
from bot.errors import Invalid
from bot.programme.check_in_dialogue import State
from bot.programme.schema import Phrase
from bot.words import Category, OpenedBy


class ActionEscalate(HandrailAction):
    """Opens the case (the same call that the gateway's safety net and the worker use; idempotent on the message).

    A flagged message has had its safety reply from the gateway already, so this only acknowledges. Where the patient asked
    for a person in words that the screen did not flag ("yes", to the offer), this says that one was told.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_escalate"

    async def act(self, scene: Scene) -> Events:
        """Open the case and end an open check-in, keeping its answers."""
        if scene.message_id:
            try:
                case_id = await scene.factory.cases.open_case(scene.message_id, OpenedBy.ACTION)
                scene.acknowledge("escalated", case_id=case_id)
            except Invalid:
                case_id = await scene.factory.cases.open_case(scene.message_id, OpenedBy.ACTION, category=Category.WANTS_HUMAN)
                scene.phrase(Phrase.HUMAN_TOLD)
        else:
            scene.phrase(Phrase.HUMAN_TOLD)
        state = State.from_json(scene.slot(CHECK_IN))
        unfinished = state is not None and state.left_open(scene.today)
        measure = unfinished_measure(scene)
        events = offering("measure" if in_measure(scene) and measure else "check_in" if unfinished else None)
        if scene.slot(MEASURE) and not measure:
            events.append(SlotSet(MEASURE, None))  # complete, and kept
        if scene.tracker.active_loop.get("name") in FORMS:
            events += [ActiveLoop(None), SlotSet(REQUESTED, None)]
        return events
