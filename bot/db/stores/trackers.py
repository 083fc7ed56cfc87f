"""What Rasa must remember of a conversation, and what it understood of each message."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Tracker, Understanding
from bot.records import UnderstandingRecord

_trackers, _understandings = (cast("Table", kind.__table__) for kind in (Tracker, Understanding))
_GET = select(_trackers.c.state).where(_trackers.c.conversation_id == bindparam("conversation"))
_PUT: dict[str, Executable] = {}
_ADD_UNDERSTANDING: dict[str, Executable] = {}
for _dialect in (sqlite, postgresql):
    _insert = _dialect.insert(_trackers)
    _over = {
        "state": _insert.excluded.state,
        "turn_count": _trackers.c.turn_count + 1,
        "updated_at": _insert.excluded.updated_at,
    }
    _PUT[_dialect.dialect.name] = _insert.on_conflict_do_update(index_elements=[_trackers.c.conversation_id], set_=_over)
    _ADD_UNDERSTANDING[_dialect.dialect.name] = _dialect.insert(_understandings).on_conflict_do_nothing()


class TrackerRowStore:
    """Reads and writes the one row a conversation, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect.name

    async def get(self, conversation_id: str) -> dict[str, Any] | None:
        """Return the state, or None for an unknown conversation."""
        return await self._session.scalar(_GET, {"conversation": conversation_id})

    async def put(self, conversation_id: str, state: dict[str, Any], now: datetime) -> None:
        """Write the state over the one before."""
        values = {"conversation_id": conversation_id, "state": state, "turn_count": 1, "updated_at": now}
        await self._session.execute(_PUT[self._dialect], values)

    async def add_understanding(
        self, conversation_id: str, message_id: str, understanding: UnderstandingRecord, now: datetime
    ) -> None:
        """Write what was understood of a message; the first writing stands."""
        values = asdict(understanding) | {"message_id": message_id, "conversation_id": conversation_id, "created_at": now}
        await self._session.execute(_ADD_UNDERSTANDING[self._dialect], values)

    async def keys(self) -> list[str]:
        """Return every conversation that has a row."""
        return list(await self._session.scalars(select(Tracker.conversation_id)))
