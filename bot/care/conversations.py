"""Conversations: what is said is committed first, and only the owner speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care import screenings
from bot.care.context import OWN, SHEET, offered_payloads
from bot.care.speech import Speech
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import MessageStore
from bot.db.stores.read_marks import ReadMarkStore
from bot.errors import Conflict, Invalid, NotFound
from bot.records import ConversationRecord, DetailedMessage, MessageRecord, ScreeningRecord, Utterance
from bot.safety.context import CONTEXT_MESSAGES
from bot.safety.screening import Screening
from bot.words import Owner, Sender

OFFER_WINDOW = 20
"""A button's payload is accepted while its message is among this many last ones; older buttons are gone from the screen."""

CLIENT_ID_LENGTH = 64
"""Most characters of an id that a sender's program makes."""

JUST_SAID = 12
"""Among how many last messages a safety reply is still on the patient's screen."""

REPEATED_WITHIN = timedelta(minutes=15)
"""How long after a safety reply the same danger is not answered with the same long text: it stands above, on the same screen."""

SAFETY = "safety"
"""The kind of a message that is a safety reply."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A sheet that a message carries."""

    exercise: str
    own: Sequence[tuple[int, int]]
    """Where in the message the patient's own words stand, in code points; the rest is ours, like a button's title."""

    def as_content(self) -> dict[str, Any]:
        """Return what of it is stored with the message."""
        return {SHEET: self.exercise, OWN: [list(span) for span in self.own]}


