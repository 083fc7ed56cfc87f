"""Whether anything has changed, for those who wait: one question for all of them together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db.engine import Database
from bot.db.stores.changes import ChangeStore, Mark


@dataclass(frozen=True, slots=True)
class Marks:
    """The state of what is watched, as marks to compare."""

    conversations: dict[str, Mark]
    cases: Mark


class Changes:
    """Looks for changes that no wake-up told of: those of other processes, and those whose wake-up got lost."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def look(self, conversation_ids: set[str], *, cases: bool) -> Marks:
        """Return the marks of these conversations and, if asked, of the queue."""
        async with self._db.glance() as session:
            store = ChangeStore(session)
            found = await store.conversations(sorted(conversation_ids)) if conversation_ids else {}
            return Marks(found, await store.cases() if cases else ())
