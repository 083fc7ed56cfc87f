"""Follow-ups that are under way, and what came of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import FollowUp
from bot.db.tables.base import new_id
from bot.records import FollowUpRecord
from bot.words import FollowUpOutcome, Tier


class FollowUpStore:
    """Reads and writes follow-ups within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        *,
        message_id: str,
        conversation_id: str,
        patient_id: str,
        measure: str,
        item: str,
        value: int,
        now: datetime,
        due_at: datetime,
    ) -> bool:
        """Add a pending follow-up; False when the message has one, or its conversation has one pending."""
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        made = await self._session.scalar(
            insert(FollowUp)
            .values(
                id=new_id(),
                message_id=message_id,
                conversation_id=conversation_id,
                patient_id=patient_id,
                measure=measure,
                item=item,
                value=value,
                created_at=now,
                due_at=due_at,
            )
            .on_conflict_do_nothing()
            .returning(FollowUp.id)
        )
        return made is not None

    async def pending(self, conversation_id: str) -> FollowUpRecord | None:
        """Return the conversation's pending follow-up, or None."""
        row = await self._session.scalar(
            select(FollowUp).where(FollowUp.conversation_id == conversation_id, FollowUp.settled_at.is_(None))
        )
        return _record(row) if row else None

    async def raise_value(self, follow_up_id: str, value: int) -> None:
        """Note a higher value of the same item."""
        await self._session.execute(update(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.value < value).values(value=value))

    async def settle(self, follow_up_id: str, outcome: FollowUpOutcome, tier: Tier, now: datetime) -> bool:
        """End a pending follow-up; False when somebody was faster."""
        ended = await self._session.scalar(
            update(FollowUp)
            .where(FollowUp.id == follow_up_id, FollowUp.settled_at.is_(None))
            .values(settled_at=now, outcome=outcome.value, tier=tier.value)
            .returning(FollowUp.id)
        )
        return ended is not None

    async def overdue(self, now: datetime, limit: int) -> list[FollowUpRecord]:
        """Return pending follow-ups whose deadline has passed, oldest first."""
        rows = await self._session.scalars(
            select(FollowUp).where(FollowUp.settled_at.is_(None), FollowUp.due_at <= now).order_by(FollowUp.due_at).limit(limit)
        )
        return [_record(row) for row in rows]


def _record(row: FollowUp) -> FollowUpRecord:
    return FollowUpRecord(row.id, row.message_id, row.conversation_id, row.patient_id, row.measure, row.item, row.value, row.due_at)
