"""The worker finishes what a process that died left undone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.db.engine import Database
from bot.words import CaseStatus, OpenedBy, Tier
from bot.worker import Worker
from tests.clinic import LEASE, Clinic
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


def worker_of(clinic: Clinic) -> Worker:
    """Return a worker with short graces."""
    return Worker(
        db=clinic.db,
        turns=clinic.turns,
        cases=clinic.cases,
        follow_ups=clinic.follow_ups,
        wake=clinic.listening,
        clock=clinic.clock,
        safety_grace=timedelta(seconds=5),
        answer_grace=timedelta(seconds=15),
    )


async def test_a_message_that_nobody_screened_is_screened_put_in_a_case_and_answered(db: Database, clock: MovingClock) -> None:
    """As after a power cut right behind the commit (invariants 2 and 3)."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message, _ = await clinic.conversations.accept(conversation, text="emergency", client_id="a")
    worker = worker_of(clinic)
    assert await worker.round() == 0
    clock.advance(seconds=6)
    assert await worker.round() == 1
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert (case.tier, case.opened_by) == (Tier.EMERGENCY, OpenedBy.RECONCILIATION)
    assert "system: safety emergency within 10 minutes" in await clinic.said(conversation)
    assert await worker.round() == 0
    assert "cases" in clinic.listening.topics


async def test_a_flag_without_a_case_gets_one(db: Database, clock: MovingClock) -> None:
    """As after a power cut between the screening and the case."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message, _ = await clinic.conversations.accept(conversation, text="high", client_id="a")
    await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda _conversation: [])
    await clinic.conversations.close(message)
    clock.advance(seconds=6)
    assert await worker_of(clinic).round() == 1
    assert await clinic.cases.case_of(message.id)


async def test_an_unanswered_message_gets_the_honest_answer_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await clinic.conversations.accept(conversation, text="hello", client_id="a")
    clock.advance(seconds=16)
    worker = worker_of(clinic)
    rounds = [await worker.round() for _ in range(3)]
    assert rounds == [1, 0, 0]
    assert await clinic.said(conversation) == ["patient: hello", "system: your message is saved; a person will read it"]


async def test_the_worker_screens_early_and_answers_late(db: Database, clock: MovingClock) -> None:
    """A turn that is merely slow gets its screening from the worker, but not the honest delay in the bot's place."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message, _ = await clinic.conversations.accept(conversation, text="hello", client_id="a")
    clock.advance(seconds=6)
    assert await worker_of(clinic).round() == 1
    assert await clinic.said(conversation) == ["patient: hello"]
    assert await clinic.conversations.screening_of(message.id)
    await clinic.turns.process(message)
    assert await clinic.said(conversation) == ["patient: hello", "bot: You said: hello"]


async def test_two_workers_at_once_do_it_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    for i, text in enumerate(["high", "hello", "low"]):
        await clinic.conversations.accept(conversation, text=text, client_id=f"c{i}")
    clock.advance(seconds=60)
    await asyncio.gather(*(worker_of(clinic).round() for _ in range(3)))
    said = await clinic.said(conversation)
    assert len(said) == len(set(said)) == 3 + 3
    listed = await clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)
    assert [case.message_count for case, _ in listed] == [3]


async def test_one_broken_message_does_not_keep_the_others_waiting(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    await clinic.conversations.accept(one, text="hello", client_id="a")
    message, _ = await clinic.conversations.accept(two, text="high", client_id="a")
    reconcile = clinic.turns.reconcile

    async def half_broken(message_id: str, *, answer: bool) -> None:
        if message_id != message.id:
            raise RuntimeError("broken")
        await reconcile(message_id, answer=answer)

    clinic.turns.reconcile = half_broken  # type: ignore[method-assign]
    clock.advance(seconds=60)
    await worker_of(clinic).round()
    assert await clinic.cases.case_of(message.id)


async def test_clocks_and_leases_are_watched(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    therapist = await clinic.therapist()
    message = await clinic.write(await clinic.patient(), "high")
    case = await clinic.cases.case_of(message.id) or ""
    await clinic.cases.claim(case, therapist)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    await worker_of(clinic).round()
    clock.advance(minutes=10)
    await worker_of(clinic).round()
    actions = [step.action for step in (await clinic.cases.detail(case)).history]
    assert actions == ["opened", "claimed", "lease expired", "overdue"]


async def test_a_promise_is_not_broken_in_silence(db: Database, clock: MovingClock) -> None:
    """Who waits for a person hears, once, that the time has passed; who goes on with the bot does not."""
    clinic = Clinic(db, clock)
    waiting, going_on = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    await clinic.write(waiting, "emergency")
    await clinic.write(going_on, "moderate")
    clock.advance(hours=5)
    for _ in range(3):
        await worker_of(clinic).round()
    assert (await clinic.said(waiting)).count("system: a person is late") == 1
    assert "system: a person is late" not in await clinic.said(going_on)


async def test_it_outlives_a_database_that_is_away(db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Clinic(db, clock)
    worker, stop = worker_of(clinic), asyncio.Event()
    rounds = 0

    async def failing() -> Any:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            stop.set()
        raise OSError("database away")

    monkeypatch.setattr(worker, "round", failing)
    monkeypatch.setattr("bot.worker.EVERY", 0.01)
    await asyncio.wait_for(worker.run(stop), 5)
    assert rounds == 2
