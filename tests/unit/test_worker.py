"""The worker finishes what a process that died left undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

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
        measure_watch=clinic.measure_watch,
        wake=clinic.listening,
        clock=clinic.clock,
        safety_grace=timedelta(seconds=5),
        answer_grace=timedelta(seconds=15),
    )


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> LogCapture:
    """What the worker logs, whatever else of this process set up its logging."""
    capture = LogCapture()
    monkeypatch.setattr("bot.worker.log", structlog.wrap_logger(None, processors=[capture]))
    return capture


SECRET = "xylophone"
"""A patient's word, as a database's error would repeat it."""


def failing_for(real: Callable[..., Awaitable[Any]], broken: set[str]) -> Callable[..., Awaitable[Any]]:
    """``real``, failing for what is in ``broken``."""

    async def half_broken(item: str, **more: Any) -> Any:
        if item in broken:
            raise RuntimeError(f"{SECRET} is broken")
        return await real(item, **more)

    return half_broken


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
    await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda *_: [])
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


async def test_one_broken_message_does_not_keep_the_others_waiting(db: Database, clock: MovingClock, logged: LogCapture) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    first, _ = await clinic.conversations.accept(one, text=f"high {SECRET}", client_id="a")
    second, _ = await clinic.conversations.accept(two, text="high", client_id="a")
    broken = {first.id}
    clinic.turns.reconcile = failing_for(clinic.turns.reconcile, broken)  # type: ignore[method-assign]
    clock.advance(seconds=60)
    worker = worker_of(clinic)
    assert await worker.round() == 1
    assert await clinic.cases.case_of(second.id)
    assert [entry["id"] for entry in logged.entries if entry["log_level"] == "error"] == [first.id]
    broken.clear()
    assert await worker.round() == 1, "it is tried again"
    assert await clinic.cases.case_of(first.id)
    assert SECRET not in str(logged.entries)


async def test_any_number_of_broken_messages_keeps_no_other_waiting(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest come first, in steps: broken ones must not fill every step."""
    monkeypatch.setattr("bot.worker.BATCH", 2)
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    broken = set()
    for number in range(5):
        message, _ = await clinic.conversations.accept(conversation, text="high", client_id=f"c{number}")
        broken.add(message.id)
        clock.advance(seconds=1)
    message, _ = await clinic.conversations.accept(await clinic.patient("Patient 2"), text="high", client_id="a")
    clinic.turns.reconcile = failing_for(clinic.turns.reconcile, broken)  # type: ignore[method-assign]
    clock.advance(seconds=60)
    worker = worker_of(clinic)
    assert sum([await worker.round() for _ in range(3)]) == 1
    assert await clinic.cases.case_of(message.id)


async def test_one_case_of_which_nobody_can_be_told_does_not_keep_the_others_in_silence(
    db: Database, clock: MovingClock, logged: LogCapture
) -> None:
    """Whoever waits hears that it takes longer, also when telling another one failed; and that one hears it a round later."""
    clinic = Clinic(db, clock)
    waiting = [await clinic.patient(f"Patient {number}") for number in range(3)]
    cases = []
    for conversation in waiting:
        message = await clinic.write(conversation, f"high {SECRET}")
        cases.append(await clinic.cases.case_of(message.id) or "")
        clock.advance(seconds=1)
    clock.advance(minutes=11)
    broken = {cases[0]}
    clinic.turns.admit_lateness = failing_for(clinic.turns.admit_lateness, broken)  # type: ignore[method-assign]
    worker = worker_of(clinic)

    async def told() -> list[bool]:
        return ["system: a person is late" in await clinic.said(conversation) for conversation in waiting]

    await worker.round()
    assert await told() == [False, True, True]
    assert [(await clinic.cases.get(case)).overdue_at is not None for case in cases] == [False, True, True]
    assert [entry["id"] for entry in logged.entries if entry["log_level"] == "error"] == [cases[0]]
    broken.clear()
    for _ in range(2):
        await worker.round()
    assert await told() == [True, True, True]
    for conversation, case in zip(waiting, cases, strict=True):
        assert (await clinic.said(conversation)).count("system: a person is late") == 1
        assert [step.action for step in (await clinic.cases.detail(case)).history].count("overdue") == 1
    assert SECRET not in str(logged.entries)


async def test_a_worker_that_dies_after_telling_tells_nobody_twice(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    case = await clinic.cases.case_of((await clinic.write(conversation, "high")).id) or ""
    clock.advance(minutes=11)
    mark, broken = clinic.cases.mark_overdue, {case}
    clinic.cases.mark_overdue = failing_for(mark, broken)  # type: ignore[method-assign]
    await worker_of(clinic).round()
    broken.clear()
    await worker_of(clinic).round()
    assert (await clinic.said(conversation)).count("system: a person is late") == 1
    assert (await clinic.cases.get(case)).overdue_at


async def test_one_claim_that_cannot_be_given_back_keeps_nothing_else_from_being_done(
    db: Database, clock: MovingClock, logged: LogCapture
) -> None:
    clinic = Clinic(db, clock)
    therapist = await clinic.therapist()
    cases = []
    for number in range(2):
        message = await clinic.write(await clinic.patient(f"Patient {number}"), "high")
        cases.append(await clinic.cases.case_of(message.id) or "")
        await clinic.cases.claim(cases[-1], therapist)
    late = await clinic.cases.case_of((await clinic.write(await clinic.patient("Patient 3"), "high")).id) or ""
    clock.advance(minutes=11)
    broken = {cases[0]}
    clinic.cases.expire_claim = failing_for(clinic.cases.expire_claim, broken)  # type: ignore[method-assign]
    worker = worker_of(clinic)
    await worker.round()
    assert [(await clinic.cases.get(case)).status for case in cases] == [CaseStatus.CLAIMED, CaseStatus.OPEN]
    assert (await clinic.cases.get(late)).overdue_at
    broken.clear()
    await worker.round()
    assert (await clinic.cases.get(cases[0])).status is CaseStatus.OPEN
    assert SECRET not in str(logged.entries)


async def test_messages_that_cannot_be_looked_for_do_not_stop_the_clocks(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, logged: LogCapture
) -> None:
    clinic = Clinic(db, clock)
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    clock.advance(minutes=11)

    async def away(*_: Any) -> list[str]:
        raise OSError(f"database away: {SECRET}")

    monkeypatch.setattr("bot.worker.MessageStore.unscreened", away)
    await worker_of(clinic).round()
    assert (await clinic.cases.get(case)).overdue_at
    assert [entry["what"] for entry in logged.entries if entry["log_level"] == "error"] == ["message"]
    assert SECRET not in str(logged.entries)


async def test_a_message_that_hangs_holds_the_others_up_for_a_while_only(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.PATIENCE", 2.0)
    clinic = Clinic(db, clock)
    one, two = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    first, _ = await clinic.conversations.accept(one, text="high", client_id="a")
    clock.advance(seconds=1)
    second, _ = await clinic.conversations.accept(two, text="high", client_id="a")
    reconcile = clinic.turns.reconcile

    async def hanging(message_id: str, *, answer: bool) -> None:
        if message_id == first.id:
            await asyncio.sleep(3600)
        await reconcile(message_id, answer=answer)

    clinic.turns.reconcile = hanging  # type: ignore[method-assign]
    clock.advance(seconds=60)
    async with asyncio.timeout(30):
        assert await worker_of(clinic).round() == 1
    assert await clinic.cases.case_of(second.id)


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
