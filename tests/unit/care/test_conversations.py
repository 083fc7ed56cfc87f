"""Conversations: nothing accepted is lost, nothing is stored twice, and only the owner speaks."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.accounts.actor import Actor
from bot.care.context import offered_payloads
from bot.care.conversations import OwnerChanged
from bot.db.engine import Database
from bot.db.stores.conversations import ConversationStore
from bot.db.tables import DiscardedDraft
from bot.errors import Invalid, NotFound
from bot.records import MessageRecord, Utterance
from bot.safety.screening import Evidence, Screening
from bot.words import Category, OpenedBy, Owner, Sender, Tier
from tests.clinic import CLI, Clinic
from tests.conftest import MovingClock


@pytest.mark.asyncio
async def test_the_same_client_id_is_stored_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    results = await asyncio.gather(*(clinic.conversations.accept(conversation, text="hello", client_id="same") for _ in range(8)))
    assert len({message.id for message, _ in results}) == 1
    assert [new for _, new in results].count(True) == 1
    messages, _ = await clinic.conversations.page(conversation)
    assert [message.seq for message in messages] == [1]


@pytest.mark.asyncio
async def test_the_first_screening_stands(db: Database, clock: MovingClock) -> None:
    """Invariant 2: gateway and worker may both screen a message; what was stored first is what everybody goes by."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message, _ = await clinic.conversations.accept(conversation, text="hello", client_id="a")
    reply = [Utterance("safety")]
    first, _ = await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda *_: reply)
    second, _ = await clinic.conversations.record_screening(message, clinic.screener.screen("low"), lambda *_: reply)
    assert (first.tier, second.tier) == (Tier.HIGH, Tier.HIGH)
    await clinic.conversations.keep_screening(message, clinic.conversations.unsaved_screening(message, clinic.screener.screen("")))
    stored = await clinic.conversations.screening_of(message.id)
    assert stored
    assert stored.tier is Tier.HIGH
    assert await clinic.said(conversation) == ["patient: hello", "system: safety"]
    entries = [entry["event"] for entry in await clinic.audit.entries(CLI, message.id)]
    assert entries.count("screening:message:done") == 1


@pytest.mark.asyncio
async def test_the_words_that_a_screening_found_are_not_in_the_chain(db: Database, clock: MovingClock) -> None:
    """Invariants 7 and 10: not one of them; a single word would pass for a name of something."""
    clinic = Clinic(db, clock)
    message, _ = await clinic.conversations.accept(await clinic.patient(), text="a xylophone", client_id="a")
    found = Evidence(2, 11, "xylophone", Category.SUICIDE, Tier.LOW, "word", "the test said so")
    screening = Screening(Tier.LOW, (Category.SUICIDE,), (found,), "words-1", notes=("xylophone",))
    await clinic.conversations.record_screening(message, screening, lambda *_: [])
    await clinic.cases.open_case(message.id, OpenedBy.ACTION)
    assert "xylophone" not in str(await clinic.audit.entries(CLI, limit=500))


