"""Therapists' readings: that a conversation was looked at is an entry, once a look and not once a page of it (decision 11)."""

from __future__ import annotations

from datetime import timedelta

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.audit import AuditStore
from bot.db.stores.conversations import ConversationStore
from bot.errors import NotFound

ONE_LOOK = timedelta(hours=1)
"""How long one entry covers what the same person reads of the same conversation: pages, a case, a live line and its return."""


class Readings:
    """Records that somebody reads a conversation live. Who may is the gateway's to check."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def record(self, actor: Actor, conversation_id: str) -> bool:
        """Make sure that an entry says that ``actor`` reads this conversation now; True when it was written just now.

        Call it before anything is shown: what cannot be recorded must not be.

        Raises:
            NotFound: there is no such conversation.
        """
        async with self._db.read() as session:
            if await self._recorded(session, actor, conversation_id):
                return False
        async with self._db.write() as session:
            # A console asks for the case, a page and the live line at once: they take turns here, and the first one writes.
            conversation = await ConversationStore(session).lock(conversation_id)
            if conversation is None:
                raise NotFound("there is no such conversation")
            if await self._recorded(session, actor, conversation_id):
                return False
            await self._audit.append(
                session,
                AuditEvent.CONVERSATION_READ,
                actor=actor,
                object_type="conversation",
                object_id=conversation_id,
                facts={"patient": conversation.patient_id},
            )
            return True

    async def _recorded(self, session: Session, actor: Actor, conversation_id: str) -> bool:
        since = await AuditStore(session).since(conversation_id, self._clock.now() - ONE_LOOK)
        return (AuditEvent.CONVERSATION_READ, actor.id) in since
