"""Cases: exactly one for a flagged message, one holder, one place where the status changes."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda *_: [])
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
    assert await clinic.cases.expired_claims() == []
    assert not await clinic.cases.expire_claim(case)
    clock.advance(seconds=2)
    assert await clinic.cases.expired_claims() == [case]
    assert await clinic.cases.expire_claim(case)
    assert not await clinic.cases.expire_claim(case)
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
    assert await clinic.cases.newly_overdue() == []
    assert not await clinic.cases.mark_overdue(case)
    clock.advance(minutes=2)
    assert await clinic.cases.newly_overdue() == [case]
    assert await clinic.cases.mark_overdue(case)
    assert await clinic.cases.newly_overdue() == []
    assert not await clinic.cases.mark_overdue(case)
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


async def test_each_step_of_the_history_is_one_entry_of_the_audit(db: Database, clock: MovingClock) -> None:
    """Invariant 6: every change of a case stands once in its history and once in the chain, and nothing else does."""
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    message, case = await flagged(clinic, conversation, "moderate", "a")
    added, _ = await flagged(clinic, conversation, "high", "b")
    clock.advance(minutes=11)
    await clinic.cases.mark_overdue(case)
    await clinic.cases.take_over(case, therapist)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    await clinic.cases.expire_claim(case)
    await clinic.cases.claim(case, therapist)
    await clinic.cases.renew(case, therapist)
    await clinic.cases.release(case, therapist, "tea")
    await clinic.cases.take_over(case, therapist)
    await clinic.cases.hand_back(case, therapist)
    await clinic.cases.resolve(case, therapist, Outcome.SUPPORTED_IN_CHAT, "safe at home")
    history = (await clinic.cases.detail(case)).history
    assert [step.action for step in history] == [
        "opened", "message added", "overdue", "claimed", "took over", "lease expired",
        "claimed", "released", "claimed", "took over", "handed back", "resolved",
    ]  # fmt: skip
    assert [step.from_status for step in history] == [None, *(step.to_status for step in history[:-1])]
    assert history[-1].to_status == (await clinic.cases.get(case)).status
    entries = (await clinic.audit.entries(CLI, case))[::-1]
    assert [
        (entry["event"], entry["actor_id"], entry["facts"]["action"], entry["facts"]["to"], entry["facts"]["tier"])
        for entry in entries
    ] == [
        (
            "case:opened" if step.action == "opened" else "case:changed",
            step.actor_id,
            step.action.replace(" ", "_"),
            step.to_status,
            step.tier.value,
        )
        for step in history
    ]
    brought = [(entry["facts"].get("message"), entry["facts"].get("opened_by")) for entry in entries]
    assert brought[:2] == [(message, "safety_net"), (added, "safety_net")]
    assert set(brought[2:]) == {(None, None)}


async def test_a_step_that_cannot_be_written_down_does_not_happen(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 6: status, history and audit entry stand or fall together."""
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    _, case = await flagged(clinic, conversation)
    message, _ = await clinic.conversations.accept(await clinic.patient("Patient 2"), text="high", client_id="a")
    await clinic.conversations.record_screening(message, clinic.screener.screen("high"), lambda *_: [])
    head = await clinic.audit.head()

    async def full(*_: Any) -> None:
        raise OSError("disk full")

    for place in ("bot.db.stores.cases.CaseStore.add_history", "bot.audit.log.AuditLog.append"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            for attempt in (clinic.cases.take_over(case, therapist), clinic.cases.open_case(message.id, OpenedBy.ACTION)):
                with pytest.raises((OSError, TypeError)):
                    await attempt
        assert (await clinic.cases.get(case)).status is CaseStatus.OPEN
        assert (await clinic.conversations.get(conversation)).owner is Owner.QUEUE
        assert [step.action for step in (await clinic.cases.detail(case)).history] == ["opened"]
        assert await clinic.cases.case_of(message.id) is None
        assert await clinic.audit.head() == head


def calls(root: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in our code, with the function in which it stands."""
    for path in sorted([*(root / "bot").rglob("*.py"), *(root / "actions").rglob("*.py")]):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from ((f"{path.name}:{function.name}", node) for node in ast.walk(function) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """``f`` of ``f()`` and of ``a.f()``."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


async def test_one_function_sets_a_status(root: Path) -> None:
    """Invariant 6, by reading the code: there is one way to the column, and whoever takes it writes the history."""
    places: dict[str, set[str]] = {}
    for place, call in calls(root):
        name = name_of(call)
        if name in ("update", "delete", "insert") and any(isinstance(arg, ast.Name) and arg.id == "Case" for arg in call.args):
            name = f"{name} Case"
        if name in ("_store_change", "values") and any(keyword.arg == "status" for keyword in call.keywords):
            name = "status="
        places.setdefault(name, set()).add(place)
    assert places["status="] == {"cases.py:_change"}
    quiet = {"cases.py:renew", "cases.py:schedule"}
    assert places["_store_change"] == quiet, "beside _change; neither prolonging a lease nor setting the ladder's time is a step"
    assert places["change"] == {"cases.py:_store_change"}
    assert places["update Case"] == {"cases.py:change"}
    assert places["Case"] == {"cases.py:add"}
    assert not places.keys() & {"delete Case", "insert Case"}
    service = ast.parse((root / "bot/care/cases.py").read_text())
    assert not [node for node in ast.walk(service) if isinstance(node, ast.Constant) and node.value == "status"]
    for path in (root / "bot").rglob("*.py"):
        source = path.read_text()
        assert not re.search(r"update\s+cases\b", source, re.IGNORECASE), path
        if "gateway" not in path.parts:  # there it is an HTTP answer's
            stored = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr == "status"]
            assert not [node for node in stored if isinstance(node.ctx, ast.Store)], path
