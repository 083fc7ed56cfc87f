"""Stop in the middle of a measure."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.measure_state import looked_at, open_measure
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import MEASURE, REQUESTED
from bot.programme.heard import said
from bot.programme.schema import Phrase


class ActionLeaveMeasure(HandrailAction):
    """Ends the form; the answers of an unfinished measure stay, so that it can be finished."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_leave_measure"

    async def act(self, scene: Scene) -> Events:
        """Leave. Silent when a lesson or a check-in follows, which speak for themselves."""
        state = open_measure(scene)
        leave: Events = [ActiveLoop(None), SlotSet(REQUESTED, None)]
        speaks = scene.heard.intent not in {"start_lesson", "start_check_in", "do_exercise"}
        if state is None:
            if speaks:
                scene.phrase(Phrase.LATER)
            return [*offering(None), *leave]
        words = scene.factory.programme.measures.get(state.measure)
        complete = scene.factory.programme.measure_dialogue(state.measure).complete(state)
        if speaks:
            scene.say(said(words.done if complete else words.left if state.answers else words.left_empty))
        if complete:
            scene.say(await looked_at(scene, state))
        keep = bool(state.answers) and not complete
        return [*offering("measure" if keep else None), *([] if keep else [SlotSet(MEASURE, None)]), *leave]
