"""Cases: one for each flagged message, one change at a time, every step in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care.clocks import Clocks
from bot.care.conversations import Conversations
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.cases import CaseStore
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import MessageStore
from bot.db.stores.read_marks import ReadMarkStore
from bot.errors import Conflict, Invalid, NotFound
from bot.records import CaseHistoryRecord, CaseRecord, DetailedMessage, ScreeningRecord, Utterance
from bot.words import CaseStatus, Category, OpenedBy, Outcome, Owner, Rung, Tier

if TYPE_CHECKING:
    from bot.safety.replies import ReplyPart, SafetyReplies

LIST_LIMIT = 200
"""Most cases that one look at the queue returns; more than a team can hold in view."""

OPENED = "opened"
"""The first step of every case's history."""


class AlreadyClaimed(Conflict):
    """Somebody else holds the case; ``details["by"]`` names them."""

    code = "already_claimed"


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case with its messages and history."""

    case: CaseRecord
    flagged: list[DetailedMessage]
    history: list[CaseHistoryRecord]


class Cases:
    """Opens, hands out and closes cases. The only writer of a case's status (invariant 6)."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        conversations: Conversations,
        replies: SafetyReplies,
        clocks: Clocks,
        lease: timedelta,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._conversations = conversations
        self._replies = replies
        self._clocks = clocks
        self._lease = lease

    async def open_case(self, message_id: str, opened_by: OpenedBy, *, category: Category | None = None, note: str = "") -> str:
        """Make sure that the message is in a case, and return the case's id (invariant 3).

        Idempotent on the message: for one that is in a case already, only a screening raised since then counts. While the
        conversation has an unresolved case the message joins it, raising its tier and shortening its clock if it is more urgent.
        ``category`` is for messages that need a person although their screening did not flag them (``UNANSWERED``, at tier low).
        ``note`` says in the history why, where the message's own words do not.

        Raises:
            NotFound: when there is no such message.
            Invalid: when the message is neither flagged nor given a category.
        """
        actor = Actor.system(
            "action" if opened_by is OpenedBy.ACTION else "gateway" if opened_by is OpenedBy.SAFETY_NET else "worker"
        )
        async with self._db.write() as session:
            cases, messages = CaseStore(session), MessageStore(session)
            message = await messages.get(message_id)
            if message is None:
                raise NotFound("no such message")
            conversation = await ConversationStore(session).lock(message.conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            held = await cases.of_message(message_id)
            screening = await messages.screening(message_id)
            if held:
                raised = (
                    screening and screening.flagged and await self._raise_held(session, held, message_id, screening, actor, note)
                )
                if raised and screening and screening.tier.rank >= Tier.HIGH.rank and conversation.owner is Owner.BOT:
                    await self._conversations.change_owner(session, conversation, Owner.QUEUE, actor)
                return held
            if screening and screening.flagged:
                tier, categories, version = screening.tier, screening.categories, screening.version
            elif category:
                tier, categories, version = Tier.LOW, [category.value], screening.version if screening else ""
            else:
                raise Invalid("the message is not flagged", remedy="only flagged messages open cases")
            case = await cases.unresolved(conversation.id)
            facts = {"opened_by": opened_by.value, "message": message_id}
            now = self._clock.now()
            due_at = self._clocks.due_at(tier, now)
            if case is None:
                case_id = await cases.add(
                    conversation_id=conversation.id,
                    patient_id=conversation.patient_id,
                    tier=tier,
                    categories=categories,
                    opened_by=opened_by,
                    screen_version=version,
                    now=now,
                    due_at=due_at,
                )
                await self._note(session, case_id, actor, OPENED, None, CaseStatus.OPEN, tier, note, facts)
            else:
                case_id = case.id
                await self._add_to(session, case, actor, tier, categories, facts, note)
            await cases.add_message(case_id, message_id, tier, opened_by, now)
            if tier.rank >= Tier.HIGH.rank and conversation.owner is Owner.BOT:
                await self._conversations.change_owner(session, conversation, Owner.QUEUE, actor)
            return case_id

    async def case_of(self, message_id: str) -> str | None:
        """Return the id of the case that holds the message, or None."""
        async with self._db.glance() as session:
            return await CaseStore(session).of_message(message_id)

    async def queue(
        self, statuses: list[CaseStatus], *, therapist_id: str | None
    ) -> list[tuple[CaseRecord, DetailedMessage | None]]:
        """Return cases with the message that weighs most in each, most urgent first; see ``CaseStore.queue``."""
        async with self._db.read() as session:
            cases = CaseStore(session)
            found = await cases.queue(statuses, therapist_id=therapist_id, limit=LIST_LIMIT)
            worst = await cases.worst_messages([case.id for case in found])
            details = await _details(session, list(worst.values()))
        return [(case, details.get(worst.get(case.id, ""))) for case in found]

    async def detail(self, case_id: str) -> CaseDetail:
        """Return a case with its flagged messages and history.

        Raises:
            NotFound: when there is none of this id.
        """
        async with self._db.read() as session:
            cases = CaseStore(session)
            case = _found(await cases.get(case_id))
            details = await _details(session, await cases.message_ids(case_id))
            return CaseDetail(case, list(details.values()), await cases.history(case_id))

    async def review(self, case_id: str, actor: Actor) -> CaseDetail:
        """Return a case to somebody who takes no part in it. That they read it is recorded before it is returned.

        Raises:
            NotFound: when there is none of this id, or it is a drill's.
        """
        detail = await self.detail(case_id)
        if detail.case.canary:
            raise NotFound("no such case")
        facts = {"conversation": detail.case.conversation_id, "patient": detail.case.patient_id, "messages": len(detail.flagged)}
        async with self._db.write() as session:
            await self._audit.append(session, AuditEvent.CASE_READ, actor=actor, object_type="case", object_id=case_id, facts=facts)
        return detail

    async def unresolved(self, conversation_id: str) -> CaseRecord | None:
        """Return the conversation's unresolved case, or None."""
        async with self._db.glance() as session:
            return await CaseStore(session).unresolved(conversation_id)

    async def get(self, case_id: str) -> CaseRecord:
        """Return a case.

        Raises:
            NotFound: when there is none of this id.
        """
        async with self._db.glance() as session:
            return _found(await CaseStore(session).get(case_id))

    async def claim(self, case_id: str, actor: Actor) -> CaseRecord:
        """Take the lease on a case. Of two clicks one wins: the conversation is locked while the holder is compared.

        Raises:
            AlreadyClaimed: when somebody else holds it.
            Conflict: when it is resolved.
        """
        async with self._db.write() as session:
            case = await self.locked(session, case_id)
            if case.claimed_by == actor.id and case.status is CaseStatus.CLAIMED:
                return case
            self._refuse_if_held(case, actor)
            return await self._claim(session, case, actor)

    async def renew(self, case_id: str, actor: Actor) -> CaseRecord:
        """Prolong the holder's lease while they work."""
        async with self._db.write() as session:
            case = self._held(await self.locked(session, case_id), actor)
            await self._store_change(session, case, claim_expires_at=self._clock.now() + self._lease)
            return _found(await CaseStore(session).get(case_id))

    async def release(self, case_id: str, actor: Actor, note: str = "") -> CaseRecord:
        """Give the case back to the queue."""
        async with self._db.write() as session:
            return await self._reopen(session, self._held(await self.locked(session, case_id), actor), actor, "released", note)

    async def take_over(self, case_id: str, actor: Actor) -> CaseRecord:
        """Let the therapist speak and silence the bot (invariant 5); claims the case if nobody holds it."""
        async with self._db.write() as session:
            case = await self.locked(session, case_id)
            self._refuse_if_held(case, actor)
            if case.status is not CaseStatus.CLAIMED or case.claimed_by != actor.id:
                case = await self._claim(session, case, actor)
            conversation = await ConversationStore(session).lock(case.conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            if (conversation.owner, conversation.owner_id) != (Owner.THERAPIST, actor.id):
                joined = [_utterance(part) for part in self._replies.owner_changed("joined", actor.display_name)]
                await self._conversations.change_owner(session, conversation, Owner.THERAPIST, actor, joined)
                await self._note(session, case.id, actor, "took over", case.status, case.status, case.tier)
            return _found(await CaseStore(session).get(case_id))

    async def hand_back(self, case_id: str, actor: Actor) -> CaseRecord:
        """Give the conversation back to the bot; the case stays claimed until it is resolved or released."""
        async with self._db.write() as session:
            case = self._held(await self.locked(session, case_id), actor)
            if await self._to_bot(session, case, actor):
                await self._note(session, case.id, actor, "handed back", case.status, case.status, case.tier)
            return _found(await CaseStore(session).get(case_id))

    async def resolve(self, case_id: str, actor: Actor, outcome: Outcome, note: str) -> CaseRecord:
        """Close the case with an outcome and give the conversation back to the bot."""
        async with self._db.write() as session:
            case = self._held(await self.locked(session, case_id), actor)
            await self._to_bot(session, case, actor)
            await self._change(
                session,
                case,
                actor,
                "resolved",
                CaseStatus.RESOLVED,
                note=f"{outcome.value}: {note}" if note else outcome.value,
                resolved_at=self._clock.now(),
                outcome=outcome.value,
                claim_expires_at=None,
                ladder_at=None,
            )
            return _found(await CaseStore(session).get(case_id))

    async def expired_claims(self) -> list[str]:
        """Return the ids of cases that are held by people who went away."""
        async with self._db.read() as session:
            return [case.id for case in await CaseStore(session).expired_claims(self._clock.now())]

    async def expire_claim(self, case_id: str) -> bool:
        """Give a case back to the queue if its lease has run out; False when somebody was faster."""
        async with self._db.write() as session:
            case = await self.locked(session, case_id)
            due = case.status is CaseStatus.CLAIMED and case.claim_expires_at and case.claim_expires_at < self._clock.now()
            if not due:
                return False
            await self._reopen(session, case, Actor.system("worker"), "lease expired", "")
            return True

    async def newly_overdue(self) -> list[str]:
        """Return the ids of open cases that ran out of time and whose history does not say so yet."""
        async with self._db.read() as session:
            return [case.id for case in await CaseStore(session).newly_overdue(self._clock.now())]

    async def mark_overdue(self, case_id: str) -> bool:
        """Note in the history that an open case ran out of time; False when it has not, somebody has it, or it is noted already."""
        async with self._db.write() as session:
            case, now = await self.locked(session, case_id), self._clock.now()
            if case.status is not CaseStatus.OPEN or case.due_at >= now or case.overdue_at is not None:
                return False
            await self._change(session, case, Actor.system("worker"), "overdue", case.status, overdue_at=now)
            return True

    async def end_drill(self, case_id: str) -> bool:
        """Close the case of the synthetic patient; False when it is closed already, or is a real one's."""
        async with self._db.write() as session:
            case, actor = await self.locked(session, case_id), Actor.system("worker")
            if case.status is CaseStatus.RESOLVED or not case.canary:
                return False
            await self._to_bot(session, case, actor)
            end: dict[str, Any] = {"resolved_at": self._clock.now(), "claim_expires_at": None, "ladder_at": None}
            await self._change(session, case, actor, "drill ended", CaseStatus.RESOLVED, **end)
            return True

    async def locked(self, session: Session, case_id: str) -> CaseRecord:
        """Return the case, and keep everyone else from changing it until the caller's transaction ends.

        Raises:
            NotFound: when there is none of this id.
        """
        case = _found(await CaseStore(session).get(case_id))
        await ConversationStore(session).lock(case.conversation_id)  # conversation first, everywhere: no two ways to deadlock
        return _found(await CaseStore(session).get(case_id))

    async def note_step(
        self, session: Session, case: CaseRecord, actor: Actor, action: str, *, note: str, facts: dict[str, Any], **values: Any
    ) -> None:
        """Write a step of the ladder into the history of a case that the caller locked; its status stays as it is."""
        await self._change(session, case, actor, action, case.status, note=note, facts=facts, **values)

    async def schedule(self, session: Session, case: CaseRecord, *, rung: int, ladder_at: datetime, ladder_next: Rung) -> None:
        """Set when the ladder's next step comes, for a case that the caller locked. Nothing happened, so no history says so."""
        await self._store_change(session, case, rung=rung, ladder_at=ladder_at, ladder_next=ladder_next.value)

    async def _add_to(
        self,
        session: Session,
        case: CaseRecord,
        actor: Actor,
        tier: Tier,
        categories: list[str],
        facts: dict[str, str],
        note: str = "",
    ) -> None:
        """Note what was added to an unresolved case; it takes the more urgent tier, and the shorter clock."""
        values: dict[str, Any] = {"categories": [*case.categories, *(name for name in categories if name not in case.categories)]}
        if tier.rank > case.tier.rank:
            now = self._clock.now()
            due_at = self._clocks.due_at(tier, now)
            values |= {"tier": tier.value, "due_at": min(due_at, case.due_at), "overdue_at": None}
            # The ladder begins again at its foot: who was asked about something less urgent is asked anew.
            values |= {"armed_at": now, "arming": case.arming + 1, "rung": 0, "ladder_at": now}
            values |= {"ladder_next": (Rung.ASKED if case.status is CaseStatus.OPEN else Rung.HOLDER_TOLD).value}
        await self._change(session, case, actor, "message added", case.status, note=note, facts=facts, **values)

    async def _raise_held(
        self, session: Session, case_id: str, message_id: str, screening: ScreeningRecord, actor: Actor, note: str
    ) -> bool:
        """Raise the case of a message whose screening has been raised since, if it has been; with a ``note``, add that.

        A resolved case stays as a person left it.
        """
        cases = CaseStore(session)
        case = _found(await cases.get(case_id))
        if case.status is CaseStatus.RESOLVED:
            return False
        raised = await cases.raise_message(message_id, screening.tier)
        if raised or note:
            await self._add_to(session, case, actor, screening.tier, screening.categories, {"message": message_id}, note)
        return raised

    async def _claim(self, session: Session, case: CaseRecord, actor: Actor) -> CaseRecord:
        expires = self._clock.now() + self._lease
        await self._change(
            session, case, actor, "claimed", CaseStatus.CLAIMED, claimed_by=actor.id, claim_expires_at=expires, ladder_at=None
        )
        return _found(await CaseStore(session).get(case.id))

    async def _reopen(self, session: Session, case: CaseRecord, actor: Actor, action: str, note: str) -> CaseRecord:
        """Back into the queue. The patient was told that a person is there, so the queue owns the conversation, not the bot."""
        conversation = await ConversationStore(session).lock(case.conversation_id)
        if conversation and conversation.owner is Owner.THERAPIST:
            left = [_utterance(part) for part in self._replies.owner_changed("left", conversation.owner_name or "")]
            await self._conversations.change_owner(session, conversation, Owner.QUEUE, actor, left)
        free: dict[str, Any] = {"claimed_by": None, "claim_expires_at": None, "ladder_at": self._clock.now(), "ladder_next": None}
        await self._change(session, case, actor, action, CaseStatus.OPEN, note=note, **free)
        return _found(await CaseStore(session).get(case.id))

    async def _to_bot(self, session: Session, case: CaseRecord, actor: Actor) -> bool:
        conversation = await ConversationStore(session).lock(case.conversation_id)
        if conversation is None or conversation.owner is Owner.BOT:
            return False
        told: Sequence[ReplyPart] = ()
        if conversation.owner is Owner.THERAPIST:
            told = self._replies.owner_changed("handed_back", conversation.owner_name or "")
        elif not case.canary:  # nobody joined, so there is no hand-over to speak of
            conversation = replace(conversation, reads=await ReadMarkStore(session).of(conversation.id))
            told = self._replies.closed(self._clocks.promise_in(conversation, case.tier, self._clock.now()))
        await self._conversations.change_owner(session, conversation, Owner.BOT, actor, [_utterance(part) for part in told])
        return True

    def _refuse_if_held(self, case: CaseRecord, actor: Actor) -> None:
        if case.status is CaseStatus.RESOLVED:
            raise Conflict("the case is resolved", remedy="a new flagged message opens a new one")
        held = case.status is CaseStatus.CLAIMED and case.claimed_by != actor.id
        if held and case.claim_expires_at and case.claim_expires_at > self._clock.now():
            raise AlreadyClaimed(
                f"{case.claimed_by_name} has this case", remedy="ask them to release it, or wait", by=case.claimed_by_name
            )

    def _held(self, case: CaseRecord, actor: Actor) -> CaseRecord:
        if case.status is CaseStatus.CLAIMED and case.claimed_by == actor.id:
            return case
        if case.status is CaseStatus.CLAIMED:
            raise AlreadyClaimed(f"{case.claimed_by_name} has this case", remedy="ask them to release it", by=case.claimed_by_name)
        raise Conflict("you do not hold this case", remedy="claim it first")

    async def _change(
        self,
        session: Session,
        case: CaseRecord,
        actor: Actor,
        action: str,
        to_status: CaseStatus,
        *,
        note: str = "",
        facts: dict[str, Any] | None = None,
        **values: Any,
    ) -> None:
        """Change a case and write its history in the same transaction: the one place where a status is set (invariant 6)."""
        await self._store_change(session, case, status=to_status.value, **values)
        tier = Tier(values.get("tier", case.tier))
        await self._note(session, case.id, actor, action, case.status, to_status, tier, note, facts)

    async def _store_change(self, session: Session, case: CaseRecord, **values: Any) -> None:
        if not await CaseStore(session).change(case.id, case.version, values):
            raise Conflict("the case has changed since you looked", remedy="look again")

    async def _note(
        self,
        session: Session,
        case_id: str,
        actor: Actor,
        action: str,
        from_status: CaseStatus | None,
        to_status: CaseStatus,
        tier: Tier,
        note: str = "",
        facts: dict[str, Any] | None = None,
    ) -> None:
        """Write one step into the history, and its one entry into the audit chain."""
        step = CaseHistoryRecord(
            self._clock.now(),
            actor.id,
            actor.display_name,
            actor.role,
            action,
            from_status and from_status.value,
            to_status.value,
            tier,
            note,
        )
        await CaseStore(session).add_history(case_id, step)
        await self._audit.append(
            session,
            AuditEvent.CASE_OPENED if action == OPENED else AuditEvent.CASE_CHANGED,
            actor=actor,
            object_type="case",
            object_id=case_id,
            facts={"action": action.replace(" ", "_"), "to": to_status.value, "tier": tier.value, **(facts or {})},
            text=note or None,
        )


async def _details(session: Session, message_ids: list[str]) -> dict[str, DetailedMessage]:
    store = MessageStore(session)
    messages = [message for message_id in message_ids if (message := await store.get(message_id))]
    return {detail.message.id: detail for detail in await store.details(messages)}


def _found(case: CaseRecord | None) -> CaseRecord:
    if case is None:
        raise NotFound("no such case")
    return case


def _utterance(part: ReplyPart) -> Utterance:
    return Utterance(part.text, {**part.content, "kind": "owner"})
