"""Writes what is said, or what may not be said any more, within a transaction whose owner decided which of the two."""

from __future__ import annotations

from collections.abc import Sequence

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Session
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import SENDER_NAMES, MessageStore
from bot.records import ConversationRecord, MessageRecord, Utterance
from bot.words import Sender


class Speech:
    """Bubbles and discarded drafts, each with its audit entry. The caller holds the conversation's lock."""

    def __init__(self, clock: Clock, audit: AuditLog) -> None:
        self._clock = clock
        self._audit = audit

    async def say(
        self,
        session: Session,
        conversation: ConversationRecord,
        utterances: Sequence[Utterance],
        *,
        sender: Sender,
        sender_id: str | None,
        name: str | None,
        in_reply_to: str | None,
        client_id: str | None = None,
        actor: Actor | None = None,
    ) -> list[MessageRecord]:
        """Write bubbles. A program's are named, so that the same one is never written twice."""
        messages = MessageStore(session)
        subject = in_reply_to or conversation.id
        if not utterances or (name is not None and await messages.by_client_id(conversation.id, f"{name}:{subject}:0")):
            return []
        now = self._clock.now()
        first = await ConversationStore(session).take_seqs(conversation.id, len(utterances), now)
        said = []
        for index, utterance in enumerate(utterances):
            message = await messages.add(
                conversation_id=conversation.id,
                seq=first + index,
                sender=sender,
                sender_id=sender_id,
                sender_name=actor.display_name if actor else SENDER_NAMES[sender],
                channel="web",
                client_id=client_id if name is None else f"{name}:{subject}:{index}",
                in_reply_to=in_reply_to,
                epoch=conversation.epoch,
                text=utterance.text,
                content=utterance.content,
                now=now,
                answered=True,
            )
            await self._audit.append(
                session,
                AuditEvent.MESSAGE_SENT,
                actor=actor or Actor.system("gateway"),
                object_type="message",
                object_id=message.id,
                facts={"conversation": conversation.id, "seq": message.seq, "sender": sender.value},
                text=utterance.text,
            )
            said.append(message)
        return said

    async def discard(
        self, session: Session, conversation: ConversationRecord, utterances: Sequence[Utterance], replied: str | None, epoch: int
    ) -> None:
        """Keep what was composed in ``epoch`` but may no longer be said (invariant 5)."""
        store = ConversationStore(session)
        for utterance in utterances:
            store.keep_draft(
                conversation.id,
                utterance,
                in_reply_to=replied,
                epoch=epoch,
                reason=f"owner:{conversation.owner}",
                now=self._clock.now(),
            )
            await self._audit.append(
                session,
                AuditEvent.DRAFT_DISCARDED,
                actor=Actor.system("gateway"),
                object_type="conversation",
                object_id=conversation.id,
                facts={"epoch": epoch, "owner": conversation.owner.value},
                text=utterance.text,
            )
