"""The way of a message, with the assistant doing what it should, nothing, or harm."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import event
from structlog.testing import LogCapture

from bot.care.hours import Hours
from bot.clock import SystemClock
from bot.db.engine import Database
from bot.db.stores import messages as messages_store
from bot.dialogue.client import BotReply
from bot.dialogue.turns import Deadlines, escape
from bot.records import MessageRecord, Utterance
from bot.safety.replies import Answered, SafetyReplies
from bot.safety.screening import Context, Screening
from bot.words import Category, OpenedBy, Owner
from tests.clinic import CLI, CLOCKS, Clinic
from tests.conftest import MovingClock
from tests.doubles import PlainReplies, broken, echo, hanging

pytestmark = pytest.mark.asyncio


async def test_an_ordinary_message_is_answered_by_the_bot(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "hello")
    assert await clinic.said(conversation) == ["patient: hello", "bot: You said: hello"]
    assert (await clinic.conversations.message(message.id)).answered_at
    assert await clinic.cases.case_of(message.id) is None


async def test_the_same_message_again_changes_nothing(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await clinic.write(conversation, "hello", "same")
    await clinic.write(conversation, "hello", "same")
    assert await clinic.said(conversation) == ["patient: hello", "bot: You said: hello"]


@pytest.mark.parametrize("behaviour", [broken, hanging])
async def test_without_an_assistant_the_patient_hears_the_truth_in_time(db: Database, clock: MovingClock, behaviour: Any) -> None:
    """Invariant 4: the honest answer comes at the deadline, and a person really is asked."""
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = behaviour
    conversation = await clinic.patient()
    message, _ = await clinic.turns.receive(conversation, text="hello", client_id="a")
    async with asyncio.timeout(clinic.deadlines.reply + 5):
        while len(await clinic.said(conversation)) < 2:
            await asyncio.sleep(0.02)
    assert await clinic.said(conversation) == ["patient: hello", "system: your message is saved; a person will read it"]
    assert await clinic.cases.case_of(message.id)


@pytest.mark.parametrize("behaviour", [broken, hanging])
async def test_a_flagged_message_has_its_reply_and_one_case_without_an_assistant(
    db: Database, clock: MovingClock, behaviour: Any
) -> None:
    """Invariants 3 and 4: the safety reply does not wait for Rasa, and the safety net opens the case."""
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.2, reply=20))
    clinic.assistant.behaviour = behaviour
    conversation = await clinic.patient()
    message, _ = await clinic.turns.receive(conversation, text="high", client_id="a")
    async with asyncio.timeout(10):
        while await clinic.cases.case_of(message.id) is None:
            await asyncio.sleep(0.02)
    case_id = await clinic.cases.case_of(message.id)
    assert case_id
    case = await clinic.cases.get(case_id)
    assert case.opened_by is OpenedBy.SAFETY_NET
    assert await clinic.said(conversation) == ["patient: high", "system: safety high within 10 minutes"]


async def test_the_action_opens_the_case_when_it_can(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)

    async def escalate(_conversation: str, _text: str, metadata: dict[str, Any]) -> list[BotReply]:
        case = await clinic.cases.open_case(metadata["message_id"], OpenedBy.ACTION)
        return [BotReply("", {"case_id": case}, ack="escalated")]

    clinic.assistant.behaviour = escalate
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "high")
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert case.opened_by is OpenedBy.ACTION
    assert await clinic.said(conversation) == ["patient: high", "system: safety high within 10 minutes"]
    assert clinic.assistant.asked[0][2]["screening"]["flagged"] is True


async def test_safety_does_not_wait_for_an_earlier_message(db: Database, clock: MovingClock) -> None:
    """A hanging turn holds up only what is not urgent."""
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.2, reply=30))
    clinic.assistant.behaviour = hanging
    conversation = await clinic.patient()
    await clinic.turns.receive(conversation, text="hello", client_id="a")
    await asyncio.sleep(0.1)
    started = time.monotonic()
    message, _ = await clinic.turns.receive(conversation, text="emergency", client_id="b")
    async with asyncio.timeout(10):
        while await clinic.cases.case_of(message.id) is None:
            await asyncio.sleep(0.02)
    assert time.monotonic() - started < clinic.deadlines.reply / 2
    assert "system: safety emergency within 10 minutes" in await clinic.said(conversation)


class _BrokenScreener:
    version = "broken-1"

    def asks_for_moods(self, text: str, context: Context) -> bool:
        return False

    def screen(self, text: str, context: Context = Context()) -> Screening:  # noqa: B008
        raise ValueError("a rule is broken")


class _SlowScreener(_BrokenScreener):
    version = "slow-1"

    def screen(self, text: str, context: Context = Context()) -> Screening:  # noqa: B008
        time.sleep(0.6)
        raise AssertionError("nobody waits for this")


@pytest.mark.parametrize("screener,state", [(_BrokenScreener(), "failed"), (_SlowScreener(), "late")])
async def test_a_screen_that_fails_or_is_late_counts_as_flagged(
    db: Database, clock: MovingClock, screener: Any, state: str
) -> None:
    """Invariant 2."""
    clinic = Clinic(db, clock, screener=screener, deadlines=Deadlines(screen=0.2, escalate=0.1, reply=0.3))
    clinic.assistant.behaviour = broken
    message = await clinic.write(await clinic.patient(), "hello")
    case = await clinic.cases.detail(await clinic.cases.case_of(message.id) or "")
    screening = case.flagged[0].screening
    assert screening
    assert (screening.state, screening.categories, screening.version) == (state, ["unscreened"], screener.version)
    assert await clinic.conversations.unfinished_screenings(clock.now()) == 1
    assert await clinic.conversations.unfinished_screenings(clock.now() + timedelta(seconds=1)) == 0


async def test_an_answer_without_a_word_is_none(db: Database, clock: MovingClock) -> None:
    """Invariant 4: an action that only says what it did leaves nobody without an answer."""

    async def only_did(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        return [BotReply("", ack="something")]

    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = only_did
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "hello")
    case = await clinic.cases.detail(await clinic.cases.case_of(message.id) or "")
    assert case.case.categories == ["unanswered"]
    messages, _ = await clinic.conversations.page(conversation)
    assert [entry.content.get("kind") for entry in messages if entry.in_reply_to == message.id] == ["delay"]


async def test_the_bot_keeps_quiet_after_a_takeover(db: Database, clock: MovingClock) -> None:
    """Invariant 5: neither a new reply nor one that was being composed reaches the patient."""
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.1, reply=10))
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    flagged = await clinic.write(conversation, "low", "a")
    case = await clinic.cases.case_of(flagged.id)
    assert case
    composing, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        composing.set()
        await go_on.wait()
        return [BotReply("too late")]

    clinic.assistant.behaviour = slow
    await clinic.turns.receive(conversation, text="are you there?", client_id="b")
    await composing.wait()
    await clinic.cases.take_over(case, therapist)
    go_on.set()
    await clinic.turns.drain(10)
    asked = len(clinic.assistant.asked)
    await clinic.write(conversation, "hello", "c")
    assert not [line for line in await clinic.said(conversation) if "too late" in line]
    assert len(clinic.assistant.asked) == asked
    assert (await clinic.conversations.get(conversation)).owner is Owner.THERAPIST


async def test_a_late_answer_is_still_said_if_it_fits(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.1, reply=0.2))
    go_on = asyncio.Event()

    async def late(_conversation: str, text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        await go_on.wait()
        return [BotReply(f"late answer to {text}")]

    clinic.assistant.behaviour = late
    conversation = await clinic.patient()
    async with asyncio.timeout(30):
        for number, text in enumerate(["one", "two"], start=1):
            await clinic.turns.receive(conversation, text=text, client_id=text)
            while sum("saved" in line for line in await clinic.said(conversation)) < number:
                await asyncio.sleep(0.05)
        go_on.set()
        for _ in range(2):  # what is late is said by a task that the turn starts as the last thing
            await clinic.turns.drain(20)
    said = await clinic.said(conversation)
    assert "bot: late answer to two" in said
    assert "bot: late answer to one" not in said


async def test_messages_are_answered_in_order(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.1, reply=20))

    async def uneven(_conversation: str, text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        await asyncio.sleep(0.2 if text == "0" else 0)
        return [BotReply(f"answer {text}")]

    clinic.assistant.behaviour = uneven
    conversation = await clinic.patient()
    for i in range(4):
        await clinic.turns.receive(conversation, text=str(i), client_id=f"c{i}")
    await clinic.turns.drain(20)
    assert [line for line in await clinic.said(conversation) if line.startswith("bot")] == [f"bot: answer {i}" for i in range(4)]


async def test_while_the_queue_owns_it_the_patient_is_told_so(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = broken
    conversation = await clinic.patient()
    await clinic.write(conversation, "high", "a")
    await clinic.write(conversation, "hello?", "b")
    assert (await clinic.said(conversation))[-1] == "system: a person has been asked"
    clock.advance(minutes=11)
    await clinic.write(conversation, "still here", "c")
    assert (await clinic.said(conversation))[-1] == "system: a person is late"


async def test_no_menu_answers_what_a_safety_reply_asked(db: Database, clock: MovingClock) -> None:
    """Below tier high the bot goes on, but not with the very next word."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    clinic.assistant.behaviour = broken
    await clinic.write(conversation, "moderate", "a")
    clinic.assistant.behaviour = echo
    await clinic.write(conversation, "no, it is not that", "b")
    await clinic.write(conversation, "what now?", "c")
    assert [line for line in await clinic.said(conversation) if "moderate" not in line] == [
        "patient: no, it is not that",
        "system: it is kept with what you wrote",
        "patient: what now?",
        "bot: You said: what now?",
    ]


