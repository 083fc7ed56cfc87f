"""Stop in the middle of a check-in."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.pause import PHRASES
from actions.scene import Events, HandrailAction, Scene, offering
from actions.slots import CHECK_IN, REQUESTED
from bot.programme.check_in_dialogue import State
from bot.programme.heard import said
from bot.programme.schema import Phrase


class ActionLeaveCheckIn(HandrailAction):
    """Ends the form; the answers of an unfinished check-in stay for the rest of the day, so that it can be finished."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_leave_check_in"

    async def act(self, scene: Scene) -> Events:
        """Leave. Silent when a lesson or a measure follows, which speak for themselves."""
        words = scene.factory.programme.content.check_in
        state = State.from_json(scene.slot(CHECK_IN))
        saved = state is not None and state.saved
        if scene.heard.intent not in {"start_lesson", "start_measure", "do_exercise"}:
            if saved:
                scene.phrase(PHRASES.get(scene.heard.intent, Phrase.STOPPED))
            else:
                scene.say(said(words.stopped if state and state.given else words.not_saved))
        unfinished = state is not None and not saved
        events = offering("check_in" if unfinished else None)
        if not unfinished:
            events.append(SlotSet(CHECK_IN, None))
        return [*events, ActiveLoop(None), SlotSet(REQUESTED, None)]
