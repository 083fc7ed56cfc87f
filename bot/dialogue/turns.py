"""The way of one message: committed, screened, answered for safety at once, understood, answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.care.cases import Cases
from bot.care.clocks import Clocks
from bot.care.context import asked_just_now, carries_sheet, context_for, offered_payloads, own_words, pressed, still_asked
from bot.care.conversations import OFFER_WINDOW, REPEATED_WITHIN, SAFETY, Carried, Conversations
from bot.care.follow_ups import FollowUps
from bot.clock import Clock
from bot.dialogue.client import Assistant, AssistantUnavailable, BotReply, wait_until_ready
from bot.dialogue.locks import ConversationLocks, Place
from bot.records import ConversationRecord, FollowUpRecord, MessageRecord, ScreeningRecord, Utterance
from bot.safety.promise import Promise, spoken
from bot.safety.questions import tapped
from bot.safety.replies import WAITING, Answered, Asked
from bot.safety.screening import Context, Screening
from bot.words import CaseStatus, Category, FollowUpOutcome, OpenedBy, Owner, ScreeningState, Sender, Tier

if TYPE_CHECKING:
    from bot.programme.check_ins import CheckIns
    from bot.safety.replies import Read, ReplyPart, SafetyReplies
    from bot.safety.screen import Screener

log = structlog.get_logger(__name__)

Found = TypeVar("Found")

WELCOME_PATIENCE = 180.0
"""Seconds that a welcome waits for Rasa to load."""

TYPING_AFTER = 0.4
"""Seconds after which the patient sees that an answer is being written; one that comes sooner needs no announcement."""

RISK = "/risk_flagged"
"""What the assistant hears instead of a sheet whose words were flagged: ``action_escalate`` opens the case."""

LATE_PATIENCE = 20.0
"""Seconds beyond the deadline in which a late answer is still welcome."""


class Wake(Protocol):
    """Tells whoever listens that there is something new to read; never carries text."""

    async def publish(self, topic: str, note: str = "") -> None:
        """Wake the listeners of ``topic``."""
        ...

    async def typing(self, conversation_id: str, *, on: bool, seconds: float = ...) -> None:
        """Say that somebody is writing to the patient, or no longer is."""
        ...


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long each step may take, in seconds; see ``Settings``."""

    screen: float
    escalate: float
    reply: float


