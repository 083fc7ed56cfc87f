"""Drills go the whole way, say how they ended, and are seen by nobody but administrators."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.drills import drills
from bot.drills.board import DrillBoard, DrillState, hops
from bot.drills.requests import DrillRequests
from bot.errors import Conflict, NotFound
from bot.safety.screen import Screener
from bot.words import CaseStatus, DrillOutcome, OpenedBy, Role, Tier
from tests.clinic import CHANNELS, CLI, Clinic
from tests.conftest import MovingClock
from tests.doubles import hanging
from tests.unit.drills.support import DEADLINE, EVERY, drills_of, escalating, run_through

pytestmark = pytest.mark.asyncio


async def test_a_drill_goes_the_whole_way(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    board, running = DrillBoard(db, clock, EVERY, DEADLINE), drills_of(clinic)
    assert (await board.status()).state is DrillState.PENDING
    await running.look()
    await run_through(clinic, running)
    status = await board.status()
    assert status.state is DrillState.PASSED
    assert status.last
    assert hops(status.last) == dict.fromkeys(("accepted", "screened", "opened", "asked", "notified"), 0.0)
    assert [message.subject for _, message in clinic.sender.letters] == ["Handrail: drill, nothing to do"]
    case = await clinic.cases.get(status.last.case_id or "")
    assert (case.status, case.tier, case.opened_by) == (CaseStatus.RESOLVED, Tier.HIGH, OpenedBy.ACTION)
    await running.look()
    assert (await board.status()).last == status.last, "the next one is not due"
    clock.advance(hours=6)
    await running.look()
    await run_through(clinic, running)
    again = (await board.status()).last
    assert again
    assert again.id != status.last.id
    assert again.outcome is DrillOutcome.PASSED


async def test_nobody_meets_a_drill(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    therapist, supervisor = await clinic.therapist(), await clinic.staff(Role.SUPERVISOR, "Some supervisor")
    running = drills_of(clinic)
    await running.look()
    await clinic.turns.drain(30)
    conversation = await clinic.conversations.get(await clinic.accounts.canary())
    assert conversation.canary
    assert len(await clinic.said(conversation.id)) >= 2
    for statuses in ([CaseStatus.OPEN, CaseStatus.CLAIMED], [CaseStatus.RESOLVED]):
        assert await clinic.cases.queue(statuses, therapist_id=therapist.id) == []
        assert await clinic.cases.queue(statuses, therapist_id=None) == []
        await run_through(clinic, running)
    assert conversation.patient_id not in {person.id for person in await clinic.accounts.people()}
    assert not await clinic.accounts.may_read(therapist, conversation.patient_id)
    with pytest.raises(NotFound):
        await clinic.accounts.invite(CLI, conversation.patient_id)
    with pytest.raises(NotFound):
        await clinic.accounts.assign(CLI, therapist.id, conversation.patient_id)
    for wanted in ({"words": "drill"}, {"flagged": True}, {"tier": Tier.HIGH}):
        assert (await clinic.transcripts.search(supervisor, **wanted)).results == []
    with pytest.raises(NotFound):
        await clinic.transcripts.read(supervisor, conversation.id)
    with pytest.raises(NotFound):
        await clinic.reviews.add(supervisor, conversation.id, rating=3)


async def test_every_audit_entry_of_a_drill_says_canary(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    running = drills_of(clinic)
    await running.look()
    await run_through(clinic, running)
    entries = await clinic.audit.entries(CLI)
    assert {entry["event"] for entry in entries} == {
        "account:created", "drill:started", "message:patient:received", "screening:message:done", "message:guidance:sent",
        "case:opened", "case:changed", "conversation:owner:changed", "notification:sent", "drill:finished",
    }  # fmt: skip
    assert [entry["event"] for entry in entries if entry["facts"].get("canary") is not True] == []
    await clinic.write(await clinic.patient(), "high")
    marked = [entry["facts"].get("canary") for entry in await clinic.audit.entries(CLI, limit=5)]
    assert marked.count(None) == 5 - marked.count(True)
    assert (await clinic.audit.verify()).ok


async def test_only_the_administrators_channel_hears_of_a_drill_and_without_one_nobody(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    therapist = await clinic.therapist()
    await clinic.reach.set_on_call(CLI, [therapist.id])
    await clinic.reach.add_contact(CLI, therapist.id, "nurse@clinic.example")
    running = drills_of(clinic)
    await running.look()
    await run_through(clinic, running)
    assert [url for url, _ in clinic.sender.letters] == ["json://alarm.example"]


async def test_a_drill_that_the_safety_net_saved_is_told_apart(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    running = drills_of(clinic)
    await running.look()
    await run_through(clinic, running)
    status = await DrillBoard(db, clock, EVERY, DEADLINE).status()
    assert (status.state, status.last and status.last.missing) == (DrillState.DEGRADED, "opened by the action")
    assert not status.state.alarming
    assert [message.subject for _, message in clinic.sender.letters] == [
        "Handrail: drill, nothing to do",
        "Handrail: a drill went through late",
    ]


async def test_a_hop_that_does_not_happen_in_time_alarms(db: Database, clock: MovingClock) -> None:
    """The ladder stands still: nobody would be asked about a real one either."""
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    running, board = drills_of(clinic), DrillBoard(db, clock, EVERY, DEADLINE)
    await running.look()
    await clinic.turns.drain(30)
    await running.look()
    assert (await board.status()).state is DrillState.PENDING
    clock.advance(minutes=3)
    await running.look()
    await clinic.courier.round()
    status = await board.status()
    assert (status.state, status.last and status.last.missing) == (DrillState.FAILED, "asked")
    assert status.state.alarming
    assert [message.subject for _, message in clinic.sender.letters] == ["Handrail: a drill failed"]
    assert status.last
    assert (await clinic.cases.get(status.last.case_id or "")).status is CaseStatus.RESOLVED
    clock.advance(hours=6)
    await running.look()
    await run_through(clinic, running)
    assert (await board.status()).state is DrillState.PASSED, "the next one goes its way"


async def test_a_worker_that_dies_in_a_drill_leaves_it_to_the_next_one(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = Clinic(db, clock)
    running = drills_of(clinic)

    async def dies(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(clinic.turns, "receive", dies)
        with pytest.raises(RuntimeError):
            await running.look()
    other = drills_of(clinic)
    clock.advance(minutes=3)
    await other.look()
    status = await DrillBoard(db, clock, EVERY, DEADLINE).status()
    assert status.last
    assert (status.last.outcome, status.last.missing) == (DrillOutcome.FAILED, "accepted")


async def test_two_workers_at_once_begin_one_drill(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    begun = await asyncio.gather(*(drills_of(clinic).begin() for _ in range(3)))
    assert len([drill for drill in begun if drill]) == 1
    await clinic.turns.drain(30)
    conversation = await clinic.accounts.canary()
    assert [line for line in await clinic.said(conversation) if line.startswith("patient")] == ["patient: high drill"]


async def test_a_slower_worker_does_not_end_the_case_of_the_drill_that_runs(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    running = drills_of(clinic)
    await running.begin()
    await clinic.turns.drain(30)
    assert await drills_of(clinic).begin() is None
    await run_through(clinic, running)
    assert (await DrillBoard(db, clock, EVERY, DEADLINE).status()).state is DrillState.PASSED


async def test_a_case_that_a_drill_left_behind_is_ended_by_the_next(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    await clinic.write(await clinic.accounts.canary(), "high left over")
    left = await clinic.cases.unresolved(await clinic.accounts.canary())
    running = drills_of(clinic)
    await running.look()
    await run_through(clinic, running)
    last = (await DrillBoard(db, clock, EVERY, DEADLINE).status()).last
    assert last
    assert left
    assert last.outcome is DrillOutcome.PASSED
    assert last.case_id != left.id
    assert (await clinic.cases.get(left.id)).status is CaseStatus.RESOLVED


async def test_the_one_at_the_start_waits_for_rasa_and_not_for_ever(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = hanging
    running, board = drills_of(clinic, ready=False), DrillBoard(db, clock, EVERY, DEADLINE)
    await running.look()
    assert await clinic.conversations.page(await clinic.accounts.canary()) == ([], False)
    clock.advance(minutes=11)
    await running.look()
    async with asyncio.timeout(5):
        while (case := await clinic.cases.unresolved(await clinic.accounts.canary())) is None:
            await asyncio.sleep(0.05)
    assert case.opened_by is OpenedBy.SAFETY_NET
    assert (await board.status()).state is DrillState.PENDING


async def test_restarts_in_a_row_are_not_drills_in_a_row(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    first = drills_of(clinic)
    await first.look()
    await run_through(clinic, first)
    clock.advance(minutes=1)
    await drills_of(clinic).look()
    assert len([line for line in await clinic.said(await clinic.accounts.canary()) if line.startswith("patient")]) == 1


async def test_no_drill_when_one_should_have_been_is_missing(db: Database, clock: MovingClock) -> None:
    board, off = DrillBoard(db, clock, EVERY, DEADLINE), DrillBoard(db, clock, timedelta(0), DEADLINE)
    clock.advance(minutes=33)
    assert (await board.status()).state is DrillState.MISSING
    assert (await off.status()).state is DrillState.OFF


async def test_the_screen_flags_the_drills_words(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert Screener(root / "content", "en").screen(drills.TEXT).tier.rank >= Tier.HIGH.rank


async def test_without_a_channel_a_drill_does_not_claim_that_anybody_was_told(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, channels=replace(CHANNELS, alarms=()))
    clinic.assistant.behaviour = escalating(clinic)
    running = drills_of(clinic, alarms=0)
    await running.look()
    await run_through(clinic, running)
    status = await DrillBoard(db, clock, EVERY, DEADLINE).status()
    assert status.last
    assert (status.state, status.last.outcome, status.last.missing) == (
        DrillState.UNNOTIFIED, DrillOutcome.UNNOTIFIED, "notified",
    )  # fmt: skip
    assert hops(status.last)["asked"] is not None
    assert hops(status.last)["notified"] is None
    assert not status.state.proves
    assert not status.state.alarming, "amber: nothing is broken, something is not set"


async def test_a_drill_that_somebody_asks_for_is_run_by_the_worker_at_its_next_look(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    administrator = await clinic.staff(Role.ADMINISTRATOR, "Some administrator")
    requests, board = DrillRequests(db, clock, clinic.audit), DrillBoard(db, clock, EVERY, DEADLINE)
    running = drills_of(clinic)
    await running.look()
    with pytest.raises(Conflict):
        await requests.ask(administrator)
    await run_through(clinic, running)
    clock.advance(minutes=1)
    await running.look()
    assert (await board.status()).under_way is None, "none is due"
    asked = await requests.ask(administrator)
    status = await board.status()
    assert (status.state, status.under_way) == (DrillState.PASSED, clock.now()), "the last one still counts"
    with pytest.raises(Conflict):
        await requests.ask(administrator)
    await running.look()
    await run_through(clinic, running)
    assert (await requests.get(asked)).outcome is DrillOutcome.PASSED
    assert (await board.status()).under_way is None
    entries = {entry["event"]: entry for entry in await clinic.audit.entries(CLI, asked, limit=9)}
    assert set(entries) == {"drill:asked", "drill:started", "drill:finished"}
    assert (entries["drill:asked"]["actor_name"], entries["drill:asked"]["facts"]) == ("Some administrator", {"canary": True})


async def test_asking_for_a_drill_does_not_hide_that_no_worker_runs(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    board = DrillBoard(db, clock, EVERY, DEADLINE)
    clock.advance(minutes=33)
    await DrillRequests(db, clock, clinic.audit).ask(CLI)
    assert (await board.status()).state is DrillState.MISSING


async def test_two_workers_at_once_begin_the_drill_that_was_asked_for_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    asked = await DrillRequests(db, clock, clinic.audit).ask(CLI)
    begun = await asyncio.gather(*(drills_of(clinic).begin() for _ in range(3)))
    assert [drill for drill in begun if drill] == [asked]
    await clinic.turns.drain(30)


async def test_where_drills_are_off_one_can_still_be_asked_for(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    running = drills_of(clinic, every=timedelta(0))
    await running.look()
    conversation = await clinic.accounts.canary()
    assert await clinic.said(conversation) == []
    await DrillRequests(db, clock, clinic.audit).ask(CLI)
    await running.look()
    await clinic.turns.drain(30)
    assert await clinic.said(conversation) != []
