"""Read marks: which of a patient's messages a person was shown."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Message, ReadMark
from bot.records import ReadMarkRecord
from bot.words import Role, Sender

SHOWN = 5
"""Newest marks that a patient's browser is told of; their last messages are within these."""

_marks = cast("Table", ReadMark.__table__)
# Every look of a patient's stream passes this one.
_OF_CONVERSATION = (
    select(_marks.c.reader_role, _marks.c.from_seq, _marks.c.through_seq, _marks.c.at)
    .where(_marks.c.conversation_id == bindparam("conversation_id"))
    .order_by(_marks.c.through_seq.desc(), _marks.c.at)
    .limit(SHOWN)
)


class ReadMarkStore:
    """Reads and adds marks within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def through(self, conversation_id: str, reader_id: str) -> int:
        """Return the highest number that the reader was shown; 0 for none."""
        query = select(func.max(ReadMark.through_seq)).where(
            ReadMark.conversation_id == conversation_id, ReadMark.reader_id == reader_id
        )
        return await self._session.scalar(query) or 0

    async def from_patient(self, conversation_id: str, first: int, through: int) -> tuple[int, int | None]:
        """Return how many messages of the patient lie between the two numbers, and the last one's."""
        query = select(func.count(), func.max(Message.seq)).where(
            Message.conversation_id == conversation_id,
            Message.seq.between(first, through),
            Message.sender == Sender.PATIENT.value,
        )
        count, last = (await self._session.execute(query)).one()
        return int(count), last

    def add(self, conversation_id: str, reader_id: str, role: Role, first: int, through: int, now: datetime) -> None:
        """Add a range."""
        self._session.add(
            ReadMark(
                conversation_id=conversation_id, reader_id=reader_id, reader_role=role.value, from_seq=first, through_seq=through,
                at=now,
            )
        )  # fmt: skip

    async def of(self, conversation_id: str) -> tuple[ReadMarkRecord, ...]:
        """Return the newest marks, highest numbers first; of the same number the earliest reader first."""
        rows = await self._session.execute(_OF_CONVERSATION, {"conversation_id": conversation_id})
        return tuple(ReadMarkRecord(Role(role), first, through, at) for role, first, through, at in rows)