class Conversations:
    """Stores and reads what is said, and enforces owner and epoch."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._speech = Speech(clock, audit)

    async def of_patient(self, patient_id: str) -> ConversationRecord:
        """Return the patient's conversation, making it the first time."""
        async with self._db.glance() as session:
            found = await ConversationStore(session).of_patient(patient_id)
        if found:
            return found
        async with self._db.write() as session:
            store = ConversationStore(session)
            if not await store.of_patient(patient_id):
                await store.add(patient_id, self._clock.now())
            made = await store.of_patient(patient_id)
        if made is None:
            raise NotFound("no such patient")
        return made

    async def get(self, conversation_id: str) -> ConversationRecord:
        """Return the conversation.

        Raises:
            NotFound: when there is none of this id.
        """
        async with self._db.glance() as session:
            return _found(await ConversationStore(session).get(conversation_id))

    async def shown(self, conversation_id: str) -> ConversationRecord:
        """Return the conversation with what people were shown of it: what may be said of its case depends on that.

        Raises:
            NotFound: when there is none of this id.
        """
        async with self._db.glance() as session:
            return await _with_reads(session, _found(await ConversationStore(session).get(conversation_id)))

    async def message(self, message_id: str) -> MessageRecord:
        """Return one message.

        Raises:
            NotFound: when there is none of this id.
        """
        async with self._db.glance() as session:
            found = await MessageStore(session).get(message_id)
        if found is None:
            raise NotFound("no such message")
        return found

    async def page(
        self, conversation_id: str, *, after: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[list[MessageRecord], bool]:
        """Return messages in ascending order, and whether there are more; see ``MessageStore.page``."""
        async with self._db.glance() as session:
            return await MessageStore(session).page(conversation_id, after=after, before=before, limit=limit)

    async def detailed_page(
        self, conversation_id: str, *, after: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[list[DetailedMessage], bool]:
        """Like ``page``, with screening and understanding: for staff."""
        async with self._db.glance() as session:
            store = MessageStore(session)
            messages, more = await store.page(conversation_id, after=after, before=before, limit=limit)
            return await store.details(messages), more

    async def accept(
        self,
        conversation_id: str,
        *,
        text: str,
        client_id: str,
        payload: str | None = None,
        channel: str = "web",
        sheet: Carried | None = None,
    ) -> tuple[MessageRecord, bool]:
        """Commit a patient's message and return it, and whether it is new (invariant 1).

        The same ``client_id`` again returns the stored message unchanged. ``sheet``: what the message carries; its payload is then
        ours, and no button offers it.

        Raises:
            Invalid: when ``payload`` is not that of a button offered in the last ``OFFER_WINDOW`` messages.
            NotFound: when there is no such conversation.
        """
        _check_client_id(client_id)
        async with self._db.write() as session:
            conversations, messages = ConversationStore(session), MessageStore(session)
            conversation = _found(await conversations.lock(conversation_id))
            known = await messages.by_client_id(conversation_id, client_id)
            if known:
                return known, False
            if payload is not None and sheet is None:
                recent, _ = await messages.page(conversation_id, limit=OFFER_WINDOW)
                if payload not in offered_payloads(recent):
                    raise Invalid("this button is no longer offered", remedy="type the answer instead, or use a newer button")
            now = self._clock.now()
            message = await messages.add(
                conversation_id=conversation_id,
                seq=await conversations.take_seqs(conversation_id, 1, now),
                sender=Sender.PATIENT,
                sender_id=conversation.patient_id,
                sender_name=conversation.patient_name,
                channel=channel,
                client_id=client_id,
                in_reply_to=None,
                epoch=conversation.epoch,
                text=text,
                content={**({"payload": payload} if payload is not None else {}), **(sheet.as_content() if sheet else {})},
                now=now,
                answered=False,
            )
            await self._audit.append(
                session,
                AuditEvent.MESSAGE_RECEIVED,
                actor=Actor(conversation.patient_id, "patient", conversation.patient_name),
                object_type="message",
                object_id=message.id,
                facts={"conversation": conversation_id, "seq": message.seq, "channel": channel},
                text=text,
            )
        return message, True

    async def before(self, message: MessageRecord) -> tuple[list[MessageRecord], ConversationRecord]:
        """Return the last messages before ``message``, oldest first, and the conversation as it is now."""
        async with self._db.glance() as session:
            recent, _ = await MessageStore(session).page(message.conversation_id, before=message.seq, limit=CONTEXT_MESSAGES)
            return recent, _found(await ConversationStore(session).get(message.conversation_id))

    async def news(self, conversation_id: str, after: int, limit: int) -> tuple[list[MessageRecord], bool, ConversationRecord]:
        """Return the messages after number ``after``, whether there are still more, and the conversation as it is now.

        For its patient: with what people were shown of it.
        """
        async with self._db.glance() as session:
            messages, more = await MessageStore(session).page(conversation_id, after=after, limit=limit)
            conversation = _found(await ConversationStore(session).get(conversation_id))
            return messages, more, await _with_reads(session, conversation)

    async def detailed_news(
        self, conversation_id: str, after: int, limit: int
    ) -> tuple[list[DetailedMessage], bool, ConversationRecord]:
        """Like ``news``, with screening and understanding: for staff."""
        async with self._db.glance() as session:
            store = MessageStore(session)
            messages, more = await store.page(conversation_id, after=after, limit=limit)
            return await store.details(messages), more, _found(await ConversationStore(session).get(conversation_id))

    async def screening_of(self, message_id: str) -> ScreeningRecord | None:
        """Return the stored screening, or None while there is none."""
        async with self._db.glance() as session:
            return await MessageStore(session).screening(message_id)

    async def unfinished_screenings(self, since: datetime) -> int:
        """Return how many screenings from ``since`` on failed or came too late; each of their messages counts as flagged."""
        async with self._db.glance() as session:
            return await MessageStore(session).count_unfinished(since)

    def unsaved_screening(self, message: MessageRecord, screening: Screening) -> ScreeningRecord:
        """Return the record of a screening that flagged nothing, to be stored together with what is said next."""
        return screenings.record_of(message.id, screening, self._clock.now())

    async def keep_screening(self, message: MessageRecord, screening: ScreeningRecord) -> None:
        """Commit a screening by itself; when the message is screened already, the first screening stands."""
        async with self._db.write() as session:
            await screenings.keep(session, self._audit, message, screening)

    async def record_screening(
        self,
        message: MessageRecord,
        screening: Screening,
        replies: Callable[[ConversationRecord, Sequence[ScreeningRecord], Sequence[MessageRecord]], Sequence[Utterance]],
    ) -> tuple[ScreeningRecord, ConversationRecord]:
        """Commit a message's screening together with the safety reply that it asks for; return it and the conversation.

        ``replies`` composes the safety reply for the conversation as it is at that moment, for the screenings that had theirs
        within ``REPEATED_WITHIN``, and for what was said after the message by others. When the message is screened already, the
        first screening stands and nothing is said again.
        """
        async with self._db.write() as session:
            conversation = _found(await ConversationStore(session).lock(message.conversation_id))
            record = screenings.record_of(message.id, screening, self._clock.now())
            standing = await screenings.keep(session, self._audit, message, record)
            if standing is not record:
                return standing, conversation
            if screening.flagged:
                recent, _ = await MessageStore(session).page(conversation.id, limit=JUST_SAID)
                answered = await self._just_answered(session, recent)
                since = [entry for entry in recent if entry.seq > message.seq and entry.sender is not Sender.PATIENT]
                await self._speech.say(
                    session,
                    conversation,
                    replies(await _with_reads(session, conversation), answered, since),
                    sender=Sender.SYSTEM,
                    sender_id=None,
                    name="safety",
                    in_reply_to=message.id,
                )
            return record, conversation

    async def answer(
        self,
        message: MessageRecord,
        utterances: Sequence[Utterance],
        *,
        epoch: int,
        screening: ScreeningRecord | None = None,
    ) -> list[MessageRecord]:
        """Say ``utterances`` in answer to a patient's message, if the bot still owns the conversation in this ``epoch``.

        Owner and epoch are compared in the transaction that writes (invariant 5): what may no longer be said is kept as a
        discarded draft, and an empty list returned. The same answer is never said twice. ``screening`` is stored with it, if the
        message has none yet.
        """
        return await self._say_as_program(
            message.conversation_id,
            utterances,
            epoch=epoch,
            owners={Owner.BOT},
            sender=Sender.BOT,
            name="reply",
            in_reply_to=message,
            screening=screening,
        )

    async def hold(
        self, message: MessageRecord, utterances: Sequence[Utterance], *, epoch: int, screening: ScreeningRecord | None = None
    ) -> list[MessageRecord]:
        """Say honestly that a person will come: when the bot cannot answer, or while the conversation waits in the queue."""
        return await self._say_as_program(
            message.conversation_id,
            utterances,
            epoch=epoch,
            owners={Owner.BOT, Owner.QUEUE},
            sender=Sender.SYSTEM,
            name="delay",
            in_reply_to=message,
            screening=screening,
        )

    async def announce(
        self, conversation_id: str, utterances: Sequence[Utterance], *, epoch: int, name: str
    ) -> list[MessageRecord]:
        """Let the bot speak without being asked (welcome, return after a hand-back); at most once for each ``name``."""
        return await self._say_as_program(
            conversation_id, utterances, epoch=epoch, owners={Owner.BOT}, sender=Sender.BOT, name=name, in_reply_to=None
        )

    async def admit_lateness(self, conversation_id: str, utterances: Sequence[Utterance], *, epoch: int) -> list[MessageRecord]:
        """Tell a patient who waits for a person that the time promised has passed; at most once in an epoch."""
        return await self._say_as_program(
            conversation_id,
            utterances,
            epoch=epoch,
            owners={Owner.QUEUE},
            sender=Sender.SYSTEM,
            name=f"late:{epoch}",
            in_reply_to=None,
        )

    async def close(self, message: MessageRecord, screening: ScreeningRecord | None = None) -> bool:
        """Mark a patient's message as done with, and store its screening if it has none; False when it was done with already."""
        async with self._db.write() as session:
            if screening:
                await screenings.keep(session, self._audit, message, screening)
            return await MessageStore(session).close(message.id, self._clock.now())

    async def write_as_therapist(
        self, conversation_id: str, actor: Actor, *, text: str, client_id: str, epoch: int
    ) -> tuple[MessageRecord, bool]:
        """Commit a therapist's message and return it, and whether it is new.

        Raises:
            Conflict: when the conversation is not the therapist's, or changed hands since the ``epoch`` they saw.
        """
        _check_client_id(client_id)
        async with self._db.write() as session:
            conversation = _found(await ConversationStore(session).lock(conversation_id))
            known = await MessageStore(session).by_client_id(conversation_id, client_id)
            if known:
                if known.sender_id != actor.id:
                    raise Conflict("this client id is taken", remedy="send it again under a new client id")
                return known, False
            if (conversation.owner, conversation.owner_id, conversation.epoch) != (Owner.THERAPIST, actor.id, epoch):
                raise OwnerChanged(
                    "the conversation has changed hands", remedy="take it over again, then send", owner=conversation.owner.value
                )
            said = await self._speech.say(
                session,
                conversation,
                [Utterance(text)],
                sender=Sender.THERAPIST,
                sender_id=actor.id,
                name=None,
                in_reply_to=None,
                client_id=client_id,
                actor=actor,
            )
        return said[0], True

    async def change_owner(
        self, session: Session, conversation: ConversationRecord, owner: Owner, actor: Actor, utterances: Sequence[Utterance] = ()
    ) -> int:
        """Hand the conversation to ``owner`` within the caller's transaction, tell the patient, and return the new epoch."""
        epoch = await ConversationStore(session).change_owner(
            conversation.id, owner, actor.id if owner is Owner.THERAPIST else None
        )
        await self._audit.append(
            session,
            AuditEvent.CONVERSATION_OWNER_CHANGED,
            actor=actor,
            object_type="conversation",
            object_id=conversation.id,
            facts={"from": conversation.owner.value, "to": owner.value, "epoch": epoch},
        )
        await self._speech.say(
            session,
            replace(conversation, owner=owner, epoch=epoch),
            utterances,
            sender=Sender.SYSTEM,
            sender_id=None,
            name=f"owner:{epoch}",
            in_reply_to=None,
        )
        return epoch

    async def _just_answered(self, session: Session, recent: Sequence[MessageRecord]) -> list[ScreeningRecord]:
        """Return the screenings of ``recent`` messages whose safety reply is still on the patient's screen."""
        messages = MessageStore(session)
        since = self._clock.now() - REPEATED_WITHIN
        replied = {said.in_reply_to for said in recent if said.content.get("kind") == SAFETY and said.created_at >= since}
        found = [await messages.screening(message_id) for message_id in sorted(filter(None, replied))]
        return [screening for screening in found if screening is not None]

    async def _say_as_program(
        self,
        conversation_id: str,
        utterances: Sequence[Utterance],
        *,
        epoch: int,
        owners: Iterable[Owner],
        sender: Sender,
        name: str,
        in_reply_to: MessageRecord | None,
        screening: ScreeningRecord | None = None,
    ) -> list[MessageRecord]:
        async with self._db.write() as session:
            conversations = ConversationStore(session)
            conversation = _found(await conversations.lock(conversation_id))
            replied = in_reply_to.id if in_reply_to else None
            if in_reply_to:
                await MessageStore(session).close(in_reply_to.id, self._clock.now())
                if screening:
                    await screenings.keep(session, self._audit, in_reply_to, screening)
            if conversation.owner not in owners or conversation.epoch != epoch:
                await self._speech.discard(session, conversation, utterances, replied, epoch)
                return []
            return await self._speech.say(
                session, conversation, utterances, sender=sender, sender_id=None, name=name, in_reply_to=replied
            )


async def _with_reads(session: Session, conversation: ConversationRecord) -> ConversationRecord:
    return replace(conversation, reads=await ReadMarkStore(session).of(conversation.id))


class OwnerChanged(Conflict):
    """The conversation is not, or no longer, the writer's."""

    code = "owner_changed"


def _check_client_id(client_id: str) -> None:
    """Refuse ids that could be taken for a program's own (those have colons), which would keep an answer from being said."""
    if not 1 <= len(client_id) <= CLIENT_ID_LENGTH or ":" in client_id:
        raise Invalid(f"client_id must be 1 to {CLIENT_ID_LENGTH} characters without a colon", remedy="use a UUID")


def _found(conversation: ConversationRecord | None) -> ConversationRecord:
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation
