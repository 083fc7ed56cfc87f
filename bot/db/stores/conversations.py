"""Conversations: who may speak, and the next sequence number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.tables import Conversation, DiscardedDraft, Person
from bot.records import ConversationRecord, Utterance
from bot.words import Owner

_Patient = aliased(Person, name="patient")
_OwnerPerson = aliased(Person, name="owner_person")


class ConversationStore:
    """Reads and changes conversations within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, patient_id: str, now: datetime) -> str:
        """Make the patient's conversation and return its id."""
        row = Conversation(patient_id=patient_id, created_at=now)
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def get(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation, or None."""
        row = (await self._session.execute(_select().where(Conversation.id == conversation_id))).one_or_none()
        return _record(*row) if row else None

    async def of_patient(self, patient_id: str) -> ConversationRecord | None:
        """Return the patient's conversation, or None."""
        row = (await self._session.execute(_select().where(Conversation.patient_id == patient_id))).one_or_none()
        return _record(*row) if row else None

    async def lock(self, conversation_id: str) -> ConversationRecord | None:
        """Return the conversation and keep everyone else from changing it until the transaction ends.

        On SQLite the transaction has the whole database already.
        """
        query = _select().where(Conversation.id == conversation_id).with_for_update(of=Conversation)
        row = (await self._session.execute(query)).one_or_none()
        return _record(*row) if row else None

    async def take_seqs(self, conversation_id: str, count: int, now: datetime) -> int:
        """Reserve ``count`` sequence numbers and return the first."""
        last = await self._session.scalar(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(last_seq=Conversation.last_seq + count, last_message_at=now)
            .returning(Conversation.last_seq)
        )
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


def _select() -> Select[Conversation, Person, str | None]:
    return (
        select(Conversation, _Patient, _OwnerPerson.display_name)
        .join(_Patient, _Patient.id == Conversation.patient_id)
        .outerjoin(_OwnerPerson, _OwnerPerson.id == Conversation.owner_id)
        .execution_options(populate_existing=True)
    )


def _record(row: Conversation, patient: Person, owner_name: str | None) -> ConversationRecord:
    return ConversationRecord(
        id=row.id,
        patient_id=row.patient_id,
        patient_name=patient.display_name,
        owner=Owner(row.owner),
        owner_id=row.owner_id,
        owner_name=owner_name,
        epoch=row.epoch,
        last_seq=row.last_seq,
        last_message_at=row.last_message_at,
        country=patient.country,
        locale=patient.locale,
        time_zone=patient.time_zone,
    )
