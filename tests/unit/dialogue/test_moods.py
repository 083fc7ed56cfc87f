"""A farewell after a week of low mood, on its whole way; and that moods are read for the few messages that need them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.db.engine import Database
from bot.records import Utterance
from bot.safety.screen import Screener
from bot.words import OpenedBy, Owner
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.doubles import broken

pytestmark = pytest.mark.asyncio

LOW, GOOD, WEEK = [2, 1, 2, 3, 2], [4, 3, 4, 3, 4], 7


@pytest.fixture(scope="module")
def screener() -> Screener:
    """The packaged screen."""
    return Screener()


async def patient_with(clinic: Clinic, clock: MovingClock, moods: list[int | None], *, days_ago: int = 0) -> str:
    """Make a patient whose last check-ins, one a day, the last ``days_ago``, say ``moods``; return their conversation."""
    conversation = await clinic.patient()
    patient = (await clinic.conversations.get(conversation)).patient_id
    for age, mood in enumerate(reversed(moods)):
        day = (clock.now().date() - timedelta(days=age + days_ago)).isoformat()
        await clinic.check_ins.record(patient, conversation, day, {"pain": 5, "mood": mood}, "1")
    return conversation


@contextmanager
def check_ins_read(db: Database) -> Iterator[list[str]]:
    """Collect the statements that read check-ins."""
    statements: list[str] = []

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM check_ins" in statement:
            statements.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", executed)
    yield statements
    event.remove(db.engine.sync_engine, "before_cursor_execute", executed)


@pytest.mark.parametrize(
    "moods, days_ago, case",
    [(LOW, 0, True), ([2, None, 1, None, 2], 0, True), (GOOD, 0, False), ([2, 2], 0, False), ([], 0, False), (LOW, WEEK, False)],
)
async def test_a_farewell_after_a_week_of_low_mood_has_a_case(
    db: Database, clock: MovingClock, screener: Screener, moods: list[int | None], days_ago: int, case: bool
) -> None:
    clinic = Clinic(db, clock, screener=screener)
    conversation = await patient_with(clinic, clock, moods, days_ago=days_ago)
    with check_ins_read(db) as statements:
        message = await clinic.write(conversation, "goodbye then")
    assert len(statements) == 1
    opened = await clinic.cases.case_of(message.id)
    assert (opened is not None) is case
    if opened:
        (flagged,) = (await clinic.cases.detail(opened)).flagged
        assert flagged.screening
        assert [item["rule"] for item in flagged.screening.evidence] == ["conversation/goodbye"]
        assert "low mood in" in flagged.screening.evidence[0]["why"]


async def test_moods_are_read_for_no_other_message(db: Database, clock: MovingClock, screener: Screener) -> None:
    clinic = Clinic(db, clock, screener=screener)
    conversation = await patient_with(clinic, clock, list(LOW))
    with check_ins_read(db) as statements:
        for text in ("pain is 6 today", "see you tomorrow", "whatever", "goodbye for now"):
            await clinic.write(conversation, text)
    assert statements == []
    assert (await clinic.conversations.get(conversation)).owner is Owner.BOT


async def test_withdrawal_is_seen_past_what_the_bot_says_between(db: Database, clock: MovingClock, screener: Screener) -> None:
    clinic = Clinic(db, clock, screener=screener)
    conversation = await patient_with(clinic, clock, list(LOW))
    for number, text in enumerate(("forget it", "pain is 6", "leave me alone", "ok", "fine")):
        assert await clinic.cases.case_of((await clinic.write(conversation, text, f"c{number}")).id) is None
        epoch = (await clinic.conversations.get(conversation)).epoch
        more = [Utterance("One thing more."), Utterance("And another.")]
        await clinic.conversations.announce(conversation, more, epoch=epoch, name=f"more-{number}")
    message = await clinic.write(conversation, "there's no point telling you")
    detail = await clinic.cases.detail(await clinic.cases.case_of(message.id) or "")
    assert detail.flagged[0].screening
    assert (detail.flagged[0].screening.tier.value, detail.flagged[0].screening.categories) == ("moderate", ["suicide"])


async def test_a_button_is_neither_a_farewell_nor_a_closed_door(db: Database, clock: MovingClock, screener: Screener) -> None:
    clinic = Clinic(db, clock, screener=screener)
    conversation = await patient_with(clinic, clock, list(LOW))
    titles = ["Whatever", "Don't bother", "Goodbye"]
    offer = Utterance("Shall we?", {"buttons": [{"title": title, "payload": f"/{title}"} for title in titles]})
    epoch = (await clinic.conversations.get(conversation)).epoch
    await clinic.conversations.announce(conversation, [offer], epoch=epoch, name="offer")
    with check_ins_read(db) as statements:
        for title in titles:
            await clinic.turns.receive(conversation, text=title, client_id=title, payload=f"/{title}")
            await clinic.turns.drain(30)
        await clinic.write(conversation, "leave me alone")
    assert statements == []
    assert (await clinic.conversations.get(conversation)).owner is Owner.BOT


async def test_reconciliation_sees_the_moods_of_the_days_before_the_message(
    db: Database, clock: MovingClock, screener: Screener
) -> None:
    clinic = Clinic(db, clock, screener=screener)
    conversation = await patient_with(clinic, clock, list(LOW))
    message, _ = await clinic.conversations.accept(conversation, text="it was good knowing you", client_id="lost")
    clock.advance(days=WEEK)
    await clinic.turns.reconcile(message.id, answer=False)
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert case.opened_by is OpenedBy.RECONCILIATION


@pytest.mark.parametrize(
    "text, state, tier",
    [("goodbye then", "failed", "moderate"), ("goodbye then, I've taken all my pills to end my life", "done", "emergency")],
)
async def test_when_moods_cannot_be_read_the_message_is_flagged_and_nothing_else_is_lost(
    db: Database, clock: MovingClock, screener: Screener, monkeypatch: pytest.MonkeyPatch, text: str, state: str, tier: str
) -> None:
    clinic = Clinic(db, clock, screener=screener)
    clinic.assistant.behaviour = broken

    async def away(*_: Any) -> tuple[int, ...]:
        raise OSError

    monkeypatch.setattr(clinic.check_ins, "moods", away)
    message = await clinic.write(await clinic.patient(), text)
    screening = (await clinic.cases.detail(await clinic.cases.case_of(message.id) or "")).flagged[0].screening
    assert screening
    assert (screening.state, screening.tier.value) == (state, tier)


@pytest.mark.parametrize(
    "text, heavy", [("nobody even notices if im there or not", True), ("im just so done", True), ("what can you do", False)]
)
async def test_the_assistant_is_told_that_a_message_weighs_heavily_though_it_is_not_flagged(
    db: Database, clock: MovingClock, screener: Screener, text: str, heavy: bool
) -> None:
    clinic = Clinic(db, clock, screener=screener)
    message = await clinic.write(await clinic.patient(), text)
    ((_, _, metadata),) = clinic.assistant.asked
    assert (metadata["screening"]["heavy"], metadata["screening"]["flagged"]) == (heavy, False)
    assert await clinic.cases.case_of(message.id) is None
