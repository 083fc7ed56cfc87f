"""Conversations: who may speak, and the next sequence number."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.stores.audit import mark_canary
from bot.db.tables import Case, CaseMessage, Conversation, DiscardedDraft, Message, Person
from bot.records import ConversationRecord, UnresolvedCase, Utterance
from bot.words import CaseStatus, Owner, Tier

_conversations = cast("Table", Conversation.__table__)
_patients = cast("Table", Person.__table__).alias("patient")
_owners = cast("Table", Person.__table__).alias("owner_person")
_cases = cast("Table", Case.__table__)
_case_messages = cast("Table", CaseMessage.__table__)
_messages = cast("Table", Message.__table__)

_first_seq = (
    select(func.min(_messages.c.seq))
    .select_from(_case_messages.join(_messages, _messages.c.id == _case_messages.c.message_id))
    .where(_case_messages.c.case_id == _cases.c.id)
    .correlate(_cases)
    .scalar_subquery()
)

# Every message passes these statements. Built once, and on tables instead of mapped classes, they cost little but their execution.
_SELECT = (
    select(
        _conversations.c.id,
        _conversations.c.patient_id,
        _patients.c.display_name,
        _conversations.c.owner,
        _conversations.c.owner_id,
        _owners.c.display_name,
        _conversations.c.epoch,
        _conversations.c.last_seq,
        _conversations.c.last_message_at,
        _patients.c.country,
        _patients.c.locale,
        _patients.c.time_zone,
        _cases.c.status,
        _cases.c.due_at,
        _cases.c.tier,
        func.coalesce(_cases.c.armed_at, _cases.c.opened_at),
        _first_seq,
        _conversations.c.canary,
        _patients.c.disabled_at,
    )
    .join(_patients, _patients.c.id == _conversations.c.patient_id)
    .outerjoin(_owners, _owners.c.id == _conversations.c.owner_id)
    .outerjoin(_cases, and_(_cases.c.conversation_id == _conversations.c.id, _cases.c.status != CaseStatus.RESOLVED.value))
)
_BY_ID = _SELECT.where(_conversations.c.id == bindparam("id"))
_BY_PATIENT = _SELECT.where(_conversations.c.patient_id == bindparam("patient_id"))
_LOCK = _BY_ID.with_for_update(of=_conversations)
_TAKE_SEQS = (
    update(_conversations)
    .where(_conversations.c.id == bindparam("conversation"))
    .values(last_seq=_conversations.c.last_seq + bindparam("count"), last_message_at=bindparam("now"))
    .returning(_conversations.c.last_seq)
)


class ConversationStore:
    """Reads and changes conversations within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, patient_id: str, now: datetime, *, canary: bool = False) -> str:
        """Make the patient's conversation and return its id."""
        row = Conversation(patient_id=patient_id, created_at=now, canary=canary)
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def get(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation, or None."""
        return _record((await self._session.execute(_BY_ID, {"id": conversation_id})).one_or_none())

    async def of_patient(self, patient_id: str) -> ConversationRecord | None:
        """Return the patient's conversation, or None."""
        return _record((await self._session.execute(_BY_PATIENT, {"patient_id": patient_id})).one_or_none())

    async def lock(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation and keep everyone else from changing it until the transaction ends.

        On SQLite the transaction has the whole database already.
        """
        record = _record((await self._session.execute(_LOCK, {"id": conversation_id})).one_or_none())
        if record and record.canary:
            mark_canary(self._session)
        return record

    async def take_seqs(self, conversation_id: str, count: int, now: datetime) -> int:
        """Reserve ``count`` sequence numbers and return the first."""
        last = await self._session.scalar(_TAKE_SEQS, {"conversation": conversation_id, "count": count, "now": now})
        if last is None:
            raise LookupError(conversation_id)
        return int(last) - count + 1

    async def change_owner(self, conversation_id: str, owner: Owner, owner_id: str | None) -> int:
        """Set the owner, begin a new epoch and return it."""
        epoch = await self._session.scalar(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(owner=owner.value, owner_id=owner_id, epoch=Conversation.epoch + 1)
            .returning(Conversation.epoch)
        )
        if epoch is None:
            raise LookupError(conversation_id)
        return int(epoch)

    def keep_draft(
        self, conversation_id: str, utterance: Utterance, *, in_reply_to: str | None, epoch: int, reason: str, now: datetime
    ) -> None:
        """Keep what was composed but may not be sent."""
        self._session.add(
            DiscardedDraft(
                conversation_id=conversation_id,
                in_reply_to=in_reply_to,
                epoch=epoch,
                text=utterance.text,
                content=utterance.content,
                reason=reason,
                created_at=now,
            )
        )


def _record(row: Any) -> ConversationRecord | None:
    """Make the record of a row of ``_SELECT``, whose columns stand in the record's order."""
    if row is None:
        return None
    conversation_id, patient_id, patient_name, owner, *rest, status, due_at, tier, armed_at, first_seq, canary, disabled_at = row
    rest.append(None if status is None else UnresolvedCase(CaseStatus(status), due_at, Tier(tier), armed_at, first_seq or 0))
    rest += [bool(canary), disabled_at is not None]
    return ConversationRecord(conversation_id, patient_id, patient_name, Owner(owner), *rest)
