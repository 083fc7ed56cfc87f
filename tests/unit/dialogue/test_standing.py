"""What a patient is told while a case is open: one state, in every text and at the top of the chat. Real texts, real clocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.accounts.actor import Actor
from bot.db.engine import Database
from bot.gateway.present import message_out, own_case
from bot.records import MessageRecord, Utterance
from bot.safety.asking import Answer
from bot.safety.questions import PAYLOAD
from bot.safety.replies import SafetyReplies
from bot.safety.screening import Context
from bot.words import Outcome, Owner
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.doubles import WordScreener, broken, echo
from tests.unit.test_worker import worker_of

pytestmark = pytest.mark.asyncio


class AnsweringScreener(WordScreener):
    """Chooses the tier by the words, and hears a plain yes and no."""

    def said(self, text: str) -> Answer | None:
        """See ``Screener.said``."""
        return {"yes": "yes", "no": "no"}.get(text.lower())  # type: ignore[return-value]


@dataclass
class Chat:
    """One patient's chat in a clinic with the real texts."""

    clinic: Clinic
    id: str

    async def write(self, text: str, payload: str | None = None) -> str:
        """Write, or tap, and return what is said to it: its bubbles, one a line."""
        self.number = getattr(self, "number", 0) + 1
        message, _ = await self.clinic.turns.receive(self.id, text=text, client_id=f"c{self.number}", payload=payload)
        await self.clinic.turns.drain(30)
        self.last = message
        return "\n".join(entry.text for entry in await self.messages() if entry.in_reply_to == message.id)

    async def messages(self) -> list[MessageRecord]:
        """Return all messages."""
        return (await self.clinic.conversations.page(self.id, limit=200))[0]

    async def last_said(self) -> str:
        """Return the last bubble."""
        return (await self.messages())[-1].text

    async def case(self) -> str:
        """Return the id of the open case."""
        case = await self.clinic.cases.unresolved(self.id)
        assert case
        return case.id

    async def read(self, therapist: Actor) -> None:
        """Show a therapist all there is."""
        through = (await self.clinic.conversations.get(self.id)).last_seq
        assert await self.clinic.read_marks.record(self.id, therapist, first=1, through=through)

    async def header(self) -> Any:
        """Return what the top of the chat goes by."""
        return own_case(await self.clinic.conversations.shown(self.id), self.clinic.clock.now())


@pytest_asyncio.fixture
async def chat(db: Database, clock: MovingClock, root: Path) -> Chat:
    """A chat whose assistant is away."""
    clinic = Clinic(db, clock, screener=AnsweringScreener(), replies=SafetyReplies(root / "content/en/safety"))
    clinic.assistant.behaviour = broken
    return Chat(clinic, await clinic.patient())


async def test_a_later_and_less_urgent_message_is_never_promised_a_later_time(chat: Chat, clock: MovingClock) -> None:
    await chat.write("high")
    clock.advance(minutes=2)
    for text in ("moderate", "low", "high", "hello"):
        assert "within 8 minutes" in await chat.write(text)
    clock.advance(minutes=7, seconds=30)
    assert "within 1 minute." in await chat.write("hello")


async def test_an_overdue_case_promises_nothing_more(chat: Chat, clock: MovingClock) -> None:
    await chat.write("high")
    clock.advance(minutes=11)
    for text in ("moderate", "low", "high", "emergency", "hello"):
        said = await chat.write(text)
        assert "nobody has yet" in said
        assert "within" not in said


async def test_what_was_read_is_not_called_unread(chat: Chat, clock: MovingClock) -> None:
    """The late notice, what follows it, and the top of the chat all know that a therapist has seen it."""
    therapist = await chat.clinic.therapist()
    await chat.write("high")
    clock.advance(minutes=3)
    await chat.read(therapist)
    assert (await chat.header()).read_at == clock.now()
    assert "read your messages at 09:03 today, and has not answered yet" in await chat.write("hello?")
    clock.advance(minutes=9)
    await worker_of(chat.clinic).round()
    assert "read your messages at 09:03 today, and has not answered yet" in await chat.last_said()
    for text in ("is someone there now", "moderate", "did anyone read it"):
        said = await chat.write(text)
        assert "read your messages at 09:03 today" in said
        assert "nobody" not in said.lower()


async def test_what_was_read_before_it_became_more_urgent_counts_no_more(chat: Chat, clock: MovingClock) -> None:
    therapist = await chat.clinic.therapist()
    await chat.write("low")
    await chat.read(therapist)
    clock.advance(minutes=5)
    assert "within 10 minutes" in await chat.write("high")
    assert (await chat.header()).read_at is None
    assert "within 10 minutes" in await chat.write("hello?")


async def test_older_words_that_were_read_are_not_the_case(chat: Chat, clock: MovingClock) -> None:
    therapist = await chat.clinic.therapist()
    chat.clinic.assistant.behaviour = echo
    await chat.write("hello")
    chat.clinic.assistant.behaviour = broken
    await chat.write("high")
    clock.advance(minutes=1)
    assert await chat.clinic.read_marks.record(chat.id, therapist, first=1, through=2)
    assert (await chat.header()).read_at is None
    assert "within 9 minutes" in await chat.write("hello?")


