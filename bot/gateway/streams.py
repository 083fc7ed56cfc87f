"""Who listens to what, and one regular look for all of them together.

A stream waits for wake-ups; the hub looks once an interval for what no wake-up told: changes made by other processes, logins that
were revoked, connections that went away. A thousand idle streams cost two queries a second, not a thousand.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.accounts.service import Accounts
from bot.care.changes import Changes, Marks
from bot.gateway.wakeups import CASES, Listener, Wakeups, conversation_topic

LOOK_SECONDS = 1.0
"""How often the hub looks; bounds how late a stream learns what no wake-up told, and how long a revoked login still hears."""

_log = structlog.get_logger(__name__)


class Stream:
    """One open stream."""

    def __init__(self, request: web.Request, login_id: str, conversation_id: str | None, listener: Listener) -> None:
        self.login_id = login_id
        self.conversation_id = conversation_id
        self.ended = False
        self._request = request
        self._listener = listener

    async def wait(self, seconds: float | None = None) -> list[str]:
        """Wait until there is reason to look, and return the notes that came; see ``Listener.wait``."""
        return await self._listener.wait(seconds)

    @property
    def changed(self) -> bool:
        """Whether there may be something new to read; see ``Listener.changed``."""
        return self._listener.changed

    def nudge(self) -> None:
        """Make this stream look."""
        self._listener.nudge()

    def end(self) -> None:
        """Make this stream stop."""
        self.ended = True
        self._listener.nudge()

    @property
    def gone(self) -> bool:
        """Whether the other side has closed the connection."""
        return self._request.transport is None or self._request.transport.is_closing()


class StreamHub:
    """Holds the open streams of this process."""

    def __init__(self, wakeups: Wakeups, changes: Changes, accounts: Accounts, interval: float = LOOK_SECONDS) -> None:
        self._wakeups = wakeups
        self._changes = changes
        self._accounts = accounts
        self._interval = interval
        self._streams: set[Stream] = set()
        self._marks = Marks({}, ())
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def open(self, request: web.Request, login_id: str, conversation_id: str | None = None) -> AsyncIterator[Stream]:
        """Listen to one conversation, or to the queue. Whoever is inside misses nothing that is committed from now on."""
        topic = CASES if conversation_id is None else conversation_topic(conversation_id)
        async with self._wakeups.listen(topic) as listener:
            stream = Stream(request, login_id, conversation_id, listener)
            stream.ended = self._closing
            self._streams.add(stream)
            try:
                yield stream
            finally:
                self._streams.discard(stream)

    def __len__(self) -> int:
        return len(self._streams)

    def nudge_all(self) -> None:
        """Make every stream look: something that all of them show has changed."""
        for stream in self._streams:
            stream.nudge()

    async def start(self) -> None:
        """Begin the regular look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End every stream and the regular look."""
        self._closing = True
        for stream in self._streams:
            stream.end()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look once: end streams that may not go on, nudge those that have something to read."""
        streams = set(self._streams)
        if not streams:
            return
        valid = await self._accounts.still_logged_in({stream.login_id for stream in streams})
        for stream in streams:
            if stream.gone or stream.login_id not in valid:
                stream.end()
        ids = {stream.conversation_id for stream in streams if stream.conversation_id is not None}
        queue = any(stream.conversation_id is None for stream in streams)
        before, self._marks = self._marks, await self._changes.look(ids, cases=queue)
        for stream in streams:
            # What was not watched at the last look counts as changed: whether it did since the stream began is not known.
            if stream.conversation_id is None:
                changed = before.cases != self._marks.cases
            else:
                changed = before.conversations.get(stream.conversation_id) != self._marks.conversations.get(stream.conversation_id)
            if changed:
                stream.nudge()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  whatever it is, the next look may succeed, and wake-ups go on meanwhile
                _log.warning("a look for changes failed", error=type(error).__name__)
