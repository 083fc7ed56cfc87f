"""Messages, with the screening and the understanding that belong to each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import CaseMessage, Message, Person, ScreeningRow, Understanding, new_id
from bot.records import DetailedMessage, MessageRecord, ScreeningRecord, UnderstandingRecord
from bot.words import Sender, Tier

SENDER_NAMES = {Sender.BOT: "Handrail assistant", Sender.SYSTEM: "Handrail"}
"""How programs are named; people go by their own name."""


class MessageStore:
    """Reads and adds messages within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        *,
        conversation_id: str,
        seq: int,
        sender: Sender,
        sender_id: str | None,
        sender_name: str,
        channel: str,
        client_id: str | None,
        in_reply_to: str | None,
        epoch: int,
        text: str,
        content: dict[str, Any],
        now: datetime,
        answered: bool,
    ) -> MessageRecord:
        """Add one message."""
        row = Message(
            id=new_id(),
            conversation_id=conversation_id,
            seq=seq,
            sender=sender.value,
            sender_id=sender_id,
            channel=channel,
            client_id=client_id,
            in_reply_to=in_reply_to,
            epoch=epoch,
            text=text,
            content=content,
            created_at=now,
            answered_at=now if answered else None,
        )
        self._session.add(row)
        await self._session.flush()
        return _message(row, sender_name)

    async def get(self, message_id: str) -> MessageRecord | None:
        """Return the message, or None."""
        return _first(await self._session.execute(_select().where(Message.id == message_id)))

    async def by_client_id(self, conversation_id: str, client_id: str) -> MessageRecord | None:
        """Return the message that the sender's program called ``client_id``, or None."""
        query = _select().where(Message.conversation_id == conversation_id, Message.client_id == client_id)
        return _first(await self._session.execute(query))

    async def page(
        self, conversation_id: str, *, after: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[list[MessageRecord], bool]:
        """Return up to ``limit`` messages in ascending order, and whether there are more on that side.

        ``after`` reads forwards from there; otherwise the newest ones (before ``before``, if given).
        """
        query = _page(_select(), conversation_id, after, before, limit)
        rows = (await self._session.execute(query)).all()
        ordered = rows if after is not None else rows[::-1]
        more = len(rows) > limit
        kept = ordered[:limit] if after is not None else ordered[-limit:]
        return [_message(message, name) for message, name in kept], more

    async def details(self, messages: Sequence[MessageRecord]) -> list[DetailedMessage]:
        """Return the messages with their screening and understanding."""
        ids = [message.id for message in messages]
        screenings = {
            row.message_id: _screening(row)
            for row in await self._session.scalars(select(ScreeningRow).where(ScreeningRow.message_id.in_(ids)))
        }
        understandings = {
            row.message_id: _understanding(row)
            for row in await self._session.scalars(select(Understanding).where(Understanding.message_id.in_(ids)))
        }
        return [DetailedMessage(message, screenings.get(message.id), understandings.get(message.id)) for message in messages]

    async def screening(self, message_id: str) -> ScreeningRecord | None:
        """Return the message's stored screening, or None."""
        row = await self._session.get(ScreeningRow, message_id)
        return _screening(row) if row else None

    def add_screening(self, conversation_id: str, screening: ScreeningRecord) -> None:
        """Store the screening of a message; a second one for the same message breaks the key."""
        self._session.add(
            ScreeningRow(
                message_id=screening.message_id,
                conversation_id=conversation_id,
                state=screening.state,
                tier=screening.tier.value,
                flagged=screening.flagged,
                categories=screening.categories,
                evidence=screening.evidence,
                notes=screening.notes,
                version=screening.version,
                milliseconds=screening.milliseconds,
                created_at=screening.created_at,
            )
        )

    async def close(self, message_id: str, now: datetime) -> bool:
        """Mark a patient's message answered; False when it was already."""
        closed = await self._session.scalar(
            update(Message)
            .where(Message.id == message_id, Message.answered_at.is_(None))
            .values(answered_at=now)
            .returning(Message.id)
        )
        return closed is not None

    async def unanswered(self, before: datetime, limit: int) -> list[str]:
        """Return the ids of patients' messages written before ``before`` for which something is still due, oldest first."""
        query = (
            select(Message.id)
            .where(Message.answered_at.is_(None), Message.created_at < before)
            .order_by(Message.created_at)
            .limit(limit)
        )
        return list(await self._session.scalars(query))

    async def unscreened(self, before: datetime, limit: int) -> list[str]:
        """Return the ids of patients' messages written before ``before`` that were never screened."""
        query = (
            select(Message.id)
            .outerjoin(ScreeningRow, ScreeningRow.message_id == Message.id)
            .where(Message.answered_at.is_(None), Message.created_at < before, ScreeningRow.message_id.is_(None))
            .order_by(Message.created_at)
            .limit(limit)
        )
        return list(await self._session.scalars(query))

    async def flagged_without_case(self, before: datetime, limit: int) -> list[str]:
        """Return the ids of messages flagged before ``before`` that are in no case."""
        query = (
            select(ScreeningRow.message_id)
            .outerjoin(CaseMessage, CaseMessage.message_id == ScreeningRow.message_id)
            .where(ScreeningRow.flagged, CaseMessage.message_id.is_(None), ScreeningRow.created_at < before)
            .order_by(ScreeningRow.created_at)
            .limit(limit)
        )
        return list(await self._session.scalars(query))


def _select() -> Select[Message, str | None]:
    return select(Message, Person.display_name).outerjoin(Person, Person.id == Message.sender_id)


def _page(
    query: Select[Message, str | None], conversation_id: str, after: int | None, before: int | None, limit: int
) -> Select[Message, str | None]:
    query = query.where(Message.conversation_id == conversation_id)
    if after is not None:
        return query.where(Message.seq > after).order_by(Message.seq).limit(limit + 1)
    if before is not None:
        query = query.where(Message.seq < before)
    return query.order_by(Message.seq.desc()).limit(limit + 1)


def _first(result: Any) -> MessageRecord | None:
    row: Row[Message, str | None] | None = result.one_or_none()
    return _message(row[0], row[1]) if row else None


def _message(row: Message, name: str | None) -> MessageRecord:
    sender = Sender(row.sender)
    return MessageRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        sender=sender,
        sender_id=row.sender_id,
        sender_name=SENDER_NAMES.get(sender) or name or "",
        channel=row.channel,
        client_id=row.client_id,
        in_reply_to=row.in_reply_to,
        epoch=row.epoch,
        text=row.text,
        content=row.content,
        created_at=row.created_at,
        answered_at=row.answered_at,
    )


def _screening(row: ScreeningRow) -> ScreeningRecord:
    return ScreeningRecord(
        message_id=row.message_id,
        state=row.state,
        tier=Tier(row.tier),
        flagged=row.flagged,
        categories=row.categories,
        evidence=row.evidence,
        notes=row.notes,
        version=row.version,
        milliseconds=row.milliseconds,
        created_at=row.created_at,
    )


def _understanding(row: Understanding) -> UnderstandingRecord:
    return UnderstandingRecord(
        intent=row.intent, confidence=row.confidence, entities=row.entities, actions=row.actions, model_id=row.model_id
    )