async def test_welcome_is_said_once_and_resume_after_each_hand_back(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for _ in range(3):
        await clinic.turns.welcome(conversation)
    await clinic.turns.drain()
    assert await clinic.said(conversation) == ["bot: You said: /start"]
    await clinic.turns.resume(conversation)
    await clinic.turns.drain()
    assert (await clinic.said(conversation))[-1] == "bot: You said: /hand_back"


@pytest.mark.parametrize("text", ["/restart", "  /affirm", "\n/x"])
async def test_free_text_cannot_pose_as_an_intent(db: Database, clock: MovingClock, text: str) -> None:
    clinic = Clinic(db, clock)
    await clinic.write(await clinic.patient(), text)
    assert not clinic.assistant.asked[0][1].startswith("/")
    assert escape("a/b") == "a/b"


async def test_the_screen_sees_what_was_said_before(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await clinic.write(conversation, "one", "a")
    await clinic.write(conversation, "two", "b")
    assert clinic.screener.seen[-1] == Context(earlier=("one",), asked=None)


async def test_the_screen_sees_the_last_question_whoever_asked_it(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)

    async def ask(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        return [BotReply("I see. Did you sleep? Are you safe right now?"), BotReply("Here are numbers.")]

    clinic.assistant.behaviour = ask
    conversation = await clinic.patient()
    await clinic.write(conversation, "one", "a")
    await clinic.write(conversation, "yes", "b")
    assert clinic.screener.seen[-1] == Context(earlier=("one",), asked="Are you safe right now?", questions=("Did you sleep?",))


async def test_the_screen_sees_what_was_written_and_not_what_was_pressed(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await clinic.write(conversation, "one", "a")
    offer = Utterance("Shall we.", {"buttons": [{"title": "Yes", "payload": "/affirm"}]})
    epoch = (await clinic.conversations.get(conversation)).epoch
    await clinic.conversations.announce(conversation, [offer], epoch=epoch, name="offer")
    await clinic.turns.receive(conversation, text="Yes", client_id="b", payload="/affirm")
    await clinic.turns.drain(30)
    await clinic.write(conversation, "two", "c")
    assert clinic.screener.seen[-1] == Context(earlier=("one",), just_before=False)
    await clinic.write(conversation, "three", "d")
    assert clinic.screener.seen[-1] == Context(earlier=("one", "two"))
    clock.advance(minutes=6)
    await clinic.write(conversation, "four", "e")
    assert clinic.screener.seen[-1] == Context(earlier=("one", "two", "three"), just_before=False)


@pytest.mark.parametrize("seconds,seen", [(0.0, []), (0.5, [True, False])])
async def test_only_an_answer_that_takes_long_is_announced(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, seconds: float, seen: list[bool]
) -> None:
    monkeypatch.setattr("bot.dialogue.turns.TYPING_AFTER", 0.1)
    clinic = Clinic(db, clock, deadlines=Deadlines(screen=2, escalate=0.2, reply=20))

    async def slow(_conversation: str, text: str, _metadata: dict[str, Any]) -> list[BotReply]:
        await asyncio.sleep(seconds)
        return [BotReply(text)]

    clinic.assistant.behaviour = slow
    conversation = await clinic.patient()
    await clinic.write(conversation, "hello")
    assert [topic.endswith("True") for topic in clinic.listening.topics if " typing " in topic] == seen


async def in_a_takeover(clinic: Clinic, conversation: str) -> str:
    """Open a case that flags nothing, let a therapist take over, and return the case's id."""
    therapist = await clinic.therapist()
    message = await clinic.write(conversation, "good morning", "first")
    case = await clinic.cases.open_case(message.id, OpenedBy.SAFETY_NET, category=Category.UNANSWERED)
    await clinic.cases.take_over(case, therapist)
    return case


async def silent(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
    """Do what was asked, and say nothing."""
    return [BotReply("", ack="done")]


@pytest.mark.parametrize("way", ["answered", "silent", "delayed", "queue", "after safety", "takeover", "discarded"])
async def test_however_a_message_ends_its_screening_is_stored_with_it(db: Database, clock: MovingClock, way: str) -> None:
    """Invariant 2: what flagged nothing is stored with the answer, and there are many answers; none may forget it."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    if way in ("queue", "after safety"):
        clinic.assistant.behaviour = broken
        await clinic.write(conversation, "high" if way == "queue" else "moderate", "before")
    if way == "takeover":
        await in_a_takeover(clinic, conversation)
    if way == "discarded":
        therapist = await clinic.therapist()
        first = await clinic.write(conversation, "good morning", "first")
        case = await clinic.cases.open_case(first.id, OpenedBy.SAFETY_NET, category=Category.UNANSWERED)

        async def taken_over_meanwhile(_conversation: str, _text: str, _metadata: dict[str, Any]) -> list[BotReply]:
            await clinic.cases.take_over(case, therapist)
            return [BotReply("too late")]

        clinic.assistant.behaviour = taken_over_meanwhile
    if way in ("silent", "delayed"):
        clinic.assistant.behaviour = silent if way == "silent" else broken
    message = await clinic.write(conversation, "hello", "the-one")
    screening = await clinic.conversations.screening_of(message.id)
    assert screening
    assert (screening.flagged, screening.version) == (False, clinic.screener.version)
    assert (await clinic.conversations.message(message.id)).answered_at
    entries = [entry["event"] for entry in await clinic.audit.entries(CLI, message.id)]
    assert entries.count("screening:message:done") == 1


async def test_a_buttons_words_are_screened_like_any_others(db: Database, clock: MovingClock) -> None:
    """Invariant 2: what a button says is a message; and who writes to the API may write what they like beside its payload."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    offer = Utterance("Shall we?", {"buttons": [{"title": "Yes", "payload": "/affirm"}]})
    await clinic.conversations.announce(conversation, [offer], epoch=0, name="offer")
    clinic.assistant.behaviour = broken
    message, _ = await clinic.turns.receive(conversation, text="this is high", client_id="a", payload="/affirm")
    await clinic.turns.drain(30)
    assert await clinic.cases.case_of(message.id)
    assert "system: safety high within 10 minutes" in await clinic.said(conversation)


@pytest.mark.parametrize("tier,said", [("emergency", True), ("high", True), ("moderate", False), ("low", False)])
async def test_a_flag_in_a_takeover_joins_the_case_and_the_bot_keeps_quiet(
    db: Database, clock: MovingClock, tier: str, said: bool
) -> None:
    """Invariants 2, 3 and 5; whether a safety reply is said beside the therapist is decision 5."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    case = await in_a_takeover(clinic, conversation)
    asked = len(clinic.assistant.asked)
    message = await clinic.write(conversation, f"this is {tier}", "the-one")
    assert await clinic.cases.case_of(message.id) == case
    assert (await clinic.cases.get(case)).tier == tier
    assert any(line.startswith(f"system: safety {tier}") for line in await clinic.said(conversation)) is said
    assert (await clinic.conversations.get(conversation)).owner is Owner.THERAPIST
    assert len(clinic.assistant.asked) == asked
    assert (await clinic.conversations.message(message.id)).answered_at


async def test_a_flag_while_the_queue_owns_has_its_safety_reply(db: Database, clock: MovingClock) -> None:
    """Invariant 4: who waits already is not left alone with what they write next."""
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = broken
    conversation = await clinic.patient()
    first = await clinic.write(conversation, "high", "a")
    second = await clinic.write(conversation, "emergency", "b")
    assert (await clinic.conversations.get(conversation)).owner is Owner.QUEUE
    assert "system: safety emergency within 10 minutes" in await clinic.said(conversation)
    assert await clinic.cases.case_of(first.id) == await clinic.cases.case_of(second.id)


async def test_waiting_in_line_counts_towards_the_deadline(db: Database) -> None:
    """Invariant 4: a message behind one that hangs is not given a deadline of its own on top."""
    clinic = Clinic(db, SystemClock(), deadlines=Deadlines(screen=2, escalate=0.2, reply=3.0))
    clinic.assistant.behaviour = hanging
    conversation = await clinic.patient()
    await clinic.turns.receive(conversation, text="hello", client_id="a")
    second, _ = await clinic.turns.receive(conversation, text="are you there?", client_id="b")
    async with asyncio.timeout(20):
        while not (replies := [m for m in (await clinic.conversations.page(conversation))[0] if m.in_reply_to == second.id]):
            await asyncio.sleep(0.05)
    assert (replies[0].created_at - second.created_at).total_seconds() < clinic.deadlines.reply * 1.7


@pytest.mark.parametrize("trouble", ["none", "screen", "assistant", "hanging", "database"])
async def test_no_word_of_a_patient_in_a_log_or_a_wake_up(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """Invariant 10, wherever a turn breaks; errors repeat what they were given."""
    capture = LogCapture()
    monkeypatch.setattr("bot.dialogue.turns.log", structlog.wrap_logger(None, processors=[capture]))
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()

    def screen(text: str, _context: Context) -> Screening:
        raise ValueError(text)

    async def away(message: MessageRecord, *_: Any, **__: Any) -> None:
        raise OSError(message.text)

    if trouble == "screen":
        clinic.screener.screen = screen
    if trouble in ("assistant", "hanging"):
        clinic.assistant.behaviour = broken if trouble == "assistant" else hanging
    if trouble == "database":
        for name in ("answer", "hold", "close"):
            setattr(clinic.conversations, name, away)
    for number, text in enumerate(["xylophone hello", "xylophone low", "xylophone high", "xylophone again"]):
        await clinic.turns.receive(conversation, text=text, client_id=f"c{number}")
        await clinic.turns.drain(2)
    assert capture.entries or trouble == "none"
    assert "xylophone" not in str(capture.entries)
    assert clinic.listening.topics
    assert "xylophone" not in str(clinic.listening.topics)


async def test_a_turn_costs_what_it_costs_however_long_the_conversation(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 9, the gateway's part: as many messages are read, by as many statements, none of which reads without a bound."""
    clinic = Clinic(db, clock)
    read, statements = [0], list[str]()
    monkeypatch.setattr("bot.db.stores.messages._message", _counting(messages_store._message, read))

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    async def cost(turns: int) -> tuple[int, int]:
        conversation = await clinic.patient(f"Patient of {turns}")
        for number in range(turns):
            await clinic.write(conversation, f"message {number}", f"c{number}")
        offer = Utterance("Shall we?", {"buttons": [{"title": "Yes", "payload": "/affirm"}]})
        epoch = (await clinic.conversations.get(conversation)).epoch
        await clinic.conversations.announce(conversation, [offer], epoch=epoch, name="offer")
        read[0] = 0
        statements.clear()
        await clinic.turns.receive(conversation, text="Yes", client_id="last", payload="/affirm")
        await clinic.turns.drain(30)
        unbounded = [one for one in statements if "ORDER BY messages.seq" in one and "LIMIT" not in one]
        assert unbounded == []
        return read[0], len(statements)

    event.listen(db.engine.sync_engine, "before_cursor_execute", executed)
    short, long = await cost(15), await cost(60)
    event.remove(db.engine.sync_engine, "before_cursor_execute", executed)
    assert short == long


def _counting(real: Callable[..., MessageRecord], count: list[int]) -> Callable[..., MessageRecord]:
    def counting(*args: Any) -> MessageRecord:
        count[0] += 1
        return real(*args)

    return counting


async def test_going_on_right_after_a_safety_reply_is_let_go_on(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    clinic.assistant.behaviour = broken
    await clinic.write(conversation, "moderate", "a")
    clinic.assistant.behaviour = echo
    await clinic.write(conversation, "can we do the check in", "b")
    said = await clinic.said(conversation)
    assert said[-2:] == ["bot: it is still with the team", "bot: You said: can we do the check in"]


@pytest.mark.parametrize("tier", ["moderate", "high"])
async def test_a_no_to_a_question_about_danger_is_answered_as_such(db: Database, clock: MovingClock, tier: str) -> None:
    clinic = Clinic(db, clock, replies=_Asking())
    clinic.assistant.behaviour = broken
    conversation = await clinic.patient()
    await clinic.write(conversation, tier, "a")
    await clinic.write(conversation, "hm", "b")  # something else first
    await clinic.write(conversation, "no I am not", "c")
    assert (await clinic.said(conversation))[-1] == "system: thank you for answering"


async def test_what_was_asked_before_a_person_came_and_went_is_not_answered_later(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, replies=_Asking())
    clinic.assistant.behaviour = broken
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    flagged = await clinic.write(conversation, "high", "a")
    case = await clinic.cases.case_of(flagged.id) or ""
    await clinic.cases.take_over(case, therapist)
    await clinic.cases.hand_back(case, therapist)
    clinic.assistant.behaviour = echo
    await clinic.write(conversation, "no I am not", "b")
    assert (await clinic.said(conversation))[-1] == "bot: You said: no I am not"


async def test_the_same_danger_within_minutes_is_known_to_have_been_answered(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, replies=_Asking())
    clinic.assistant.behaviour = broken
    conversation = await clinic.patient()
    for number, minutes in enumerate((1, 1, 20)):
        await clinic.write(conversation, "moderate", f"c{number}")
        clock.advance(minutes=minutes)
    await clinic.write(conversation, "moderate", "last")
    assert [[one.tier.value for one in answered] for answered in clinic.replies.answered] == [
        [],
        ["moderate"],
        ["moderate"] * 2,
        [],
    ]


class _Asking(PlainReplies):
    """Asks about danger, and remembers what was answered before."""

    def __init__(self) -> None:
        self.answered: list[list[Answered]] = []

    def reply(self, screening: Screening, **more: Any) -> Sequence[Utterance]:
        self.answered.append(list(more["answered"]))
        return [Utterance("Are you thinking of ending your life?")]


NIGHT = datetime(2026, 3, 7, 3, 0, tzinfo=UTC)
"""A Saturday."""


async def test_out_of_hours_the_case_and_the_words_say_the_same(db: Database, clock: MovingClock, root: Path) -> None:
    """Real texts and clocks: what the patient reads is what the queue is held to."""
    clocks = replace(CLOCKS, hours=Hours.parse("Mon-Fri 09:00-17:00", "Europe/London"))
    clinic = Clinic(db, clock, clocks=clocks, replies=SafetyReplies(root / "content/en/safety"))
    clinic.assistant.behaviour = broken
    clock.moment = NIGHT
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "high")
    reply = (await clinic.said(conversation))[1]
    assert "back at 09:00 on Monday" in reply
    assert "asked to read this by 09:10 on Monday" in reply
    assert "within" not in reply
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert case.due_at == datetime(2026, 3, 9, 9, 10, tzinfo=UTC)
    await clinic.write(conversation, "are you there?", "b")
    assert "back at 09:00 on Monday" in (await clinic.said(conversation))[-1]
    clock.moment = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
    await clinic.write(conversation, "and now?", "c")
    assert "within 5 minutes" in (await clinic.said(conversation))[-1]
