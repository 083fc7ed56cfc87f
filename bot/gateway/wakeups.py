"""Wake-ups: "look again" from whoever committed something to whoever waits for it.

A wake-up carries no content, only a topic and at most a short note; what is new stands in the database. So a lost wake-up delays
(until the next look, see ``StreamHub``) and never loses.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol

CASES = "cases"
"""The topic of the queue."""
TYPING = "typing"
"""The note that somebody is typing to the patient; a message from them ends it."""
TYPING_SECONDS = 10.0
"""How long somebody counts as typing if nothing else is said; longer than the assistant may take."""
MOST_NOTES = 20
"""Notes that a listener keeps until it looks; they say what is happening now, so that old ones are worth nothing."""


def conversation_topic(conversation_id: str) -> str:
    """Return the topic of one conversation."""
    return f"conversation:{conversation_id}"


def typing_note(seconds: float) -> str:
    """Return the note that somebody is typing, for so many seconds; 0: no longer."""
    return f"{TYPING}:{seconds}"


def typing_seconds(note: str) -> float | None:
    """Return for how long somebody counts as typing by this note; None when it says something else."""
    kind, _, seconds = note.partition(":")
    try:
        return float(seconds or TYPING_SECONDS) if kind == TYPING else None
    except ValueError:
        return None


class Listener:
    """One who waits on some topics."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._notes: list[str] = []
        self._look = False
        self.changed = True
        """Whether the last wait ended because there may be something new to read, and not only a note."""

    def nudge(self, note: str = "") -> None:
        """Wake this listener."""
        if not note:
            self._look = True
        elif len(self._notes) < MOST_NOTES:
            self._notes.append(note)
        self._event.set()

    async def wait(self, seconds: float | None = None) -> list[str]:
        """Wait for a wake-up, at most ``seconds``, and return the notes that came; none is an answer too.

        A wake-up that came since the last wait counts, so that nothing falls between looking and waiting.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()
        self.changed, self._look = self._look, False
        notes, self._notes = self._notes, []
        return notes


class Wakeups(Protocol):
    """Wakes and listens. One set of tests runs over every version."""

    async def publish(self, topic: str, note: str = "") -> None:
        """Wake everyone who listens on ``topic``, in every process. Never raises, never waits for a network."""
        ...

    async def typing(self, conversation_id: str, *, on: bool, seconds: float = TYPING_SECONDS) -> None:
        """Say that somebody is typing to the patient, or no longer is."""
        ...

    def listen(self, *topics: str) -> AbstractAsyncContextManager[Listener]:
        """Listen from now on: once inside, no wake-up is missed while the connection holds."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class LocalWakeups:
    """Wake-ups within one process."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    async def publish(self, topic: str, note: str = "") -> None:
        """Wake everyone in this process who listens on ``topic``."""
        self.deliver(topic, note)

    async def typing(self, conversation_id: str, *, on: bool, seconds: float = TYPING_SECONDS) -> None:
        """Say that somebody is typing to the patient, or no longer is."""
        await self.publish(conversation_topic(conversation_id), typing_note(seconds if on else 0))

    def deliver(self, topic: str, note: str) -> None:
        """Wake without a detour through the event loop."""
        for listener in tuple(self._listeners.get(topic, ())):
            listener.nudge(note)

    def deliver_everywhere(self) -> None:
        """Wake everyone: something may have been missed."""
        for topic in tuple(self._listeners):
            self.deliver(topic, "")

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Listener]:
        """Listen on ``topics``."""
        listener = Listener()
        for topic in topics:
            self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            for topic in topics:
                self._listeners[topic].discard(listener)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    async def aclose(self) -> None:
        """Nothing is held."""


def make_wakeups(redis_url: str | None) -> Wakeups:
    """Return wake-ups across processes where there is a Redis, within this process otherwise."""
    if redis_url is None:
        return LocalWakeups()
    from bot.gateway.wakeups_redis import RedisWakeups  # noqa: PLC0415  a single process needs no Redis client

    return RedisWakeups(redis_url)