class Turns:
    """Takes messages through their way, one at a time for each conversation."""

    def __init__(
        self,
        *,
        conversations: Conversations,
        cases: Cases,
        follow_ups: FollowUps,
        screener: Screener,
        check_ins: CheckIns,
        replies: SafetyReplies,
        assistant: Assistant,
        wake: Wake,
        locks: ConversationLocks,
        clock: Clock,
        deadlines: Deadlines,
        clocks: Clocks,
        country: str = "",
    ) -> None:
        self._conversations = conversations
        self._cases = cases
        self._follow_ups = follow_ups
        self._screener = screener
        self._check_ins = check_ins
        self._replies = replies
        self._assistant = assistant
        self._wake = wake
        self._locks = locks
        self._clock = clock
        self._deadlines = deadlines
        self._clocks = clocks
        self._default_country = country
        self._tasks: set[asyncio.Task[None]] = set()

    async def receive(
        self,
        conversation_id: str,
        *,
        text: str,
        client_id: str,
        payload: str | None = None,
        channel: str = "web",
        sheet: Carried | None = None,
    ) -> tuple[MessageRecord, bool]:
        """Commit a patient's message and return it at once, and whether it is new; its way goes on in the background.

        ``sheet``: see ``Conversations.accept``.
        """
        message, new = await self._conversations.accept(
            conversation_id, text=text, client_id=client_id, payload=payload, channel=channel, sheet=sheet
        )
        if new:
            await self._wake.publish(f"conversation:{conversation_id}")
            self._start(self.process(message), message.id)
        return message, new

    async def process(self, message: MessageRecord) -> None:
        """Take a committed message through the rest of its way.

        Safety never waits: the screening, the safety reply and the case do not queue behind an earlier message's turn in Rasa.
        The place in the line is taken before the screening, so that answers come in the order of the messages.
        """
        place = Place(self._locks, message.conversation_id)
        try:
            recent, conversation = await self._conversations.before(message)
            screening, conversation = await self._screen(message, recent, conversation)
            await self._notice(message, recent, screening)
            if screening.flagged and conversation.owner is not Owner.THERAPIST:
                place.leave()
                await self._escalate(message, conversation, screening)
                return
            if not await place.reached():
                conversation = await self._conversations.get(message.conversation_id)
            await self._answer(message, conversation, screening, recent)
        finally:
            place.leave()

    async def reconcile(self, message_id: str, *, answer: bool) -> None:
        """Finish what a process that died left undone: screening, safety reply, case (invariants 2 and 3).

        With ``answer`` also the honest answer (invariant 4); without, a living gateway may still be about to give a better one.
        """
        message = await self._conversations.message(message_id)
        recent, conversation = await self._conversations.before(message)
        stored = await self._conversations.screening_of(message_id)
        if stored:
            screening = stored
        else:
            screening, conversation = await self._screen(message, recent, conversation)
            await self._conversations.keep_screening(message, screening)
        await self._notice(message, recent, screening)
        if screening.flagged:
            await self._cases.open_case(message.id, OpenedBy.RECONCILIATION)
        if screening.flagged or conversation.owner is Owner.THERAPIST:
            await self._conversations.close(message)
        elif answer and message.answered_at is None:
            await self._delay(message, conversation, screening, OpenedBy.RECONCILIATION)
        await self._wake_all(message.conversation_id)

    async def welcome(self, conversation_id: str) -> None:
        """Let the bot introduce itself in an empty conversation, as soon as Rasa is ready; at most once."""
        self._start(self._announce(conversation_id, "/start", "welcome"), conversation_id)

    async def resume(self, conversation_id: str) -> None:
        """Let the bot take up the thread after a therapist handed back."""
        self._start(self._announce(conversation_id, "/hand_back", "resume"), conversation_id)

    async def admit_lateness(self, case_id: str) -> None:
        """Tell the patient of an overdue case how it stands: a promise is not broken in silence.

        Somebody may have read it meanwhile; who has taken it up speaks for themselves. Whose account is disabled cannot open the
        chat; an apology there would only look, to staff, as if they had been told.
        """
        case = await self._cases.get(case_id)
        conversation = await self._conversations.shown(case.conversation_id)
        if conversation.owner is not Owner.QUEUE or case.status is not CaseStatus.OPEN or conversation.disabled:
            return
        promise = self._promise(conversation, case.tier)
        said = self._spoken(self._replies.admitted(self._country(conversation), promise, case.tier), "delay", promise)
        await self._conversations.admit_lateness(conversation.id, said, epoch=conversation.epoch)
        await self._wake.publish(f"conversation:{conversation.id}")

    async def follow_up_in_silence(self, follow_up: FollowUpRecord) -> None:
        """Ask a person to read an answer whose follow-up the patient left unanswered, and tell the patient so."""
        tier = await self._follow_ups.settle(follow_up, FollowUpOutcome.SILENT, OpenedBy.RECONCILIATION)
        conversation = await self._conversations.shown(follow_up.conversation_id)
        if tier is not None and conversation.owner is Owner.BOT and not conversation.disabled:
            promise = self._promise(conversation, tier)
            text = self._follow_ups.told(follow_up, FollowUpOutcome.SILENT)
            said = self._spoken(self._replies.told(text, self._country(conversation), promise, tier), "delay", promise)
            name = f"silent-{follow_up.id[-16:]}"
            await self._conversations.announce(conversation.id, said, epoch=conversation.epoch, name=name)
        await self._wake_all(conversation.id)

    async def drain(self, patience: float = 10.0) -> None:
        """Wait for the turns under way; what is not finished then is left to the worker."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)

    async def _notice(self, message: MessageRecord, recent: list[MessageRecord], screening: ScreeningRecord) -> None:
        """Watch for an answer that must be followed up. Whatever breaks there, the message goes on its way."""
        try:
            await self._follow_ups.notice(message, recent, screening)
        except Exception as error:  # noqa: BLE001 - the safety reply and the case of this message come first
            log.error("follow-up not noted", message=message.id, error=type(error).__name__)

    async def _screen(
        self, message: MessageRecord, recent: list[MessageRecord], conversation: ConversationRecord
    ) -> tuple[ScreeningRecord, ConversationRecord]:
        """Screen the message. A flag is committed at once, together with the safety reply; a stored screening stands.

        What is not flagged is committed with the answer, in one transaction less; if the process dies before, the worker screens
        the message again.
        """
        screening = await self._run_screen(message, recent, conversation)
        if not screening.flagged:
            return self._conversations.unsaved_screening(message, screening), conversation
        asked = await self._asked(message, asked_just_now(message, recent))

        def replies(
            conversation: ConversationRecord, before: Sequence[ScreeningRecord], since: Sequence[MessageRecord]
        ) -> list[Utterance]:
            promise = self._promise(conversation, screening.tier)
            parts = self._replies.reply(
                screening,
                country=self._country(conversation),
                owner=conversation.owner,
                promise=promise,
                answered=[Answered(one.tier, tuple(one.categories)) for one in before],
                text=message.text,
                asked=asked,
                still_open=[entry.text for entry in since if entry.content.get("kind") == SAFETY],
            )
            return self._spoken(parts, SAFETY, promise)

        stored, conversation = await self._conversations.record_screening(message, screening, replies)
        await self._wake.publish(f"conversation:{message.conversation_id}")
        return stored, conversation

    async def _run_screen(self, message: MessageRecord, recent: list[MessageRecord], conversation: ConversationRecord) -> Screening:
        """Screen in a thread, within the deadline. Anything but a clean result counts as flagged (invariant 2).

        The few messages that mean more after days of low mood are screened again with them; what the first look flagged stands
        when the second fails.
        """
        started = time.perf_counter()
        first: Screening | None = None
        try:
            context = await self._context(message, recent)
            async with asyncio.timeout(self._deadlines.screen):
                look, again = await asyncio.to_thread(self._first_look, message, context)
                if not again:
                    return look
                first = look
                today = message.created_at.astimezone(ZoneInfo(conversation.time_zone)).date()
                context = replace(context, moods=await self._check_ins.moods(conversation.patient_id, today))
                return await asyncio.to_thread(self._screener.screen, own_words(message), context)
        except TimeoutError:
            log.error("screen late", message=message.id, seconds=round(time.perf_counter() - started, 2))
            state = ScreeningState.LATE
        except Exception as error:  # noqa: BLE001 - whatever breaks in the screen, the message counts as flagged
            log.error("screen failed", message=message.id, error=type(error).__name__)
            state = ScreeningState.FAILED
        return first if first is not None and first.flagged else Screening.unfinished(state, self._screener.version)

    def _first_look(self, message: MessageRecord, context: Context) -> tuple[Screening, bool]:
        """Return the screening, and whether the patient's last moods would tell more."""
        text = own_words(message)
        screening = self._screener.screen(text, context)
        return screening, not pressed(message) and self._screener.asks_for_moods(text, context)

    async def _context(self, message: MessageRecord, recent: list[MessageRecord]) -> Context:
        """Return what the screen may know: before what was typed, all that was said; of a button, the question it stands under."""
        payload = message.content.get("payload")
        if pressed(message) and payload not in offered_payloads(recent):
            recent, _ = await self._conversations.page(message.conversation_id, before=message.seq, limit=OFFER_WINDOW)
        return context_for(message, recent)

    async def _answer(
        self,
        message: MessageRecord,
        conversation: ConversationRecord,
        screening: ScreeningRecord,
        recent: Sequence[MessageRecord],
    ) -> None:
        after_safety = bool(recent) and recent[-1].content.get("kind") == SAFETY
        if conversation.owner is Owner.THERAPIST:
            if screening.flagged:
                await self._cases.open_case(message.id, OpenedBy.SAFETY_NET)
            await self._conversations.close(message, screening)
        elif said := await self._standing(message, conversation, recent, after_safety=after_safety):
            await self._conversations.hold(message, said, epoch=conversation.epoch, screening=screening)
        elif after_safety:
            first = self._spoken(self._replies.going_on(), "delay", self._promise(conversation, Tier.LOW))
            await self._converse(message, conversation, screening, first)
        else:
            await self._converse(message, conversation, screening)
        await self._wake_all(message.conversation_id, cases=screening.flagged)

    async def _escalate(self, message: MessageRecord, conversation: ConversationRecord, screening: ScreeningRecord) -> None:
        """Have ``action_escalate`` open the case; if it does not in time, the safety net does (invariant 3)."""
        turn = asyncio.create_task(self._ask(message, conversation, screening))
        await asyncio.wait({turn}, timeout=self._deadlines.escalate)
        if await self._cases.case_of(message.id) is None:
            await self._cases.open_case(message.id, OpenedBy.SAFETY_NET)
            log.warning("safety net opened the case", message=message.id)
        await self._conversations.close(message)
        await self._wake_all(message.conversation_id)
        await self._deliver(turn, message, conversation.epoch, screening)

    async def _standing(
        self, message: MessageRecord, conversation: ConversationRecord, recent: Sequence[MessageRecord], *, after_safety: bool
    ) -> list[Utterance]:
        """Return what is said where a message is about danger or waiting rather than for the assistant; nothing where it is not.

        That is an answer to a question about danger; whether anybody read it; and, while the conversation waits for a person, or
        right after a safety reply, anything but the wish to go on.
        """
        waits, typed = conversation.owner is Owner.QUEUE, message.content.get("payload") is None
        asked, denies = await self._danger_asked(message, conversation, recent)
        whether_read = typed and self._replies.asks_whether_read(message.text) and not _awaits_answer(recent)
        if not (asked or denies or waits or after_safety or whether_read):
            return []
        now = await self._conversations.shown(conversation.id)
        tier, country = now.case.tier if now.case else Tier.LOW, self._country(now)
        promise = self._promise(now, tier)
        parts = self._replies.taken_up(message.text, asked, country, promise, tier, offer=not waits) if asked else []
        if not parts and denies:
            parts = self._replies.denied(country, promise, tier, offer=not waits)
        if not parts and whether_read:
            parts = self._whether_read(now, recent, promise, tier)
        if not parts and (waits or (after_safety and not self._goes_on(message))):
            parts = self._replies.aside(message.text, country, promise, tier)
            if not parts and waits:
                parts = self._replies.holding(country, promise=promise, tier=tier, before=self._told_before(recent))
            parts = parts or self._replies.after_safety(country, promise, tier)
        return self._spoken(parts, "delay", promise)

    async def _danger_asked(
        self, message: MessageRecord, conversation: ConversationRecord, recent: Sequence[MessageRecord]
    ) -> tuple[Asked | None, bool]:
        """Return the question that the message may answer, and whether it is a clear no to one about danger.

        While the assistant talks, only what was asked a moment ago is answered. A no to the question of a follow-up is for the
        measure's dialogue to hear, as long as that is in the chat.
        """
        just_now = asked_just_now(message, recent)
        question = still_asked(recent) if message.content.get("payload") is None else just_now
        if question is None or (conversation.owner is Owner.BOT and self._follow_ups.asks(question)):
            return None, False
        asked = await self._asked(message, question) if question == just_now or conversation.owner is Owner.QUEUE else None
        return asked, await self._reads(message, partial(self._screener.denies, message.text, question)) is True

    async def _asked(self, message: MessageRecord, question: str | None) -> Asked | None:
        """Return a question of the safety replies with what the message's first words say to it."""
        if question is None or not self._replies.asks(question):
            return None
        return Asked(question, await self._reads(message, partial(self._screener.said, message.text)))

    async def _reads(self, message: MessageRecord, read: Callable[[], Found]) -> Found | None:
        """Return what ``read`` makes of the message; a guess that fails is none, and costs nobody an answer."""
        try:
            return await asyncio.to_thread(read)
        except Exception as error:  # noqa: BLE001 - whatever breaks in there, the patient gets an answer
            log.error("could not read an answer", message=message.id, error=type(error).__name__)
            return None

    def _whether_read(
        self, conversation: ConversationRecord, recent: Sequence[MessageRecord], promise: Promise, tier: Tier
    ) -> list[ReplyPart]:
        """Return the truth about whether somebody read what the patient wrote before they asked."""
        last = max((entry.seq for entry in recent if entry.sender is Sender.PATIENT), default=0)
        read: Read = "waiting" if conversation.case else "no"
        if conversation.case is None and conversation.read_at is not None:
            read = "yes" if conversation.read_through >= last else "earlier"
        return self._replies.was_read(read, conversation.read_at, self._country(conversation), promise, tier)

    def _told_before(self, recent: Sequence[MessageRecord]) -> int | None:
        """Return the number of the last bubble that said how things stand; None when it is no longer on the patient's screen."""
        since = self._clock.now() - REPEATED_WITHIN
        told = (int(entry.content[WAITING]) for entry in reversed(recent) if WAITING in entry.content and entry.created_at >= since)
        return next(told, None)

    def _goes_on(self, message: MessageRecord) -> bool:
        payload = message.content.get("payload")
        return self._replies.goes_on(message.text) if payload is None else not tapped(payload)

    async def _converse(
        self,
        message: MessageRecord,
        conversation: ConversationRecord,
        screening: ScreeningRecord,
        first: Sequence[Utterance] = (),
    ) -> None:
        """Let Rasa answer; past the deadline, or when it says nothing, the patient hears honestly who will read it (invariant 4).

        ``first`` is said before an answer of Rasa's that comes in time.
        """
        turn = asyncio.create_task(self._ask(message, conversation, screening))
        await asyncio.wait({turn}, timeout=min(TYPING_AFTER, self._remaining(message)))
        if shown := not turn.done():
            await self._wake.typing(conversation.id, on=True, seconds=self._remaining(message))
            await asyncio.wait({turn}, timeout=self._remaining(message))
        if turn.done() and turn.exception() is None and _spoken_replies(turn.result()):
            await self._deliver(turn, message, conversation.epoch, screening, first)
        else:
            await self._delay(message, conversation, screening, OpenedBy.SAFETY_NET)
            await self._wake_all(conversation.id)
            self._start(self._deliver_late(turn, message, conversation.epoch, screening), message.id)
        if shown:
            await self._wake.typing(conversation.id, on=False)

    async def _deliver(
        self,
        turn: asyncio.Task[list[BotReply]],
        message: MessageRecord,
        epoch: int,
        screening: ScreeningRecord,
        first: Sequence[Utterance] = (),
    ) -> bool:
        """Say what Rasa answers, unless the patient has gone on and the answer would fit no longer; False when there is nothing."""
        late = not turn.done()
        try:
            replies = await asyncio.wait_for(turn, LATE_PATIENCE)
        except (AssistantUnavailable, TimeoutError) as error:
            log.warning("no answer from the assistant", message=message.id, reason=str(error) or type(error).__name__)
            return False
        spoken = _spoken_replies(replies)
        if late:
            newer, _ = await self._conversations.page(message.conversation_id, after=message.seq)
            if any(entry.sender is Sender.PATIENT for entry in newer):
                return False
        if spoken:
            await self._conversations.answer(message, [*first, *spoken], epoch=epoch, screening=screening)
            await self._wake.publish(f"conversation:{message.conversation_id}")
        return bool(spoken)

    async def _deliver_late(
        self, turn: asyncio.Task[list[BotReply]], message: MessageRecord, epoch: int, screening: ScreeningRecord
    ) -> None:
        """Outside the lock, so that a hanging turn does not make the next message late."""
        await self._deliver(turn, message, epoch, screening)

    def _remaining(self, message: MessageRecord) -> float:
        waited = (self._clock.now() - message.created_at).total_seconds()
        return min(max(self._deadlines.reply - waited, 0.0), self._deadlines.reply)

    async def _ask(self, message: MessageRecord, conversation: ConversationRecord, screening: ScreeningRecord) -> list[BotReply]:
        payload = message.content.get("payload")
        text = escape(message.text) if payload is None or tapped(payload) else payload
        if screening.flagged and carries_sheet(message):
            # Rasa takes a payload as it is, whatever the screening says; to these words it must not say "thank you, I've kept it".
            text = RISK
        return await self._assistant.send(conversation.id, text, self._metadata(conversation, message, screening))

    async def _delay(
        self, message: MessageRecord, conversation: ConversationRecord, screening: ScreeningRecord, opened_by: OpenedBy
    ) -> None:
        """Say that a person will read it, and see to it that one does."""
        await self._cases.open_case(message.id, opened_by, category=Category.UNANSWERED)
        promise = self._promise(await self._conversations.shown(conversation.id), Tier.LOW)
        said = self._spoken(self._replies.delay(self._country(conversation), promise), "delay", promise)
        await self._conversations.hold(message, said, epoch=conversation.epoch, screening=screening)

    async def _announce(self, conversation_id: str, payload: str, name: str) -> None:
        if not await wait_until_ready(self._assistant, patience=WELCOME_PATIENCE):
            log.warning("the assistant did not become ready", what=name)
            return
        async with self._locks.hold(conversation_id):
            conversation = await self._conversations.get(conversation_id)
            if conversation.owner is not Owner.BOT or (name == "welcome" and conversation.last_seq > 0):
                return
            try:
                replies = await self._assistant.send(conversation_id, payload, self._metadata(conversation))
            except AssistantUnavailable as error:
                log.warning("no announcement", what=name, reason=str(error))
                return
            unique = name if name == "welcome" else f"{name}:{conversation.epoch}"
            await self._conversations.announce(conversation_id, _spoken_replies(replies), epoch=conversation.epoch, name=unique)
        await self._wake.publish(f"conversation:{conversation_id}")

    def _metadata(
        self, conversation: ConversationRecord, message: MessageRecord | None = None, screening: ScreeningRecord | None = None
    ) -> dict[str, Any]:
        now = self._clock.now().astimezone(ZoneInfo(conversation.time_zone))
        metadata: dict[str, Any] = {
            "patient_id": conversation.patient_id,
            "epoch": conversation.epoch,
            "locale": conversation.locale,
            "time_zone": conversation.time_zone,
            "now": now.isoformat(),
            "message_id": message.id if message else None,
            "channel": message.channel if message else None,
        }
        if screening:
            metadata["screening"] = {
                "tier": screening.tier.value,
                "categories": screening.categories,
                "evidence": screening.evidence,
                "version": screening.version,
                "state": screening.state,
                "flagged": screening.flagged,
                "heavy": screening.heavy,
            }
        return metadata

    def _promise(self, conversation: ConversationRecord, tier: Tier) -> Promise:
        """What may truthfully be promised to this patient now; see ``Clocks.promise_in``."""
        return self._clocks.promise_in(conversation, tier, self._clock.now())

    def _country(self, conversation: ConversationRecord) -> str:
        """The patient's country, or the clinic's."""
        return conversation.country or self._default_country

    def _spoken(self, parts: Sequence[ReplyPart], kind: str, promise: Promise) -> list[Utterance]:
        """Fill in when a person will read it."""
        said = spoken(promise.time_to_person)
        return [Utterance(part.text.replace("{time_to_person}", said), {**part.content, "kind": kind}) for part in parts]

    async def _wake_all(self, conversation_id: str, *, cases: bool = True) -> None:
        await self._wake.publish(f"conversation:{conversation_id}")
        if cases:
            await self._wake.publish("cases")

    def _start(self, work: Coroutine[Any, Any, None], subject: str) -> None:
        task = asyncio.create_task(self._guard(work, subject))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None], subject: str) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - one turn's failure must not end the process; the worker finishes it
            log.error("turn failed; the worker will finish it", subject=subject, error=type(error).__name__)


def escape(text: str) -> str:
    """Return free text in a form that Rasa does not take for an intent: a leading slash means one there."""
    return f" {text}" if text.lstrip().startswith("/") else text


def _awaits_answer(recent: Sequence[MessageRecord]) -> bool:
    """Whether the assistant has asked something that stands open with its answers: then it hears the message, and asks again."""
    return bool(recent) and bool((recent[-1].content.get("element") or {}).get("type") in {"slider", "choices"})


def _spoken_replies(replies: list[BotReply]) -> list[Utterance]:
    return [Utterance(reply.text, reply.content) for reply in replies if reply.ack is None and (reply.text or reply.content)]
