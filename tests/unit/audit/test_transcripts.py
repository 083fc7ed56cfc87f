"""Reading: a page of a conversation with all that belongs to it, at a cost that does not grow, and never unrecorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text

from bot.audit.log import AuditLog
from bot.audit.reviews import Reviews
from bot.audit.transcripts import TranscriptPage, Transcripts
from bot.db.engine import Database
from bot.db.tables import Understanding
from bot.errors import Invalid, NotFound
from bot.records import MessageRecord, Utterance
from bot.words import Outcome
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.audit.support import SUPERVISOR, make_supervisor

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def clinic(db: Database, clock: MovingClock) -> Clinic:
    clinic = Clinic(db, clock)
    await make_supervisor(clinic)
    return clinic


@pytest.fixture
def transcripts(clinic: Clinic) -> Transcripts:
    return Transcripts(clinic.db, clinic.clock, clinic.audit)


def seqs(page: TranscriptPage) -> list[int]:
    return [entry.detail.message.seq for entry in page.messages]


async def case_of(clinic: Clinic, message: MessageRecord) -> str:
    case_id = await clinic.cases.case_of(message.id)
    assert case_id is not None
    return case_id


async def chat(clinic: Clinic, turns: int) -> str:
    """A conversation of ``turns`` messages and as many answers."""
    conversation = await clinic.patient()
    for number in range(turns):
        clinic.clock.advance(minutes=1)  # type: ignore[attr-defined]
        await clinic.write(conversation, f"message {number}")
    return conversation


@pytest.mark.parametrize(
    "place, limit, want, earlier, later",
    [
        ({}, 4, [17, 18, 19, 20], True, False),
        ({"after": 0}, 4, [1, 2, 3, 4], False, True),
        ({"after": 18}, 4, [19, 20], True, False),
        ({"before": 4}, 10, [1, 2, 3], False, True),
        ({"around": 10}, 5, [8, 9, 10, 11, 12], True, True),
        ({"around": 1}, 5, [1, 2, 3, 4, 5], False, True),
        ({"around": 20}, 5, [16, 17, 18, 19, 20], True, False),
        ({"around": 10}, 100, list(range(1, 21)), False, False),
        ({"after": 20}, 5, [], False, False),
    ],
)
async def test_pages(
    clinic: Clinic, transcripts: Transcripts, place: dict[str, int], limit: int, want: list[int], earlier: bool, later: bool
):
    conversation = await chat(clinic, 10)
    page = await transcripts.read(SUPERVISOR, conversation, limit=limit, **place)
    assert seqs(page) == want
    if want:
        assert (page.has_earlier, page.has_later) == (earlier, later)


async def test_each_message_comes_with_its_screening_and_what_was_understood(clinic: Clinic, transcripts: Transcripts):
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "that was high")
    async with clinic.db.write() as session:
        session.add(
            Understanding(
                message_id=message.id,
                conversation_id=conversation,
                intent="inform",
                confidence=0.9,
                entities=[],
                actions=["a"],
                model_id="m",
                created_at=clinic.clock.now(),
            )
        )
    page = await transcripts.read(SUPERVISOR, conversation)
    detail = page.messages[0].detail
    assert detail.screening is not None
    assert detail.screening.evidence[0]["text"] == "high"
    assert detail.understanding is not None
    assert (detail.understanding.intent, detail.understanding.actions) == ("inform", ["a"])
    assert page.conversation.id == conversation


async def test_changes_and_drafts_stand_where_they_happened(clinic: Clinic, transcripts: Transcripts, clock: MovingClock):
    conversation = await clinic.patient()
    await clinic.write(conversation, "hello")
    clock.advance(minutes=1)
    risky = await clinic.write(conversation, "that was high")
    therapist = await clinic.therapist()
    case_id = await case_of(clinic, risky)
    clock.advance(minutes=1)
    await clinic.cases.take_over(case_id, therapist)
    clock.advance(minutes=1)
    assert await clinic.conversations.answer(risky, [Utterance("a late reply")], epoch=0) == []

    page = await transcripts.read(SUPERVISOR, conversation)
    by_seq = {entry.detail.message.seq: entry for entry in page.messages}
    drafts = [draft.text for draft in by_seq[risky.seq].drafts]
    assert drafts == ["You said: that was high", "a late reply"]
    assert sum(len(entry.drafts) for entry in page.messages) == len(drafts)
    owners = [(placed.change.from_state, placed.change.to_state) for placed in page.changes if placed.change.kind == "owner"]
    assert owners == [("bot", "queue"), ("queue", "therapist")]
    steps = [placed for placed in page.changes if placed.change.kind == "case"]
    assert steps[0].change.action == "opened"
    assert all(placed.after_seq >= risky.seq and placed.change.case_id == case_id for placed in steps)
    assert {placed.change.actor_name for placed in page.changes} >= {therapist.display_name}


async def test_every_change_is_on_exactly_one_page(clinic: Clinic, transcripts: Transcripts, clock: MovingClock):
    conversation = await clinic.patient()
    therapist = await clinic.therapist()
    for number in range(3):
        clock.advance(minutes=1)
        case_id = await case_of(clinic, await clinic.write(conversation, f"that was high {number}"))
        clock.advance(minutes=1)
        await clinic.cases.take_over(case_id, therapist)
        clock.advance(minutes=1)
        await clinic.cases.hand_back(case_id, therapist)
        await clinic.cases.release(case_id, therapist)
    whole = await transcripts.read(SUPERVISOR, conversation, limit=200)
    assert len(whole.changes) > 9
    pieces: list[Any] = []
    after = 0
    while True:
        page = await transcripts.read(SUPERVISOR, conversation, after=after, limit=3)
        pieces += [placed.change for placed in page.changes]
        after = seqs(page)[-1]
        if not page.has_later:
            break
    assert pieces == [placed.change for placed in whole.changes]


async def test_reading_is_recorded_with_what_was_seen(clinic: Clinic, transcripts: Transcripts):
    conversation = await chat(clinic, 5)
    await transcripts.read(SUPERVISOR, conversation, after=2, limit=3)
    entry = (await clinic.audit.entries(SUPERVISOR, conversation))[0]
    assert (entry["event"], entry["actor_name"], entry["object_id"]) == ("transcript:read", "Supervisor 1", conversation)
    assert entry["facts"] | {"patient": ""} == {"patient": "", "messages": 3, "from": 3, "to": 5}


async def test_what_cannot_be_recorded_is_not_shown(clinic: Clinic, clock: MovingClock):
    class Broken(AuditLog):
        async def append(self, *args: Any, **kwargs: Any) -> None:
            raise OSError("disk full")

    conversation = await chat(clinic, 1)
    transcripts = Transcripts(clinic.db, clock, Broken(clinic.db, clock))
    with pytest.raises(OSError, match="disk full"):
        await transcripts.read(SUPERVISOR, conversation)
    with pytest.raises(OSError, match="disk full"):
        await transcripts.search(SUPERVISOR, words="message")


async def test_what_is_not_there(clinic: Clinic, transcripts: Transcripts):
    with pytest.raises(NotFound):
        await transcripts.read(SUPERVISOR, "nowhere")
    conversation = await clinic.patient()
    assert seqs(await transcripts.read(SUPERVISOR, conversation)) == []
    with pytest.raises(Invalid):
        await transcripts.read(SUPERVISOR, conversation, after=1, around=2)


@asynccontextmanager
async def counted(db: Database) -> AsyncIterator[list[int]]:
    """Counts the statements that are executed."""
    fetched: list[int] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        fetched.append(len(statement))

    event.listen(db.engine.sync_engine, "before_cursor_execute", count)
    try:
        yield fetched
    finally:
        event.remove(db.engine.sync_engine, "before_cursor_execute", count)


async def test_a_page_of_a_long_conversation_asks_no_more_of_the_database(clinic: Clinic, transcripts: Transcripts):
    asked = []
    for turns in (3, 40):
        conversation = await _named_chat(clinic, turns)
        async with counted(clinic.db) as statements:
            page = await transcripts.read(SUPERVISOR, conversation, limit=5)
        assert len(page.messages) == 5
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12


async def _named_chat(clinic: Clinic, turns: int) -> str:
    conversation = await clinic.patient(f"Patient of {turns}")
    for number in range(turns):
        await clinic.write(conversation, f"message {number}", client_id=f"{turns}-{number}")
    return conversation


async def test_nothing_of_what_was_said_is_in_the_audit(clinic: Clinic, transcripts: Transcripts):
    planted = ("xylophone", "zeppelin", "quagmire", "walrus", "marzipan")
    conversation = await clinic.patient()
    case_id = await case_of(clinic, await clinic.write(conversation, "high xylophone"))
    therapist = await clinic.therapist()
    taken = await clinic.cases.take_over(case_id, therapist)
    await clinic.conversations.write_as_therapist(conversation, therapist, text="a zeppelin", client_id="t1", epoch=taken.epoch)
    await clinic.cases.resolve(case_id, therapist, Outcome.FALSE_ALARM, "quagmire")
    await Reviews(clinic.db, clinic.clock, clinic.audit).add(SUPERVISOR, conversation, rating=3, comment="marzipan")
    await transcripts.search(SUPERVISOR, words="walrus xylophone")
    await transcripts.read(SUPERVISOR, conversation)
    async with clinic.db.read() as session:
        stored = [dict(row) for row in (await session.execute(text("SELECT * FROM audit_entries"))).mappings()]
    assert len(stored) > 10
    assert not [word for word in planted if word in str(stored).lower()]
