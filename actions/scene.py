"""What every action has before it: the message, the slots, the patient, and a way to speak."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import MISSES, OFFER, Offer
from actions.wiring import factory
from bot.errors import HandrailError
from bot.factory import Factory
from bot.programme.heard import Heard, said
from bot.programme.schema import Phrase
from bot.records import Utterance

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]

CLEAR = 0.8
"""Confidence from which on a message is taken for the wish that it was read as; a plain "no" has more, a button 1."""
STRUGGLING = 0.2
"""Confidence of ``struggling`` from which on it may be meant, though something else came first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One call of one action."""

    dispatcher: CollectingDispatcher
    tracker: Tracker
    factory: Factory

    @property
    def metadata(self) -> dict[str, Any]:
        """What the gateway sent along with the message."""
        return dict(self.tracker.latest_message.get("metadata") or {})

    @property
    def patient_id(self) -> str | None:
        """Whose conversation it is; None in a shell or a test, where nothing is kept."""
        value = self.metadata.get("patient_id")
        return str(value) if value else None

    @property
    def message_id(self) -> str | None:
        """The stored message that this turn answers; None when the gateway spoke by itself."""
        value = self.metadata.get("message_id")
        return str(value) if value else None

    @property
    def conversation_id(self) -> str:
        """The conversation."""
        return str(self.tracker.sender_id)

    @property
    def today(self) -> str:
        """The patient's local date, ISO 8601."""
        now = self.factory.clock.now()
        sent = self.metadata.get("now")
        try:
            if sent:
                now = datetime.fromisoformat(str(sent))
            zone = ZoneInfo(str(self.metadata.get("time_zone") or "UTC"))
        except (ValueError, ZoneInfoNotFoundError):
            zone = ZoneInfo("UTC")
        return (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone).date().isoformat()

    @property
    def heard(self) -> Heard:
        """The message as understood."""
        message = self.tracker.latest_message
        intent = message.get("intent") or {}
        return Heard(
            text=str(message.get("text") or ""),
            intent=str(intent.get("name") or ""),
            confidence=float(intent.get("confidence") or 0.0),
            given={str(entity["entity"]): entity.get("value") for entity in message.get("entities") or [] if "entity" in entity},
        )

    def slot(self, name: str) -> Any:
        """Return a slot's value."""
        return self.tracker.get_slot(name)

    @property
    def heavy(self) -> bool:
        """Whether the message may be a cry rather than a wish: no clear intent, and the screen or the classifier hears hardship."""
        message = self.tracker.latest_message
        if self.heard.confidence >= CLEAR:
            return False
        ranking = message.get("intent_ranking") or []
        struggling = max((float(one.get("confidence") or 0) for one in ranking if one.get("name") == "struggling"), default=0.0)
        return bool((self.metadata.get("screening") or {}).get("heavy")) or struggling >= STRUGGLING

    @property
    def done(self) -> list[str]:
        """The actions that have answered the message already, in their order."""
        names = [str(event.get("name")) for event in self.tracker.events if event.get("event") == "action"]
        return list(takewhile(lambda name: name != "action_listen", reversed(names)))[::-1]

    def say(self, utterances: Iterable[Utterance]) -> None:
        """Say each utterance as one bubble: text, buttons and element together."""
        for utterance in utterances:
            content = dict(utterance.content)
            buttons = content.pop("buttons", None)
            self.dispatcher.utter_message(text=utterance.text, buttons=buttons, json_message=content or None)

    def phrase(self, phrase: Phrase, element: dict[str, Any] | None = None) -> None:
        """Say a phrase of ``bot.yml``, with ``element`` under it."""
        saying = self.factory.programme.content.phrases[phrase]
        self.say(said(*saying.say, buttons=saying.buttons, element=element))

    def acknowledge(self, what: str, **facts: Any) -> None:
        """Tell the gateway that something was done, without a word to the patient."""
        self.dispatcher.utter_message(json_message={"ack": what, **facts})


class HandrailAction(Action, ABC):
    """Base of our actions: a mistake that can be told is told, any other fails the turn and the gateway answers honestly."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Run for Rasa."""
        scene = Scene(dispatcher, tracker, factory())
        try:
            return await self.act(scene)
        except HandrailError as error:
            logger.error("%s: %s", self.name(), type(error).__name__)
            scene.phrase(Phrase.TROUBLE)
            return []

    @abstractmethod
    async def act(self, scene: Scene) -> Events:
        """Do the work and return what to remember."""


def offer_person(scene: Scene) -> Events:
    """Answer a message that is perhaps a cry: say so, warmly, and offer that a person reads it."""
    scene.phrase(Phrase.HEAVY)
    return offering("human")


def offering(offer: Offer | None) -> Events:
    """Remember what "yes" would mean, and that this message was understood."""
    return [SlotSet(OFFER, offer), SlotSet(MISSES, None)]
