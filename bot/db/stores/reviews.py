"""Supervisors' ratings of guidance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Conversation, Message, Person, Review, new_id
from bot.records import ReviewRecord


class ReviewStore:
    """Reads and adds reviews within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, conversation_id: str, message_id: str | None, *, reviewer_id: str, rating: int, comment: str, now: datetime
    ) -> str:
        """Add one review and return its id."""
        row = Review(
            id=new_id(),
            conversation_id=conversation_id,
            message_id=message_id,
            reviewer_id=reviewer_id,
            rating=rating,
            comment=comment,
            created_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def of_conversation(self, conversation_id: str, limit: int) -> list[ReviewRecord]:
        """Return the newest reviews of a conversation and its messages, oldest first."""
        query = (
            select(Review, Person.display_name)
            .join(Person, Person.id == Review.reviewer_id)
            .where(Review.conversation_id == conversation_id)
            .order_by(Review.id.desc())
            .limit(limit)
        )
        rows = [
            ReviewRecord(
                row.id, row.conversation_id, row.message_id, row.rating, row.comment, row.reviewer_id, name, row.created_at
            )
            for row, name in await self._session.execute(query)
        ]
        return rows[::-1]

    async def conversation_exists(self, conversation_id: str) -> bool:
        """Whether there is such a conversation."""
        return (
            await self._session.scalar(
                select(Conversation.id).where(Conversation.id == conversation_id, Conversation.canary.is_(False))
            )
            is not None
        )

    async def holds(self, conversation_id: str, message_id: str) -> bool:
        """Whether the message belongs to the conversation."""
        query = select(Message.id).where(Message.id == message_id, Message.conversation_id == conversation_id)
        return await self._session.scalar(query) is not None
