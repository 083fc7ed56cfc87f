"""What Rasa must remember of a conversation, and what it understood of each message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Tracker, Understanding
from bot.records import UnderstandingRecord


class TrackerRowStore:
    """Reads and writes the one row a conversation, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, conversation_id: str) -> dict[str, Any] | None:
        """Return the state, or None for an unknown conversation."""
        return await self._session.scalar(select(Tracker.state).where(Tracker.conversation_id == conversation_id))

    async def put(self, conversation_id: str, state: dict[str, Any], now: datetime) -> None:
        """Write the state over the one before."""
        row = await self._session.get(Tracker, conversation_id)
        if row is None:
            self._session.add(Tracker(conversation_id=conversation_id, state=state, turn_count=1, updated_at=now))
            return
        row.state, row.turn_count, row.updated_at = state, row.turn_count + 1, now

    async def add_understanding(
        self, conversation_id: str, message_id: str, understanding: UnderstandingRecord, now: datetime
    ) -> None:
        """Write what was understood of a message; the first writing stands."""
        if await self._session.get(Understanding, message_id):
            return
        self._session.add(
            Understanding(
                message_id=message_id,
                conversation_id=conversation_id,
                intent=understanding.intent,
                confidence=understanding.confidence,
                entities=understanding.entities,
                actions=understanding.actions,
                model_id=understanding.model_id,
                created_at=now,
            )
        )

    async def keys(self) -> list[str]:
        """Return every conversation that has a row."""
        return list(await self._session.scalars(select(Tracker.conversation_id)))
