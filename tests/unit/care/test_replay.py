"""Screening stored messages anew: in the context of the first time, page by page, changing nothing, and on record."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.audit.events import AuditEvent
from bot.care import replay as module
from bot.care.replay import Asked, Change, Direction, Replay, Summary, screened
from bot.care.screenings import follow_up_rule, record_of, without_follow_ups
from bot.db.engine import Database
from bot.db.stores.audit import AuditStore
from bot.db.stores.messages import MessageStore
from bot.dialogue.client import BotReply
from bot.safety.screen import Screener
from bot.safety.screening import Context, Evidence, Screening
from bot.words import Category, FollowUpOutcome, OpenedBy, ScreeningState, Tier
from tests.clinic import CLI, Clinic
from tests.conftest import MovingClock
from tests.doubles import FakeAssistant, WordScreener

pytestmark = pytest.mark.asyncio


@dataclass
class Newer:
    """Another version of the screen: says what a test says of a text, and nothing of any other; remembers what it was asked."""

    says: dict[str, Screening] = field(default_factory=dict)
    pages: list[list[Asked]] = field(default_factory=list)

    def __call__(self, page: Sequence[Asked]) -> Iterable[Screening]:
        self.pages.append(list(page))
        return [self.says.get(asked.text, screening(Tier.NONE)) for asked in page]


def screening(tier: Tier, *categories: Category) -> Screening:
    found = tuple(Evidence(0, 1, "x", category, tier, "new/rule", "why") for category in categories)
    return Screening(tier, categories, found, "words-2")


async def run(clinic: Clinic, screen: Any, **options: Any) -> tuple[Summary, list[Change]]:
    changes: list[Change] = []
    summary = await Replay(clinic.db, clinic.audit).run(screen, "words-2", actor=CLI, tell=changes.append, **options)
    return summary, changes


async def entries(clinic: Clinic) -> list[Any]:
    async with clinic.db.read() as session:
        found = await AuditStore(session).entries("replay", 50)
    return [item.entry.content for item in found if item.entry.content.event == AuditEvent.SCREENINGS_REPLAYED]


async def ask(_conversation: str, text: str, _metadata: dict[str, Any]) -> list[BotReply]:
    return [BotReply(f"I see. What about {text[:5]}?", {"buttons": [{"title": "Yes", "payload": "/yes"}]})]


async def test_each_message_is_read_in_the_context_of_its_first_screening(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    clinic = Clinic(db, clock, assistant=FakeAssistant(ask))
    conversations = [await clinic.patient("Patient 1"), await clinic.patient("Patient 2")]
    texts = []
    for number in range(7):
        for conversation in conversations:
            texts.append(f"{number} said by {conversation[-4:]}")
            await clinic.write(conversation, texts[-1])
    await clinic.turns.receive(conversations[0], text="Yes", client_id="button", payload="/yes")
    await clinic.turns.drain(30)
    live = clinic.screener.seen
    assert len(live) == 15
    assert live[-1] == Context(asked=live[-1].asked), "a button answers the question that it stands under, and nothing else"
    assert live[-1].asked
    assert any(context.asked and context.earlier and context.questions for context in live)

    newer = Newer()
    await run(clinic, newer)
    again = [asked for page in newer.pages for asked in page]
    assert [asked.context for asked in again] == live[::-1]
    assert [asked.text for asked in again] == ["Yes", *texts[::-1]]
    assert [len(page) for page in newer.pages] == [4, 4, 4, 3]


async def test_what_it_decides_otherwise_is_told(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for text in ("fine", "this is high", "so low", "moderate here", "as it was, high"):
        await clinic.write(conversation, text)
    says = {
        "fine": screening(Tier.LOW, Category.DISTRESS),
        "this is high": screening(Tier.NONE),
        "so low": screening(Tier.EMERGENCY, Category.SUICIDE),
        "moderate here": screening(Tier.MODERATE, Category.ABUSE),
        "as it was, high": screening(Tier.HIGH, Category.SUICIDE),
    }
    summary, changes = await run(clinic, Newer(says))
    assert [(change.message.text, change.direction, change.stored.tier, change.now.tier) for change in changes] == [
        ("moderate here", Direction.CATEGORIES, Tier.MODERATE, Tier.MODERATE),
        ("so low", Direction.RAISED, Tier.LOW, Tier.EMERGENCY),
        ("this is high", Direction.LOWERED, Tier.HIGH, Tier.NONE),
        ("fine", Direction.RAISED, Tier.NONE, Tier.LOW),
    ]
    assert summary.as_json() == {
        "version": "words-2",
        "messages": 5,
        "changed": 4,
        "raised": 2,
        "lowered": 1,
        "categories": 1,
        "newly_flagged": 1,
        "no_longer_flagged": 1,
        "stored_versions": {"words-1": 5},
    }
    plain = changes[1].as_json(show_text=False)
    assert (plain["conversation"], plain["stored"]["version"], plain["now"]["version"]) == (conversation, "words-1", "words-2")
    assert "so low" not in str(plain)
    assert changes[1].as_json(show_text=True)["text"] == "so low"


async def test_a_screening_that_had_failed_and_finds_nothing_now_is_a_change(db: Database, clock: MovingClock) -> None:
    class Broken:
        version = "words-1"

        def screen(self, text: str, context: Context) -> Screening:
            raise RuntimeError

        def denies(self, text: str, asked: str | None) -> bool:
            return False

    clinic = Clinic(db, clock, screener=Broken())
    await clinic.write(await clinic.patient(), "hello")
    summary, (change,) = await run(clinic, Newer())
    assert (change.stored.state, change.direction) == (ScreeningState.FAILED, Direction.LOWERED)
    assert summary.no_longer_flagged == 1


async def test_it_changes_nothing_but_the_audit_chain(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "this is high, zanzibar")
    said, cases = await clinic.said(conversation), await clinic.cases.case_of(message.id)
    before = await clinic.audit.head()
    await run(clinic, Newer())
    assert await clinic.said(conversation) == said
    assert await clinic.cases.case_of(message.id) == cases
    stored = await clinic.conversations.screening_of(message.id)
    assert stored is not None
    assert (stored.tier, stored.version) == (Tier.HIGH, "words-1")
    assert (await clinic.audit.head()).seq == before.seq + 1
    assert (await clinic.audit.verify()).exit_code == 0


async def test_reading_is_one_entry_with_counts_and_no_words(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for text in ("zanzibar high", "zanzibar"):
        await clinic.write(conversation, text)
    await run(clinic, Newer({"zanzibar": screening(Tier.LOW, Category.DISTRESS)}), limit=5, shown=True)
    (entry,) = await entries(clinic)
    assert entry.facts == {
        "messages": 2,
        "changed": 2,
        "raised": 1,
        "lowered": 1,
        "from": ["words-1"],
        "to": "words-2",
        "since": None,
        "limit": 5,
        "shown": True,
        "finished": True,
    }
    assert (entry.actor_id, entry.content_digest) == ("cli", "")
    assert "zanzibar" not in str(entry)


async def test_a_replay_that_breaks_off_is_on_record_too(db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for number in range(4):
        await clinic.write(conversation, f"message {number}")
    newer = Newer()

    def breaks(page: Sequence[Asked]) -> Iterable[Screening]:
        if newer.pages:
            raise OSError("no memory")
        return newer(page)

    with pytest.raises(OSError, match="no memory"):
        await run(clinic, breaks)
    (entry,) = await entries(clinic)
    assert (entry.facts["messages"], entry.facts["finished"]) == (2, False)


async def test_a_farewell_is_read_with_the_moods_before_it_again(db: Database, clock: MovingClock) -> None:
    screener = Screener()
    clinic = Clinic(db, clock, screener=screener)
    conversation = await clinic.patient()
    patient = (await clinic.conversations.get(conversation)).patient_id
    for age in range(1, 6):
        day = (clock.now().date() - timedelta(days=age)).isoformat()
        await clinic.check_ins.record(patient, conversation, day, {"mood": 2}, "1")
    farewell = await clinic.write(conversation, "goodbye then")
    assert await clinic.cases.case_of(farewell.id)

    summary, changes = await run(clinic, lambda page: [screened(screener, asked) for asked in page])
    assert (summary.messages, summary.no_longer_flagged, changes) == (1, 0, [])
    _, changes = await run(clinic, lambda page: [screened(screener, asked._replace(moods=())) for asked in page])
    assert [change.direction for change in changes] == [Direction.LOWERED]


async def test_since_and_limit_choose_the_newest(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    moments: list[datetime] = []
    for number in range(5):
        clock.advance(hours=1)
        moments.append(clock.now())
        await clinic.write(conversation, f"message {number}")

    async def texts(**options: Any) -> list[str]:
        newer = Newer()
        summary, _ = await run(clinic, newer, **options)
        found = [asked.text for page in newer.pages for asked in page]
        size = await Replay(clinic.db, clinic.audit).size(options.get("since"), options.get("limit"))
        assert summary.messages == len(found) == size
        return found

    assert await texts(since=moments[3]) == ["message 4", "message 3"]
    assert await texts(limit=3) == ["message 4", "message 3", "message 2"]
    assert await texts(since=moments[1], limit=2) == ["message 4", "message 3"]
    clock.advance(days=1)
    assert await texts(since=clock.now()) == []


async def test_what_waits_for_its_first_screening_is_left_to_the_worker(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await clinic.conversations.accept(conversation, text="just in", client_id="c1")
    summary, _ = await run(clinic, Newer())
    assert summary.messages == 0
    async with db.read() as session:
        assert await MessageStore(session).count_screened(None) == 0


async def test_ctrl_c_leaves_its_entry(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    await clinic.write(await clinic.patient(), "hello")
    began, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(page: Sequence[Asked]) -> Iterable[Screening]:
        loop.call_soon_threadsafe(began.set)
        go_on.wait(20)
        yield from Newer()(page)

    task = asyncio.create_task(run(clinic, slow))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    (entry,) = await entries(clinic)
    assert (entry.facts["messages"], entry.facts["finished"]) == (0, False)


@pytest.mark.parametrize("text", ["Several days", "Several days, low"])
async def test_what_a_follow_up_added_is_no_difference_between_versions(db: Database, clock: MovingClock, text: str) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await clinic.write(conversation, text)
    await clinic.follow_ups.begin(message, "phq9", 1)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    assert await clinic.follow_ups.settle(pending, FollowUpOutcome.ACTIVE, OpenedBy.ACTION) is Tier.HIGH
    same = WordScreener()
    summary, changes = await run(clinic, lambda page: [screened(same, asked) for asked in page])
    assert (summary.messages, changes) == (1, [])
    summary, (change,) = await run(clinic, Newer({text: screening(Tier.MODERATE, Category.SUICIDE)}))
    assert (change.stored.tier, change.direction) == (same.screen(text).tier, Direction.RAISED)
    stored = await clinic.conversations.screening_of(message.id)
    assert stored, "what is stored, and acted on, stands"
    assert (stored.tier, stored.flagged) == (Tier.HIGH, True)


async def test_a_follow_up_on_a_screening_that_had_failed_leaves_it_failed(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    message = await clinic.write(await clinic.patient(), "Several days")
    stored = await clinic.conversations.screening_of(message.id)
    assert stored
    record = replace(record_of(message.id, Screening.unfinished(ScreeningState.FAILED, "words-1"), clock.now()), evidence=[])
    found = {"rule": follow_up_rule("phq9", 9), "tier": "high", "category": "suicide"}
    raised = replace(record, tier=Tier.HIGH, categories=[*record.categories, "suicide"], evidence=[found])
    assert without_follow_ups(raised) == record
    assert without_follow_ups(stored) is stored
