"""Searching: the same on both databases, page by page, by word and by screening; and each search leaves its mark."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.audit.snippets import SnippetPart
from bot.audit.transcripts import MAX_WORDS, Transcripts
from bot.db.engine import Database, Session
from bot.db.search_words import query_words, search_words
from bot.db.stores import word_matches
from bot.db.stores.transcripts import TranscriptStore, Wanted
from bot.db.tables import Conversation, Message, Person, ScreeningRow
from bot.errors import Invalid
from bot.safety.screening import Screening
from bot.words import Category, Tier
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.audit.support import SUPERVISOR, make_supervisor

pytestmark = pytest.mark.asyncio

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = [
    "pain", "Pain", "painful", "can't", "cant", "sleep", "l4-l5", "caf\u00e9", "cafe", "7", "7/10", "\u0431\u043e\u043b\u044c",
    "", "...", "mother's", "mothers", "mother",
]  # fmt: skip
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), ANY_TEXT)
CATEGORIES = st.lists(st.sampled_from([Category.SUICIDE, Category.DISTRESS, Category.MEDICINE]), unique=True)
SCREENED = st.one_of(st.none(), st.tuples(st.sampled_from(list(Tier)), CATEGORIES))
WANTED = st.builds(
    Wanted,
    words=st.one_of(st.just(()), TEXTS.map(lambda words: tuple(query_words(words)[:MAX_WORDS]))),
    flagged=st.sampled_from([None, None, True, False]),
    tier=st.sampled_from([None, None, None, *Tier]),
    category=st.sampled_from([None, None, Category.SUICIDE, Category.DISTRESS]),
)


class Undo(Exception):
    """Raised to roll an example's messages back."""


async def put(session: Session, said: list[tuple[str, Any]]) -> None:
    """Put messages into one conversation, with identifiers that rise with their number."""
    session.add(Person(id="p1", role="patient", display_name="Patient 1", created_at=START))
    await session.flush()
    session.add(Conversation(id="c1", patient_id="p1", created_at=START))
    await session.flush()
    messages = [
        Message(
            id=f"{number:032x}", conversation_id="c1", seq=number, sender="patient", sender_id="p1", epoch=0, text=words,
            content={}, created_at=START + timedelta(seconds=number), answered_at=START,
        )
        for number, (words, _) in enumerate(said, 1)
    ]  # fmt: skip
    session.add_all(messages)
    await session.flush()
    session.add_all(
        ScreeningRow(
            message_id=message.id, conversation_id="c1", state="done", tier=screened[0].value, flagged=screened[0] is not Tier.NONE,
            categories=[category.value for category in screened[1]], evidence=[], notes=[], version="1", milliseconds=1.0,
            created_at=START,
        )
        for message, (_, screened) in zip(messages, said, strict=True)
        if screened is not None
    )  # fmt: skip
    await session.flush()


def expected(said: list[tuple[str, Any]], wanted: Wanted) -> list[str]:
    """What a search must find, said in plain Python: the newest first."""
    ids = []
    for number, (words, screened) in enumerate(said, 1):
        tier, categories = screened or (None, [])
        flagged = tier not in {None, Tier.NONE}
        if (
            set(wanted.words) <= set(search_words(words).split(" "))
            and (wanted.flagged is None or (tier is not None and flagged == wanted.flagged))
            and (wanted.tier is None or tier == wanted.tier)
            and (wanted.category is None or (flagged and wanted.category in categories))
        ):
            ids.append(f"{number:032x}")
    return ids[::-1]


@pytest.mark.parametrize("few, many", [(0, 40_000), (2000, 40_000), (2000, 0)])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(TEXTS, SCREENED), min_size=1, max_size=12), queries=st.lists(WANTED, min_size=10, max_size=10))
async def test_each_database_finds_what_plain_python_finds(
    db: Database, few: int, many: int, said: list[tuple[str, Any]], queries: list[Wanted]
):
    asked = [*queries, *(Wanted(tuple(query_words(words)[:MAX_WORDS])) for words, _ in said)]
    with pytest.MonkeyPatch.context() as patch, suppress(Undo):
        patch.setattr(word_matches, "FEW", few)
        patch.setattr(word_matches, "SURELY_MANY", many)
        async with db.write() as session:
            await put(session, said)
            store = TranscriptStore(session)
            for wanted in asked:
                want = expected(said, wanted)
                assert [found.message_id for found in await store.search(wanted, before=None, limit=100)] == want
                if len(want) > 1:
                    rest = await store.search(wanted, before=want[0], limit=100)
                    assert [found.message_id for found in rest] == want[1:]
            raise Undo


@pytest_asyncio.fixture
async def clinic(db: Database, clock: MovingClock) -> Clinic:
    clinic = Clinic(db, clock)
    await make_supervisor(clinic)
    return clinic


@pytest.fixture
def transcripts(clinic: Clinic) -> Transcripts:
    return Transcripts(clinic.db, clinic.clock, clinic.audit)


