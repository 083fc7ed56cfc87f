"""The tracker store: bounded, faithful, and written once (invariant 9)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, select

from bot.db.engine import Database
from bot.db.tables import Tracker, Understanding
from bot.dialogue.rasa.tracker_store import HandrailTrackerStore

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
CONVERSATION = "c" * 32


def turn(number: int, *, intent: str = "inform", actions: tuple[str, ...] = ("check_in_form",), text: str = "about a 7"):
    metadata = {
        "message_id": f"{number:032x}",
        "patient_id": "p" * 32,
        "now": "2026-03-02T09:00:00+00:00",
        "screening": {"tier": "none", "evidence": [{"text": "x" * 500}]},
    }
    parsed = {
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [],
        "text": text,
        "intent_ranking": [{"name": "x" * 50, "confidence": 0.1}] * 40,
    }
    events = [UserUttered(text, parsed["intent"], [], parsed, metadata=metadata)]
    for action in actions:
        events += [ActionExecuted(action), BotUttered("And how is your mood?", {"custom": {"element": {"options": ["x" * 300]}}})]
    return [*events, ActionExecuted("action_listen")]


async def play(store: HandrailTrackerStore, domain: Domain, turns: Iterable[list[Event]]):
    tracker = await store.retrieve(CONVERSATION)
    if tracker is None:
        tracker = DialogueStateTracker(CONVERSATION, domain.slots)
    for events in turns:
        tracker.update_with_events(events, domain)
        await store.save(tracker)
        tracker = await store.retrieve(CONVERSATION)
    return tracker


async def row(db: Database):
    async with db.read() as session:
        return (await session.execute(select(Tracker))).scalar_one()


@pytest.mark.asyncio
async def test_a_thousand_turns_cost_what_ten_cost(db_url: str, db: Database, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    await play(
        store,
        domain,
        [[SlotSet("check_in", {"day": "2026-03-02"}), ActiveLoop("check_in_form")], *(turn(number) for number in range(1, 11))],
    )
    early = len(json.dumps((await row(db)).state))
    tracker = await play(store, domain, [turn(number) for number in range(11, 1011)])
    late = await row(db)
    assert len(json.dumps(late.state)) <= early * 1.1
    assert late.turn_count == 1011
    assert tracker.get_slot("check_in") == {"day": "2026-03-02"}
    assert tracker.active_loop_name == "check_in_form"
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Understanding)) == 1010
    await store.dispose()


@pytest.mark.asyncio
async def test_what_was_understood_is_written_once_with_the_turn(db_url: str, db: Database, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    tracker = await play(store, domain, [turn(1, intent="ask_why", actions=("action_answer", "check_in_form"))])
    tracker.model_id = "another"
    await store.save(tracker)
    async with db.read() as session:
        understanding = (await session.execute(select(Understanding))).scalar_one()
    assert (understanding.intent, understanding.actions) == ("ask_why", ["action_answer", "check_in_form"])
    assert (understanding.message_id, understanding.conversation_id) == (f"{1:032x}", CONVERSATION)
    assert understanding.model_id != "another"
    await store.dispose()


@pytest.mark.asyncio
async def test_the_state_holds_no_screening(db_url: str, db: Database, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    await play(store, domain, [turn(1)])
    assert "evidence" not in json.dumps((await row(db)).state)
    await store.dispose()


@pytest.mark.asyncio
async def test_a_slot_set_to_nothing_stays_nothing(db_url: str, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    tracker = await play(
        store, domain, [[SlotSet("offer", "lesson"), SlotSet("pain", 7)], turn(1), [SlotSet("offer", None)], turn(2)]
    )
    assert (tracker.get_slot("offer"), tracker.get_slot("pain")) == (None, 7)
    await store.dispose()


@pytest.mark.asyncio
async def test_a_loop_that_ended_stays_ended(db_url: str, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    tracker = await play(
        store, domain, [[ActiveLoop("check_in_form")], *(turn(number) for number in range(1, 9)), [ActiveLoop(None)], turn(9)]
    )
    assert tracker.active_loop_name is None
    await store.dispose()


@pytest.mark.asyncio
async def test_slots_of_an_older_model_are_left_out(db_url: str, db: Database, domain: Domain):
    store = HandrailTrackerStore(domain, host=db_url)
    await play(store, domain, [turn(1)])
    async with db.write() as session:
        stored = (await session.execute(select(Tracker))).scalar_one()
        stored.state = {**stored.state, "slots": {"gone": 1, "pain": 3}}
    tracker = await store.retrieve(CONVERSATION)
    assert tracker.get_slot("pain") == 3
    await store.dispose()


@pytest.mark.asyncio
async def test_a_database_that_fails_is_no_new_conversation(tmp_path: Path, domain: Domain):
    store = HandrailTrackerStore(domain, host=f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    with pytest.raises(Exception, match="no such table"):
        await store.retrieve(CONVERSATION)
    await store.dispose()


@pytest.mark.asyncio
async def test_without_an_address_rows_stay_in_memory(domain: Domain):
    store = HandrailTrackerStore(domain)
    tracker = await play(store, domain, [turn(number) for number in range(1, 60)])
    assert len(tracker.events) < 40
    assert list(await store.keys()) == [CONVERSATION]


def test_made_in_one_loop_and_used_in_another(sqlite_template: Path, tmp_path: Path, domain: Domain):
    path = tmp_path / "loops.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = HandrailTrackerStore(domain, host=f"sqlite+aiosqlite:///{path}")

    async def once(number: int) -> None:
        await play(store, domain, [turn(number)])
        await store.dispose()

    asyncio.run(once(1))
    asyncio.run(once(2))

    async def count() -> int | None:
        db = Database(f"sqlite+aiosqlite:///{path}")
        async with db.read() as session:
            found = await session.scalar(select(func.count()).select_from(Understanding))
        await db.dispose()
        return found

    assert asyncio.run(count()) == 2
