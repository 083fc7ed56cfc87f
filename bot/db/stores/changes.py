"""What tells cheaply that something has changed since the last look."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Case, CaseHistory, Conversation, ReadMark
from bot.words import CaseStatus

Mark = tuple[object, ...]
"""Equal marks: nothing changed. What is inside is nobody's business."""


class ChangeStore:
    """Reads marks within the caller's transaction. Each is one statement on an index, whatever the tables' size."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def conversations(self, conversation_ids: Sequence[str]) -> dict[str, Mark]:
        """Return a mark for each conversation; it differs after a message, a change of owner, news of its case, or a reading."""
        # Numbers ascend for each reader, so that their sum grows with every mark; identifiers are only nearly in the order of time.
        read = select(func.sum(ReadMark.through_seq)).where(ReadMark.conversation_id == Conversation.id).scalar_subquery()
        query = (
            select(Conversation.id, Conversation.last_seq, Conversation.epoch, Case.status, Case.due_at, Case.overdue_at, read)
            .outerjoin(Case, and_(Case.conversation_id == Conversation.id, Case.status != CaseStatus.RESOLVED.value))
            .where(Conversation.id.in_(conversation_ids))
        )
        return {row[0]: tuple(row[1:]) for row in await self._session.execute(query)}

    async def cases(self) -> Mark:
        """Return a mark of the queue; it differs after any case was opened or changed."""
        unresolved = (CaseStatus.OPEN.value, CaseStatus.CLAIMED.value)
        counts = (
            await self._session.execute(select(func.count(), func.sum(Case.version)).where(Case.status.in_(unresolved)))
        ).one()
        newest = await self._session.scalar(select(func.max(CaseHistory.id)))
        return (*counts, newest)