@pytest.mark.asyncio
async def test_numbers_have_no_gap_and_no_double_under_load(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await asyncio.gather(*(clinic.conversations.accept(conversation, text=str(i), client_id=f"c{i}") for i in range(40)))
    messages, more = await clinic.conversations.page(conversation, after=0, limit=100)
    assert [message.seq for message in messages] == list(range(1, 41))
    assert not more


@pytest.mark.asyncio
async def test_a_client_id_cannot_pose_as_a_programs(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    with pytest.raises(Invalid):
        await clinic.conversations.accept(conversation, text="hello", client_id="reply:x:0")


@pytest.mark.asyncio
async def test_a_payload_must_have_been_offered(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    offer = Utterance("Shall we?", {"buttons": [{"title": "Yes", "payload": "/affirm"}]})
    await clinic.conversations.announce(conversation, [offer], epoch=0, name="offer")
    message, _ = await clinic.conversations.accept(conversation, text="Yes", client_id="a", payload="/affirm")
    assert message.content["payload"] == "/affirm"
    with pytest.raises(Invalid, match="no longer offered"):
        await clinic.conversations.accept(conversation, text="x", client_id="b", payload="/restart")


@pytest.mark.asyncio
async def test_paging_reaches_every_message_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for i in range(23):
        await clinic.conversations.accept(conversation, text=str(i), client_id=f"c{i}")
    backwards: list[int] = []
    before, more = None, True
    while more:
        page, more = await clinic.conversations.page(conversation, before=before, limit=5)
        backwards = [message.seq for message in page] + backwards
        before = page[0].seq
    assert backwards == list(range(1, 24))


@pytest.mark.asyncio
async def test_an_unknown_conversation_is_refused(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    with pytest.raises(NotFound):
        await clinic.conversations.accept("0" * 32, text="hello", client_id="a")


@pytest.mark.asyncio
async def test_a_therapist_writes_only_while_the_conversation_is_theirs(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    message = await clinic.write(conversation, "high")
    case = await clinic.cases.case_of(message.id)
    assert case
    with pytest.raises(OwnerChanged):
        await clinic.conversations.write_as_therapist(conversation, therapist, text="Hello", client_id="t1", epoch=0)
    epoch = (await clinic.cases.take_over(case, therapist)).epoch
    said, new = await clinic.conversations.write_as_therapist(conversation, therapist, text="Hello", client_id="t1", epoch=epoch)
    again, new_again = await clinic.conversations.write_as_therapist(
        conversation, therapist, text="Hello", client_id="t1", epoch=epoch
    )
    assert (new, new_again, said.id) == (True, False, again.id)
    await clinic.cases.hand_back(case, therapist)
    with pytest.raises(OwnerChanged):
        await clinic.conversations.write_as_therapist(conversation, therapist, text="More", client_id="t2", epoch=epoch)
    again_theirs = (await clinic.cases.take_over(case, therapist)).epoch
    with pytest.raises(OwnerChanged):  # what was written under what they saw then may fit no longer
        await clinic.conversations.write_as_therapist(conversation, therapist, text="More", client_id="t2", epoch=epoch)
    colleague = await clinic.therapist("Therapist 2")
    with pytest.raises(OwnerChanged):
        await clinic.conversations.write_as_therapist(conversation, colleague, text="Me too", client_id="t3", epoch=again_theirs)
    await clinic.conversations.write_as_therapist(conversation, therapist, text="More", client_id="t2", epoch=again_theirs)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "owner,may", [("bot", {"answer", "hold", "announce"}), ("queue", {"hold", "admit lateness"}), ("therapist", set())]
)
async def test_who_owns_it_decides_what_programs_say(db: Database, clock: MovingClock, owner: str, may: set[str]) -> None:
    """Invariant 5, also for what is said under the newest epoch; what is not said is kept as a draft."""
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    message, _ = await clinic.conversations.accept(conversation, text="hello", client_id="a")
    if owner != "bot":
        async with db.write() as session:
            current = await clinic.conversations.get(conversation)
            await clinic.conversations.change_owner(session, current, Owner(owner), therapist)
    epoch, said = (await clinic.conversations.get(conversation)).epoch, [Utterance("words")]
    spoken = {
        "answer": await clinic.conversations.answer(message, said, epoch=epoch),
        "hold": await clinic.conversations.hold(message, said, epoch=epoch),
        "announce": await clinic.conversations.announce(conversation, said, epoch=epoch, name="resume"),
        "admit lateness": await clinic.conversations.admit_lateness(conversation, said, epoch=epoch),
    }
    assert {way for way, messages in spoken.items() if messages} == may
    assert len([line for line in await clinic.said(conversation) if "words" in line]) == len(may)
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(DiscardedDraft)) == len(spoken) - len(may)
    entries = [entry["event"] for entry in await clinic.audit.entries(CLI, conversation)]
    assert entries.count("draft:discarded") == len(spoken) - len(may)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["compose", "send", "take over", "hand back", "send again"]))
def test_the_bot_never_speaks_under_an_earlier_epoch(
    order: list[str], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Invariant 5, over interleavings: whatever happens between composing and sending, a stale reply becomes a draft."""
    path = tmp_path_factory.mktemp("epoch") / "handrail.db"
    shutil.copy(sqlite_template, path)

    async def run() -> None:
        db, clock = Database(f"sqlite+aiosqlite:///{path}"), MovingClock()
        clinic = Clinic(db, clock)
        conversation, therapist = await clinic.patient(), await clinic.therapist()
        asked = {
            step: (await clinic.conversations.accept(conversation, text="hello", client_id=step))[0]
            for step in ("send", "send again")
        }
        composed_in, sends, allowed = 0, 0, 0
        for step in order:
            current = await clinic.conversations.get(conversation)
            if step == "compose":
                composed_in = current.epoch
            elif step in ("take over", "hand back"):
                owner = Owner.THERAPIST if step == "take over" else Owner.BOT
                async with db.write() as session:
                    actor = therapist if owner is Owner.THERAPIST else Actor.system("gateway")
                    await clinic.conversations.change_owner(session, current, owner, actor)
            else:
                sends += 1
                said = await clinic.conversations.answer(asked[step], [Utterance("reply")], epoch=composed_in)
                fits = current.owner is Owner.BOT and current.epoch == composed_in
                assert bool(said) == fits
                allowed += fits
        async with db.read() as session:
            drafts = await session.scalar(select(func.count()).select_from(DiscardedDraft))
            kept = await ConversationStore(session).get(conversation)
        assert kept
        assert drafts == sends - allowed
        await db.dispose()

    asyncio.run(run())


def test_offers_include_buttons_and_choices() -> None:
    content = {"buttons": [{"title": "a", "payload": "/a"}], "element": {"options": [{"title": "b", "payload": "/b"}]}}
    message = MessageRecord("i", "c", 1, Sender.BOT, None, "", "web", None, None, 0, "t", content, datetime.now(UTC), None)
    assert offered_payloads([message]) == {"/a", "/b"}