async def test_pages_follow_each_other_without_loss_or_repetition(clinic: Clinic, transcripts: Transcripts):
    conversation = await clinic.patient()
    for number in range(11):
        await clinic.write(conversation, f"walking {number}")
    cursor, seen = None, []
    while True:
        page = await transcripts.search(SUPERVISOR, words="WALKING", cursor=cursor, limit=5)
        seen += [result.found.text for result in page.results if result.found.sender == "patient"]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"walking {number}" for number in range(10, -1, -1)]


async def test_a_result_says_what_was_found_where_and_by_whom(clinic: Clinic, transcripts: Transcripts):
    await clinic.write(await clinic.patient("Patient 7"), "It is a high fence, and my back can't take it.")
    page = await transcripts.search(SUPERVISOR, words="cant Fence", flagged=True)
    (result,) = page.results
    assert (result.found.patient_name, result.found.seq, result.found.sender) == ("Patient 7", 1, "patient")
    assert (result.found.tier, result.found.categories, result.found.reviewed) == (Tier.HIGH, ["suicide"], False)
    assert [part.text for part in result.snippet if part.hit] == ["fence", "can't"]
    assert "".join(part.text for part in result.snippet) == "It is a high fence, and my back can't take it."


async def test_flags_are_found_without_words_and_show_their_evidence(clinic: Clinic, transcripts: Transcripts):
    conversation = await clinic.patient()
    await clinic.write(conversation, "all is well")
    await clinic.write(conversation, "that was high")
    await clinic.write(conversation, "an emergency")
    flagged = await transcripts.search(SUPERVISOR, flagged=True)
    assert [result.found.text for result in flagged.results] == ["an emergency", "that was high"]
    assert flagged.results[1].snippet == [SnippetPart("that was ", hit=False), SnippetPart("high", hit=True)]
    assert len((await transcripts.search(SUPERVISOR, tier=Tier.EMERGENCY)).results) == 1
    assert len((await transcripts.search(SUPERVISOR, category=Category.SUICIDE)).results) == 2
    assert (await transcripts.search(SUPERVISOR, category=Category.ABUSE)).results == []
    assert [result.found.text for result in (await transcripts.search(SUPERVISOR, flagged=False)).results] == ["all is well"]


@pytest.mark.parametrize(
    "asked",
    [{}, {"words": "  "}, {"words": "?!"}, {"words": "a b c d e f g h i j k"}, {"words": "x", "cursor": "'; DROP"}],
)
async def test_a_search_for_nothing_is_refused(transcripts: Transcripts, asked: dict[str, str]):
    with pytest.raises(Invalid):
        await transcripts.search(SUPERVISOR, **asked)


@pytest.mark.parametrize("words", ['"', "AND", 'pain" OR "x', "NEAR(pain sleep)", "pain*", "words:pain", "a' OR 1=1 --", "%", "_"])
async def test_what_looks_like_a_query_language_is_only_words(clinic: Clinic, transcripts: Transcripts, words: str):
    await clinic.write(await clinic.patient(), "my pain is bad")
    if not query_words(words):
        with pytest.raises(Invalid):
            await transcripts.search(SUPERVISOR, words=words)
        return
    found = [result.found.text for result in (await transcripts.search(SUPERVISOR, words=words)).results]
    assert ("my pain is bad" in found) == (words == "pain*")


async def test_a_search_is_recorded_with_counts_and_a_digest(clinic: Clinic, transcripts: Transcripts):
    await clinic.write(await clinic.patient(), "xylophone lessons")
    await transcripts.search(SUPERVISOR, words="Xylophone", tier=Tier.NONE)
    entry = (await clinic.audit.entries(SUPERVISOR))[0]
    assert (entry["event"], entry["actor_id"], entry["actor_name"]) == ("transcript:searched", SUPERVISOR.id, "Supervisor 1")
    facts = {"results": 1, "words": 1, "flagged": None, "tier": "none", "category": None, "lowered": False, "continued": False}
    assert entry["facts"] == facts
    async with clinic.db.read() as session:
        stored = [dict(row) for row in (await session.execute(text("SELECT * FROM audit_entries"))).mappings()]
    assert "xylophone" not in str(stored).lower()
    assert (await clinic.audit.verify()).ok


async def test_what_context_lowered_is_found_with_its_reason(clinic: Clinic, transcripts: Transcripts):
    note = "suicide.intent: emergency lowered to none, told as over (past)"

    def lowered(text: str) -> Screening:
        notes = (note,) if "then" in text else ()
        return Screening(Tier.NONE, (), (), "words-1", notes=notes)

    clinic.turns._screener = SimpleNamespace(
        screen=lambda text, context=None: lowered(text), asks_for_moods=lambda *_: False, denies=lambda *_: False, version="words-1"
    )
    conversation = await clinic.patient()
    await clinic.write(conversation, "back then I wanted to die")
    await clinic.write(conversation, "all is well")
    (result,) = (await transcripts.search(SUPERVISOR, lowered=True)).results
    assert (result.found.text, result.found.tier, result.found.flagged) == ("back then I wanted to die", Tier.NONE, False)
    assert result.found.notes == [note]
    assert (await transcripts.search(SUPERVISOR, lowered=True, flagged=True)).results == []
    assert (await clinic.audit.entries(SUPERVISOR))[0]["facts"]["lowered"] is True
