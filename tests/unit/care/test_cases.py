"""Cases: exactly one for a flagged message, one holder, one place where the status changes."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

from bot.care.cases import AlreadyClaimed
from bot.db.engine import Database
from bot.errors import Conflict, Invalid
from bot.words import CaseStatus, Category, OpenedBy, Outcome, Owner, Tier
from tests.clinic import CLI, CLOCKS, LEASE, Clinic
from tests.conftest import MovingClock
from tests.doubles import broken

pytestmark = pytest.mark.asyncio


async def flagged(clinic: Clinic, conversation: str, text: str = "high", client_id: str = "a") -> tuple[str, str]:
    """Write a flagged message; return its id and its case's."""
    clinic.assistant.behaviour = broken
    message = await clinic.write(conversation, text, client_id)
    case = await clinic.cases.case_of(message.id)
    assert case
    return message.id, case


async def test_many_openers_at_once_make_one_case(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message, _ = await clinic.conversations.accept(conversation, text="high", client_id="a")
    await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda _conversation, _answered: [])
    opened = await asyncio.gather(*(clinic.cases.open_case(message.id, way) for way in list(OpenedBy) * 4))
    assert len(set(opened)) == 1
    listed = await clinic.cases.queue(list(CaseStatus), therapist_id=None)
    assert [case.id for case, _ in listed] == [opened[0]]


async def test_unflagged_message_opens_no_case(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    message = await clinic.write(await clinic.patient(), "hello")
    with pytest.raises(Invalid):
        await clinic.cases.open_case(message.id, OpenedBy.ACTION)
    assert await clinic.cases.case_of(message.id) is None


async def test_second_flag_joins_the_case_and_raises_it(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    _, first = await flagged(clinic, conversation, "low", "a")
    clock.advance(minutes=5)
    _, second = await flagged(clinic, conversation, "emergency", "b")
    detail = await clinic.cases.detail(first)
    assert first == second
    assert detail.case.tier is Tier.EMERGENCY
    assert detail.case.due_at == clock.now() + CLOCKS.high
    assert [item.message.text for item in detail.flagged] == ["low", "emergency"]
    assert [step.action for step in detail.history] == ["opened", "message added"]


async def test_after_resolution_a_new_flag_opens_a_new_case(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    _, first = await flagged(clinic, conversation, "high", "a")
    await clinic.cases.claim(first, therapist)
    await clinic.cases.resolve(first, therapist, Outcome.CALLED_PATIENT, "spoke by phone")
    _, second = await flagged(clinic, conversation, "high", "b")
    assert first != second


async def test_of_two_claims_one_wins_and_the_other_hears_who(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    _, case = await flagged(clinic, await clinic.patient())
    results = await asyncio.gather(clinic.cases.claim(case, one), clinic.cases.claim(case, two), return_exceptions=True)
    refused = [result for result in results if isinstance(result, AlreadyClaimed)]
    held = await clinic.cases.get(case)
    assert len(refused) == 1
    assert refused[0].details["by"] == held.claimed_by_name
    assert held.status is CaseStatus.CLAIMED


async def test_an_expired_claim_goes_back_to_the_queue(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, one, two = await clinic.patient(), await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    _, case = await flagged(clinic, conversation)
    await clinic.cases.take_over(case, one)
    clock.advance(seconds=LEASE.total_seconds() - 1)
    await clinic.cases.renew(case, one)
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert await clinic.cases.expire_claims() == []
    clock.advance(seconds=2)
    assert await clinic.cases.expire_claims() == [case]
    assert (await clinic.cases.get(case)).status is CaseStatus.OPEN
    assert (await clinic.conversations.get(conversation)).owner is Owner.QUEUE
    assert (await clinic.cases.claim(case, two)).claimed_by == two.id


async def test_only_the_holder_works_on_a_case(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    _, case = await flagged(clinic, await clinic.patient())
    with pytest.raises(Conflict):
        await clinic.cases.resolve(case, one, Outcome.NO_CONTACT, "")
    await clinic.cases.claim(case, one)
    for attempt in (clinic.cases.take_over(case, two), clinic.cases.hand_back(case, two), clinic.cases.renew(case, two)):
        with pytest.raises(AlreadyClaimed):
            await attempt


async def test_the_whole_life_is_in_the_history(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    _, case = await flagged(clinic, conversation)
    assert (await clinic.conversations.get(conversation)).owner is Owner.QUEUE
    await clinic.cases.take_over(case, therapist)
    assert (await clinic.conversations.get(conversation)).owner is Owner.THERAPIST
    await clinic.cases.hand_back(case, therapist)
    assert (await clinic.conversations.get(conversation)).owner is Owner.BOT
    await clinic.cases.resolve(case, therapist, Outcome.SUPPORTED_IN_CHAT, "safe at home")
    detail = await clinic.cases.detail(case)
    assert [(step.action, step.to_status) for step in detail.history] == [
        ("opened", "open"),
        ("claimed", "claimed"),
        ("took over", "claimed"),
        ("handed back", "claimed"),
        ("resolved", "resolved"),
    ]
    assert detail.case.outcome is Outcome.SUPPORTED_IN_CHAT


async def test_overdue_is_noted_once(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    _, case = await flagged(clinic, await clinic.patient())
    clock.advance(minutes=9)
    assert await clinic.cases.mark_overdue() == []
    clock.advance(minutes=2)
    assert await clinic.cases.mark_overdue() == [case]
    assert await clinic.cases.mark_overdue() == []
    assert (await clinic.cases.detail(case)).history[-1].action == "overdue"


async def test_queue_is_ordered_by_urgency_then_time(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    expected = []
    for index, text in enumerate(["low", "high", "emergency", "high", "moderate"]):
        _, case = await flagged(clinic, await clinic.patient(f"Patient {index}"), text)
        expected.append((text, case))
        clock.advance(seconds=1)
    listed = [case.id for case, _ in await clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)]
    ordered = [expected[index][1] for index in (2, 1, 3, 4, 0)]
    assert listed == ordered


async def test_a_therapist_sees_the_caseload_and_patients_whom_nobody_guides(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    mine, nobodys = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    await clinic.accounts.assign(one, one.id, (await clinic.conversations.get(mine)).patient_id)
    _, first = await flagged(clinic, mine)
    _, second = await flagged(clinic, nobodys)
    assert {case.id for case, _ in await clinic.cases.queue([CaseStatus.OPEN], therapist_id=one.id)} == {first, second}
    assert {case.id for case, _ in await clinic.cases.queue([CaseStatus.OPEN], therapist_id=two.id)} == {second}
    await clinic.accounts.disable(CLI, one.id)
    assert {case.id for case, _ in await clinic.cases.queue([CaseStatus.OPEN], therapist_id=two.id)} == {first, second}


async def test_unanswered_message_needs_a_person_at_low_tier(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    message = await clinic.write(await clinic.patient(), "hello")
    case = await clinic.cases.open_case(message.id, OpenedBy.SAFETY_NET, category=Category.UNANSWERED)
    assert (await clinic.cases.get(case)).tier is Tier.LOW


async def test_one_function_sets_a_status(root: Path) -> None:
    """Invariant 6, by reading the code: nothing else names the column in a change."""
    writers = []
    for path in (root / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("_store_change", "values"):
                writers += [path.name for keyword in node.keywords if keyword.arg == "status"]
    assert writers == ["cases.py"]
