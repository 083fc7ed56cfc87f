"""Read marks: a patient sees that a person has been shown what they wrote, by role and time, and never more than is so."""

from __future__ import annotations

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.read_marks import ReadMarkStore
from bot.errors import Invalid, NotFound
from bot.records import ReadMarkRecord
from bot.words import Role


class ReadMarks:
    """Records which messages a console has shown to its reader, once for each person and range."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def record(self, conversation_id: str, actor: Actor, *, first: int, through: int) -> bool:
        """Note that the reader was shown the messages from ``first`` to ``through``; return whether that is news.

        Only what goes beyond the reader's last mark counts, and only where the patient wrote in it: looking again, or at answers,
        records nothing. What lay before ``first`` was not shown and is not marked.

        Raises:
            Invalid: numbers that the conversation does not have. NotFound: no such conversation.
        """
        async with self._db.glance() as session:
            if await ReadMarkStore(session).through(conversation_id, actor.id) >= through:
                return False
        async with self._db.write() as session:
            conversation = await ConversationStore(session).lock(conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            if not 1 <= first <= through <= conversation.last_seq:
                raise Invalid("these are no messages of this conversation", remedy="report the numbers of messages that were shown")
            marks = ReadMarkStore(session)
            start = max(first, await marks.through(conversation_id, actor.id) + 1)
            count, last = await marks.from_patient(conversation_id, start, through)
            if last is None:
                return False
            marks.add(conversation_id, actor.id, Role(actor.role), start, last, self._clock.now())
            await self._audit.append(
                session,
                AuditEvent.MESSAGES_READ,
                actor=actor,
                object_type="conversation",
                object_id=conversation_id,
                facts={"patient": conversation.patient_id, "from": start, "to": last, "messages": count},
            )
        return True

    async def of(self, conversation_id: str) -> tuple[ReadMarkRecord, ...]:
        """Return a conversation's newest marks, highest numbers first."""
        async with self._db.glance() as session:
            return await ReadMarkStore(session).of(conversation_id)
