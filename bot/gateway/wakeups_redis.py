"""Wake-ups between gateways, over Redis pub/sub."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.gateway.wakeups import TYPING_SECONDS, Listener, LocalWakeups, conversation_topic, typing_note

PREFIX = "handrail:"
"""Before every channel, so that a shared Redis stays tidy."""
QUEUE = 1000
"""Wake-ups that wait to be published; more are dropped, since the listeners look again anyway."""
CONFIRM_SECONDS = 1.0
"""How long a listener waits for Redis to confirm; after that the regular look must do."""
RETRY_SECONDS = 1.0
"""Pause before the next attempt when Redis is away."""

_log = structlog.get_logger(__name__)


class RedisWakeups:
    """Wakes this process at once and the others through Redis. Redis may come and go."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=2, decode_responses=True)
        self._pubsub = self._redis.pubsub()
        self._local = LocalWakeups()
        self._me = secrets.token_hex(4)
        self._outbox: asyncio.Queue[tuple[str, str]] = asyncio.Queue(QUEUE)
        self._confirmed: dict[str, asyncio.Event] = {}
        self._counts: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def publish(self, topic: str, note: str = "") -> None:
        """Wake everyone who listens on ``topic``."""
        self._start()
        self._local.deliver(topic, note)
        with suppress(asyncio.QueueFull):
            self._outbox.put_nowait((topic, note))

    async def typing(self, conversation_id: str, *, on: bool, seconds: float = TYPING_SECONDS) -> None:
        """Say that somebody is typing to the patient, or no longer is."""
        await self.publish(conversation_topic(conversation_id), typing_note(seconds if on else 0))

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Listener]:
        """Listen on ``topics``, here and in Redis; inside once Redis has confirmed, or is found to be away."""
        self._start()
        async with self._local.listen(*topics) as listener:
            for topic in topics:
                self._counts[topic] = self._counts.get(topic, 0) + 1
            try:
                await self._subscribe(topics)
                yield listener
            finally:
                await self._unsubscribe(topics)

    async def aclose(self) -> None:
        """Stop publishing and listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        with suppress(RedisError, OSError):
            await self._pubsub.aclose()
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    def _start(self) -> None:
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._read())]

    async def _subscribe(self, topics: tuple[str, ...]) -> None:
        events = []
        for topic in topics:
            if topic not in self._confirmed:
                self._confirmed[topic] = asyncio.Event()
                with suppress(RedisError, OSError):
                    await self._pubsub.subscribe(PREFIX + topic)
            events.append(self._confirmed[topic])
        with suppress(TimeoutError):
            async with asyncio.timeout(CONFIRM_SECONDS):
                for event in events:
                    await event.wait()

    async def _unsubscribe(self, topics: tuple[str, ...]) -> None:
        for topic in topics:
            self._counts[topic] -= 1
            if not self._counts[topic]:
                del self._counts[topic]
                self._confirmed.pop(topic, None)
                with suppress(RedisError, OSError):
                    await self._pubsub.unsubscribe(PREFIX + topic)

    async def _publish(self) -> None:
        while True:
            topic, note = await self._outbox.get()
            try:
                await self._redis.publish(PREFIX + topic, json.dumps([self._me, note]))
            except (RedisError, OSError):
                _log.warning("wake-up not published; listeners elsewhere look by themselves")

    async def _read(self) -> None:
        away = False
        while True:
            try:
                # The channel of our own keeps the connection open while nobody listens.
                await self._pubsub.subscribe(f"{PREFIX}gateway:{self._me}", *(PREFIX + topic for topic in self._confirmed))
                if away:
                    self._local.deliver_everywhere()
                away = False
                while True:
                    self._take(await self._pubsub.get_message(timeout=None))
            except (RedisError, OSError):
                if not away:
                    _log.warning("no connection to Redis; trying again")
                away = True
                await asyncio.sleep(RETRY_SECONDS)

    def _take(self, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        topic = str(message["channel"]).removeprefix(PREFIX)
        if message["type"] == "subscribe" and topic in self._confirmed:
            self._confirmed[topic].set()
        elif message["type"] == "message":
            with suppress(ValueError):
                sender, note = json.loads(message["data"])
                if sender != self._me:
                    self._local.deliver(topic, str(note))