async def test_a_claimed_case_is_being_looked_into_and_nobody_is_late(chat: Chat, clock: MovingClock) -> None:
    therapist = await chat.clinic.therapist()
    await chat.write("high")
    await chat.clinic.cases.claim(await chat.case(), therapist)
    for text in ("is someone there now", "hello", "moderate", "emergency"):
        said = await chat.write(text)
        assert "A person from the team is looking into this" in said
        assert "nobody" not in said.lower()
    before = len(await chat.messages())
    clock.advance(minutes=11)
    await chat.clinic.turns.admit_lateness(await chat.case())
    assert len(await chat.messages()) == before


def button(messages: list[MessageRecord], title: str) -> str:
    """Return the payload of the last button with a title."""
    found = [one for message in messages for one in message.content.get("buttons", []) if one["title"] == title]
    return str(found[-1]["payload"])


async def test_the_answer_to_our_question_is_taken_up_once_and_then_it_is_short(chat: Chat, clock: MovingClock) -> None:
    await chat.write("high")
    assert await chat.last_said() == "Are you safe right now?"
    assert "glad that you are safe" in await chat.write("yes")
    said = []
    for _ in range(6):
        clock.advance(seconds=20)
        said.append(await chat.write("hello"))
    assert all("within" in one for one in said)
    assert max(map(len, said)) < 160
    assert all(one != other for one, other in pairwise(said))
    assert "glad that you are safe" not in await chat.write("yes"), "once"


async def test_neither_yes_nor_no_is_answered_in_full_once(chat: Chat, clock: MovingClock) -> None:
    await chat.write("high")
    full = await chat.write("it is about my back")
    assert "999" not in full  # no country is known here
    assert "local emergency number" in full
    assert "local emergency number" not in await chat.write("and my knee")
    clock.advance(minutes=20)
    assert "local emergency number" in await chat.write("and my knee"), "what stood there is no longer on the screen"


async def test_a_tap_is_screened_with_its_question_and_taken_up(chat: Chat) -> None:
    await chat.write("high")
    said = await chat.write("Yes", button(await chat.messages(), "Yes"))
    assert "glad that you are safe" in said
    screener: Any = chat.clinic.screener
    assert screener.seen[-1] == Context(asked="Are you safe right now?")
    assert not [text for _, text, _ in chat.clinic.assistant.asked if text.startswith(PAYLOAD)]


async def test_a_tap_below_high_does_not_go_to_the_assistant(chat: Chat) -> None:
    await chat.write("moderate")
    assert await chat.last_said() == "Are you having thoughts like that?"
    asked = len(chat.clinic.assistant.asked)
    said = await chat.write("no I am not", button(await chat.messages(), "No"))
    assert "Thank you for answering that" in said
    assert "check-in or a lesson" in said
    assert len(chat.clinic.assistant.asked) == asked


async def test_questions_about_the_waiting_are_answered_while_a_case_is_open(chat: Chat) -> None:
    await chat.write("high")
    assert "a computer program" in await chat.write("are you a real person?")
    assert "Your therapist can read" in await chat.write("who reads this?")
    assert "You are no bother" in await chat.write("sorry to bother anyone")
    assert "a person has to come" in await chat.write("i just want to talk to a real person")
    assert "no sign yet" in await chat.write("did anyone read it?")


@pytest.mark.parametrize("read", [True, False])
async def test_a_case_closed_without_anybody_joining_speaks_of_no_hand_over(chat: Chat, clock: MovingClock, *, read: bool) -> None:
    therapist = await chat.clinic.therapist()
    await chat.write("high")
    if read:
        await chat.read(therapist)
    clock.advance(minutes=5)
    await chat.clinic.cases.claim(await chat.case(), therapist)
    await chat.clinic.cases.resolve(await chat.case(), therapist, Outcome.FALSE_ALARM, "")
    said = await chat.last_said()
    assert ("has read what you wrote, at 09:00 today" in said) is read
    assert "handed" not in said
    assert (await chat.clinic.conversations.get(chat.id)).owner is Owner.BOT
    chat.clinic.assistant.behaviour = echo
    answer = await chat.write("did anyone read it?")
    assert answer.startswith("Yes. A person on the team read" if read else "I see no sign yet")
    await chat.write("and I wrote this since")
    if read:
        assert "after that" in await chat.write("did anyone read it?")


async def test_an_assistant_that_waits_for_an_answer_hears_it(chat: Chat) -> None:
    chat.clinic.assistant.behaviour = echo
    slider = Utterance("How bad is it?", {"element": {"type": "slider", "name": "pain"}})
    await chat.clinic.conversations.announce(chat.id, [slider], epoch=0, name="ask")
    assert await chat.write("did anyone read it?") == "You said: did anyone read it?"


async def test_two_dangers_at_once_ask_one_question(chat: Chat) -> None:
    first, _ = await chat.clinic.turns.receive(chat.id, text="high", client_id="a")
    second, _ = await chat.clinic.turns.receive(chat.id, text="high again", client_id="b")
    await chat.clinic.turns.drain(30)
    asked = [entry for entry in await chat.messages() if entry.text == "Are you safe right now?"]
    assert len(asked) == 1, (first.seq, second.seq)


async def test_the_marks_of_bookkeeping_stay_inside(chat: Chat) -> None:
    await chat.write("high")
    await chat.write("yes")
    await chat.write("hello")
    for message in await chat.messages():
        assert set(message_out(message).content) <= {"buttons", "element", "kind"}
