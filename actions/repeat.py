"""Say it again."""

from __future__ import annotations

from actions.scene import Events, HandrailAction, Scene
from bot.programme.heard import said
from bot.programme.schema import Phrase


class ActionRepeat(HandrailAction):
    """Repeats the bot's last words (in a check-in the form does that itself)."""

    def name(self) -> str:
        """Return the name in ``domain.yml``."""
        return "action_repeat"

    async def act(self, scene: Scene) -> Events:
        """Repeat."""
        spoken = next(
            (event["text"] for event in reversed(scene.tracker.events) if event.get("event") == "bot" and event.get("text")), None
        )
        if spoken:
            scene.say(said(str(spoken)))
        else:
            scene.phrase(Phrase.NOTHING_TO_REPEAT)
        return []
