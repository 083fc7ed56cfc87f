"""Test doubles for what lies outside a unit: Rasa, the screen's verdict, listeners; the real ones have tests of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.client import AssistantUnavailable, BotReply
from bot.notification.messages import Message
from bot.records import Utterance
from bot.safety.asking import Answer
from bot.safety.promise import Promise, Reader
from bot.safety.screening import Context, Evidence, Screening
from bot.words import Category, Owner, Tier

Behaviour = Callable[[str, str, dict[str, Any]], Awaitable[list[BotReply]]]


async def echo(_conversation: str, text: str, _metadata: dict[str, Any]) -> list[BotReply]:
    """Answer with what was said."""
    return [BotReply(f"You said: {text}")]


async def broken(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
    """Answer like Rasa when an action failed."""
    raise AssistantUnavailable("Rasa answered with nothing")


async def hanging(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
    """Never answer."""
    await asyncio.sleep(3600)
    return []


@dataclass
class FakeAssistant:
    """An assistant that does what a test says, and remembers what it was asked."""

    behaviour: Behaviour = echo
    is_ready: bool = True
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def send(self, conversation_id: str, text: str, metadata: dict[str, Any]) -> list[BotReply]:
        """See ``Assistant.send``."""
        self.asked.append((conversation_id, text, metadata))
        return await self.behaviour(conversation_id, text, metadata)

    async def ready(self) -> bool:
        """See ``Assistant.ready``."""
        return self.is_ready


@dataclass
class WordScreener:
    """Flags a text by the tier's name in it ("high", "emergency", ...), so that a test chooses the tier."""

    version: str = "words-1"
    seen: list[Context] = field(default_factory=list)

    def screen(self, text: str, context: Context = Context()) -> Screening:  # noqa: B008 - frozen
        """See ``Screener.screen``."""
        self.seen.append(context)
        for tier in (Tier.EMERGENCY, Tier.HIGH, Tier.MODERATE, Tier.LOW):
            start = text.find(tier.value)
            if start >= 0:
                found = Evidence(start, start + len(tier.value), tier.value, Category.SUICIDE, tier, "word", "the test said so")
                return Screening(tier, (Category.SUICIDE,), (found,), self.version)
        return Screening(Tier.NONE, (), (), self.version)

    def asks_for_moods(self, text: str, context: Context) -> bool:
        """See ``Screener.asks_for_moods``."""
        return "farewell" in text

    def by_rules(self, text: str) -> Screening:
        """See ``Screener.by_rules``."""
        return self.screen(text)

    def denies(self, text: str, asked: str | None) -> bool:
        """See ``Screener.denies``."""
        return text.startswith("no I am not") and asked is not None

    def said(self, text: str) -> Answer | None:
        """See ``Screener.said``."""
        return None


@dataclass
class PlainReplies:
    """Says plainly what kind of reply it is."""

    def reply(
        self, screening: Screening, *, country: str, owner: Owner, promise: Promise | None = None, **_: Any
    ) -> Sequence[Utterance]:
        """See ``SafetyReplies.reply``."""
        if owner is Owner.THERAPIST and screening.tier.rank < Tier.HIGH.rank:
            return []
        return [Utterance(f"safety {screening.tier.value} within {{time_to_person}}")]

    def delay(self, country: str = "", promise: Promise | None = None) -> Sequence[Utterance]:
        """See ``SafetyReplies.delay``."""
        return [Utterance("your message is saved; a person will read it")]

    def holding(
        self, country: str, *, promise: Promise | None = None, tier: Tier = Tier.LOW, before: int | None = None
    ) -> Sequence[Utterance]:
        """See ``SafetyReplies.holding``."""
        return [Utterance("a person is late" if promise and promise.reader is Reader.LATE else "a person has been asked")]

    def admitted(self, country: str, promise: Promise, tier: Tier) -> Sequence[Utterance]:
        """See ``SafetyReplies.admitted``."""
        return self.holding(country, promise=promise, tier=tier)

    def aside(self, text: str, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> Sequence[Utterance]:
        """See ``SafetyReplies.aside``."""
        return []

    def asks(self, question: str) -> bool:
        """See ``SafetyReplies.asks``."""
        return False

    def asks_whether_read(self, text: str) -> bool:
        """See ``SafetyReplies.asks_whether_read``."""
        return False

    def denied(
        self, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW, *, offer: bool = False
    ) -> Sequence[Utterance]:
        """See ``SafetyReplies.denied``."""
        return [Utterance("thank you for answering")]

    def going_on(self) -> Sequence[Utterance]:
        """See ``SafetyReplies.going_on``."""
        return [Utterance("it is still with the team")]

    def goes_on(self, text: str) -> bool:
        """See ``SafetyReplies.goes_on``."""
        return "check in" in text

    def told(self, text: str, country: str, promise: Promise, tier: Tier) -> Sequence[Utterance]:
        """See ``SafetyReplies.told``."""
        return [Utterance(text)]

    def away_note(self, promise: Promise, *, on_call: bool) -> str | None:
        """See ``SafetyReplies.away_note``."""
        return None if promise.opens_at is None else "the team is away"

    def after_safety(self, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> Sequence[Utterance]:
        """See ``SafetyReplies.after_safety``."""
        return [Utterance("it is kept with what you wrote")]

    def owner_changed(self, kind: str, name: str) -> Sequence[Utterance]:
        """See ``SafetyReplies.owner_changed``."""
        return [Utterance(f"{kind}: {name}")]

    def closed(self, promise: Promise) -> Sequence[Utterance]:
        """See ``SafetyReplies.closed``."""
        return [Utterance("closed" if promise.read_at is None else "read and closed")]


@dataclass
class Listening:
    """Remembers the wake-ups."""

    topics: list[str] = field(default_factory=list)

    async def publish(self, topic: str, note: str = "") -> None:
        """See ``Wake.publish``."""
        self.topics.append(f"{topic} {note}".strip())

    async def typing(self, conversation_id: str, *, on: bool, seconds: float = 5.0) -> None:
        """See ``Wake.typing``."""
        self.topics.append(f"conversation:{conversation_id} typing {on}")


@dataclass
class KeptLetters:
    """A sender that keeps what it is given, and refuses addresses that hold one of ``broken``."""

    broken: set[str] = field(default_factory=set)
    letters: list[tuple[str, Message]] = field(default_factory=list)
    refused: int = 0

    async def send(self, url: str, message: Message) -> bool:
        """See ``Sender.send``."""
        if any(part in url for part in self.broken):
            self.refused += 1
            return False
        self.letters.append((url, message))
        return True
