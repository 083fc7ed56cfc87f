"""Messages, with the screening and the understanding that belong to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import CaseMessage, Message, Person, ScreeningRow, Understanding, new_id
from bot.records import DetailedMessage, MessageRecord, ScreeningRecord, UnderstandingRecord
from bot.words import ScreeningState, Sender, Tier

SENDER_NAMES = {Sender.BOT: "Handrail assistant", Sender.SYSTEM: "Handrail"}
"""How programs are named; people go by their own name."""

_messages, _people, _screenings = (cast("Table", kind.__table__) for kind in (Message, Person, ScreeningRow))
# Every message passes these statements. Built once, and on tables instead of mapped classes, they cost little but their execution.
_SELECT = select(
    _messages.c.id,
    _messages.c.conversation_id,
    _messages.c.seq,
    _messages.c.sender,
    _messages.c.sender_id,
    _people.c.display_name,
    _messages.c.channel,
    _messages.c.client_id,
    _messages.c.in_reply_to,
    _messages.c.epoch,
    _messages.c.text,
    _messages.c.content,
    _messages.c.created_at,
    _messages.c.answered_at,
).outerjoin(_people, _people.c.id == _messages.c.sender_id)
_BY_ID = _SELECT.where(_messages.c.id == bindparam("id"))
_OF_CONVERSATION = _SELECT.where(_messages.c.conversation_id == bindparam("conversation_id"))
_BY_CLIENT_ID = _OF_CONVERSATION.where(_messages.c.client_id == bindparam("client_id"))
_NEWEST = _OF_CONVERSATION.order_by(_messages.c.seq.desc()).limit(bindparam("limit"))
_BEFORE = _OF_CONVERSATION.where(_messages.c.seq < bindparam("place")).order_by(_messages.c.seq.desc()).limit(bindparam("limit"))
_AFTER = _OF_CONVERSATION.where(_messages.c.seq > bindparam("place")).order_by(_messages.c.seq).limit(bindparam("limit"))
_INSERT = insert(_messages)
_STORED = tuple(field.name for field in fields(MessageRecord) if field.name != "sender_name")
"""Columns of a message as its record names them."""
_SCREENING = select(_screenings).where(_screenings.c.message_id == bindparam("message_id"))
_INSERT_SCREENING = insert(_screenings)
_CLOSE = (
    update(_messages)
    .where(_messages.c.id == bindparam("message"), _messages.c.answered_at.is_(None))
    .values(answered_at=bindparam("now"))
    .returning(_messages.c.id)
)


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
        message = MessageRecord(
            id=new_id(),
            conversation_id=conversation_id,
            seq=seq,
            sender=sender,
            sender_id=sender_id,
            sender_name=SENDER_NAMES.get(sender) or sender_name,
            channel=channel,
            client_id=client_id,
            in_reply_to=in_reply_to,
            epoch=epoch,
            text=text,
            content=content,
            created_at=now,
            answered_at=now if answered else None,
        )
        values = {name: getattr(message, name) for name in _STORED} | {"sender": sender.value}
        await self._session.execute(_INSERT, values)
        return message

    async def get(self, message_id: str) -> MessageRecord | None:
        """Return the message, or None."""
        return _first(await self._session.execute(_BY_ID, {"id": message_id}))

    async def by_client_id(self, conversation_id: str, client_id: str) -> MessageRecord | None:
        """Return the message that the sender's program called ``client_id``, or None."""
        values = {"conversation_id": conversation_id, "client_id": client_id}
        return _first(await self._session.execute(_BY_CLIENT_ID, values))

    async def page(
        self, conversation_id: str, *, after: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[list[MessageRecord], bool]:
        """Return up to ``limit`` messages in ascending order, and whether there are more on that side.

        ``after`` reads forwards from there; otherwise the newest ones (before ``before``, if given).
        """
        query = _AFTER if after is not None else _NEWEST if before is None else _BEFORE
        values = {"conversation_id": conversation_id, "limit": limit + 1}
        if query is not _NEWEST:
            values["place"] = before if after is None else after
        rows = (await self._session.execute(query, values)).all()
        kept = [_message(row) for row in rows[:limit]]
        return kept if after is not None else kept[::-1], len(rows) > limit

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
        row = (await self._session.execute(_SCREENING, {"message_id": message_id})).one_or_none()
        return _screening(row) if row else None

    async def add_screening(self, conversation_id: str, screening: ScreeningRecord) -> None:
        """Store the screening of a message; a second one for the same message breaks the key."""
        values = asdict(screening) | {"conversation_id": conversation_id, "tier": screening.tier.value}
        await self._session.execute(_INSERT_SCREENING, values)

    async def screened_before(
        self, before: str | None, *, since: datetime | None, limit: int
    ) -> list[tuple[MessageRecord, ScreeningRecord]]:
        """Return up to ``limit`` screened messages with what was stored, newest first, with ids below ``before``."""
        query = _SELECT.join(_screenings, _screenings.c.message_id == _messages.c.id)
        if before is not None:
            query = query.where(_messages.c.id < before)
        if since is not None:
            query = query.where(_messages.c.created_at >= since)
        found = [_message(row) for row in await self._session.execute(query.order_by(_messages.c.id.desc()).limit(limit))]
        rows = await self._session.execute(select(_screenings).where(_screenings.c.message_id.in_([item.id for item in found])))
        stored = {row.message_id: _screening(row) for row in rows}
        return [(message, stored[message.id]) for message in found]

    async def count_screened(self, since: datetime | None) -> int:
        """Return how many messages were screened, of those written from ``since`` on."""
        query = select(func.count()).select_from(_screenings)
        if since is not None:
            query = query.join(_messages, _messages.c.id == _screenings.c.message_id).where(_messages.c.created_at >= since)
        return await self._session.scalar(query) or 0

    async def count_unfinished(self, since: datetime) -> int:
        """Return how many screenings from ``since`` on failed or came too late; all of them are flagged."""
        query = select(func.count()).where(
            ScreeningRow.flagged, ScreeningRow.state != ScreeningState.DONE.value, ScreeningRow.created_at >= since
        )
        return await self._session.scalar(query) or 0

    async def raise_screening(self, message_id: str, *, tier: Tier, categories: list[str], evidence: list[dict[str, Any]]) -> None:
        """Flag a screened message, with what was found later."""
        await self._session.execute(
            update(ScreeningRow)
            .where(ScreeningRow.message_id == message_id)
            .values(tier=tier.value, flagged=True, categories=categories, evidence=evidence)
        )

    async def close(self, message_id: str, now: datetime) -> bool:
        """Mark a patient's message answered; False when it was already."""
        return await self._session.scalar(_CLOSE, {"message": message_id, "now": now}) is not None

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


def _first(result: Any) -> MessageRecord | None:
    row = result.one_or_none()
    return _message(row) if row else None


def _message(row: Any) -> MessageRecord:
    """Make the record of a row of ``_SELECT``, whose columns stand in the record's order."""
    message_id, conversation_id, seq, sender, sender_id, name, *rest = row
    said_by = Sender(sender)
    return MessageRecord(message_id, conversation_id, seq, said_by, sender_id, SENDER_NAMES.get(said_by) or name or "", *rest)


def _screening(row: Any) -> ScreeningRecord:
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
