"""Rasa's tracker store on Handrail's database: one bounded row a conversation (invariant 9)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.clock import SystemClock
from bot.db.engine import Database
from bot.db.stores.trackers import TrackerRowStore
from bot.dialogue.rasa.bounded import cut, rebuild, understanding


class HandrailTrackerStore(TrackerStore):
    """Keeps trackers in ``trackers`` and, in the same transaction, what was understood in ``understandings``.

    Without ``url`` the rows stay in memory, cut all the same: for ``rasa shell`` and ``rasa test``, which must neither need
    nor touch a database.
    """

    def __init__(
        self, domain: Domain | None, host: str | None = None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        """``host`` is what Rasa calls the endpoint's ``url``: a SQLAlchemy URL in its async form."""
        super().__init__(domain, event_broker, **kwargs)
        self._url = host
        self._memory: dict[str, dict[str, Any]] = {}
        # Rasa makes the store in one event loop and may serve from another; connections belong to a loop.
        self._databases: WeakKeyDictionary[asyncio.AbstractEventLoop, Database] = WeakKeyDictionary()
        self._clock = SystemClock()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation's tracker, or None when it is new.

        Raises:
            SQLAlchemyError: when the database does not answer; the turn then fails, and the gateway answers honestly.
        """
        if self._url is None:
            state = self._memory.get(sender_id)
        else:
            async with self._database().glance() as session:
                state = await TrackerRowStore(session).get(sender_id)
        return rebuild(sender_id, state, self.domain) if state is not None else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the row over the one before, and the understanding of the last message once."""
        state = cut(tracker)
        if self._url is None:
            self._memory[tracker.sender_id] = state
            return
        understood = understanding(tracker)
        now = self._clock.now()
        async with self._database().write() as session:
            store = TrackerRowStore(session)
            await store.put(tracker.sender_id, state, now)
            if understood:
                await store.add_understanding(tracker.sender_id, *understood, now)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        if self._url is None:
            return list(self._memory)
        async with self._database().read() as session:
            return await TrackerRowStore(session).keys()

    async def dispose(self) -> None:
        """Close the connections of the running loop."""
        database = self._databases.pop(asyncio.get_running_loop(), None)
        if database is not None:
            await database.dispose()

    def _database(self) -> Database:
        loop = asyncio.get_running_loop()
        if loop not in self._databases:
            self._databases[loop] = Database(str(self._url))
        return self._databases[loop]
