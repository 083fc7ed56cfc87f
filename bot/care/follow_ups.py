"""The follow-up of a measure's item that must not be left alone (PHQ-9 item 9 above 0).

A row stands from the answer on. It ends with what the patient says to the follow-up, or at the deadline. Either way the answer's
own message is given a finding that explains itself, and goes into a case by ``Cases.open_case``, as any flagged message does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care import screenings
from bot.care.cases import Cases
from bot.care.item9 import tier_of
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.follow_ups import FollowUpStore
from bot.db.stores.messages import MessageStore
from bot.errors import NotFound
from bot.programme import Programme
from bot.programme.measures.reading import followed_up
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import shown
from bot.records import FollowUpRecord, MessageRecord, ScreeningRecord
from bot.safety.screening import Evidence
from bot.words import Category, FollowUpOutcome, OpenedBy, Sender, Tier

QUESTION_RULE = "asked/follow-up-thoughts"
"""The screen's rule for answers to the follow-up's question (``bot/safety/words/asked.yml``)."""

_SAID = {
    FollowUpOutcome.PASSIVE: "Asked whether the thoughts are about ending their life: no.",
    FollowUpOutcome.ACTIVE: "Asked whether the thoughts are about ending their life: yes.",
    FollowUpOutcome.DECLINED: "Asked whether the thoughts are about ending their life: did not want to say.",
    FollowUpOutcome.SILENT: "Asked whether the thoughts are about ending their life: no answer in time.",
    FollowUpOutcome.WITHDRAWN: "The answer was changed to one below before the follow-up was answered.",
}


class FollowUps:
    """Begins, ends and finds follow-ups."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, cases: Cases, programme: Programme, patience: timedelta
    ) -> None:
        """``patience``: how long the patient has to answer before a person is asked to read it."""
        self._db = db
        self._clock = clock
        self._audit = audit
        self._cases = cases
        self._programme = programme
        self._patience = patience

    async def notice(self, message: MessageRecord, recent: Sequence[MessageRecord], screening: ScreeningRecord) -> None:
        """Look at a patient's message on its way, before the assistant is asked: whichever process dies then, the row stands.

        ``recent``: the messages before it, oldest first. An ordinary message costs no look into the database.
        """
        asked = _elements(recent)
        payload = message.content.get("payload")
        found = followed_up(self._programme.content.measures, payload, message.text, asked)
        if found:
            measure, value = found
            await self.begin(message, measure.id, value)
        elif screening.flagged and (outcome := _answered_by(screening)):
            pending = await self.pending(message.conversation_id)
            if pending and pending.message_id != message.id:
                await self.settle(pending, outcome, OpenedBy.SAFETY_NET)

    async def begin(self, message: MessageRecord, measure: str, value: int) -> None:
        """Note that ``message`` answered the followed-up item of ``measure`` with ``value``.

        Idempotent on the message. While the conversation has one pending, that one goes on, with the higher value.
        """
        content = self._programme.measures.get(measure)
        if content.follow_up is None or value <= content.follow_up.above:
            return
        now = self._clock.now()
        async with self._db.write() as session:
            conversation = await ConversationStore(session).lock(message.conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            store = FollowUpStore(session)
            new = await store.add(
                message_id=message.id,
                conversation_id=conversation.id,
                patient_id=conversation.patient_id,
                measure=measure,
                item=content.follow_up.item,
                value=value,
                now=now,
                due_at=now + self._patience,
            )
            if not new:
                pending = await store.pending(conversation.id)
                if pending:
                    await store.raise_value(pending.id, value)
                return
            await self._audit.append(
                session,
                AuditEvent.FOLLOW_UP_BEGUN,
                actor=Actor.system("gateway"),
                object_type="message",
                object_id=message.id,
                facts={"conversation": conversation.id, "measure": measure},
            )

    async def pending(self, conversation_id: str) -> FollowUpRecord | None:
        """Return the conversation's pending follow-up, or None."""
        async with self._db.glance() as session:
            return await FollowUpStore(session).pending(conversation_id)

    async def overdue(self, limit: int) -> list[FollowUpRecord]:
        """Return the follow-ups whose deadline has passed without an answer, at most ``limit``, oldest first."""
        async with self._db.read() as session:
            return await FollowUpStore(session).overdue(self._clock.now(), limit)

    def asks(self, question: str) -> bool:
        """Whether ``question`` is that of a follow-up, whose answer the measure's dialogue hears."""
        followed = [measure.follow_up for measure in self._programme.content.measures.values() if measure.follow_up]
        return any(question in text for content in followed for text in (content.ask, content.ask_again))

    def told(self, follow_up: FollowUpRecord, outcome: FollowUpOutcome) -> str:
        """Return what the patient is told when it ends so, for ``SafetyReplies.told`` to fill."""
        content = self._programme.measures.get(follow_up.measure).follow_up
        return content.after(outcome) if content else ""

    async def settle(
        self, follow_up: FollowUpRecord, outcome: FollowUpOutcome, opened_by: OpenedBy, *, score: float | None = None
    ) -> Tier | None:
        """End the follow-up and put its message into a case; return the tier, or None when somebody was faster.

        The finding and the end are one transaction. Should the process die before the case is open, the worker finds a flagged
        message without one (invariant 3).

        Raises:
            NotFound: when the message has no screening yet; the worker screens it and comes back.
        """
        tier = tier_of(outcome, follow_up.value, score)
        content = self._programme.measures.get(follow_up.measure)
        actor = Actor.system(
            "action" if opened_by is OpenedBy.ACTION else "worker" if opened_by is OpenedBy.RECONCILIATION else "gateway"
        )
        async with self._db.write() as session:
            await ConversationStore(session).lock(follow_up.conversation_id)
            message = await MessageStore(session).get(follow_up.message_id)
            if message is None or await MessageStore(session).screening(follow_up.message_id) is None:
                raise NotFound("the answer is not screened yet")
            if not await FollowUpStore(session).settle(follow_up.id, outcome, tier, self._clock.now()):
                return None
            finding = _finding(content, follow_up, message, outcome, tier, score)
            await screenings.raise_by(session, self._audit, actor, message, finding)
            await self._audit.append(
                session,
                AuditEvent.FOLLOW_UP_SETTLED,
                actor=actor,
                object_type="message",
                object_id=message.id,
                facts={"conversation": follow_up.conversation_id, "measure": follow_up.measure, "tier": tier.value},
                text=outcome.value,
            )
        await self._cases.open_case(follow_up.message_id, opened_by)
        return tier


def _elements(recent: Sequence[MessageRecord]) -> list[str]:
    """Return the names of the elements that the patient was shown since they last wrote."""
    names: list[str] = []
    for message in reversed(recent):
        if message.sender is Sender.PATIENT:
            break
        names.append(str((message.content.get("element") or {}).get("name", "")))
    return names


def _answered_by(screening: ScreeningRecord) -> FollowUpOutcome | None:
    """Return what a flagged message answers to the follow-up: by the question's own rule, or by being as urgent as a yes."""
    if screening.tier.rank >= Tier.HIGH.rank:
        return FollowUpOutcome.ACTIVE
    answered = any(finding.get("rule") == QUESTION_RULE for finding in screening.evidence)
    return FollowUpOutcome.DECLINED if answered else None


def _finding(
    measure: Measure, follow_up: FollowUpRecord, message: MessageRecord, outcome: FollowUpOutcome, tier: Tier, score: float | None
) -> Evidence:
    number = measure.number(follow_up.item)
    item = measure.item(follow_up.item)
    given = measure.answer_title(item, follow_up.value).lower() if item else str(follow_up.value)
    parts = [
        f"{measure.title} item {number} ({item.label.lower() if item else follow_up.item}): {given} ({follow_up.value}).",
        _SAID[outcome],
    ]
    if score is not None:
        parts.append(f"Total {shown(measure, score)} of {measure.most:g}.")
    rule = screenings.follow_up_rule(measure.id, number)
    return Evidence(0, len(message.text), message.text, Category.SUICIDE, tier, rule, " ".join(parts))
