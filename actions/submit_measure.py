"""The measure is over."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.measure_state import looked_at, open_measure
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import MEASURE, MEASURE_ANSWER
from bot.programme.heard import said


class ActionSubmitMeasure(HandrailAction):
    """Ends the measure, whose answers the form has kept, and decides whether a person should look at them.

    No thanks where a digression or the follow-up had the last word.
    """

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_submit_measure"

    async def act(self, scene: Scene) -> Events:
        """End it."""
        state = open_measure(scene)
        forget: Events = [SlotSet(MEASURE, None), SlotSet(MEASURE_ANSWER, None)]
        if state is None:
            return [*forget, *offering(None)]
        if not scene.factory.programme.measure_dialogue(state.measure).complete(state):
            return [SlotSet(MEASURE_ANSWER, None), *offering("measure")]
        told = await looked_at(scene, state)
        if "action_answer" in scene.done:
            scene.say(told)
            return forget
        if scene.heard.intent not in {"stop", "later", "not_today", "goodbye"}:
            scene.say(said(scene.factory.programme.measures.get(state.measure).done))
        scene.say(told)
        return [*forget, *offering(None)]
