"""PHQ-9 item 9 above 0: never ignored, never a page for each, whichever process dies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.care.hours import Hours
from bot.care.item9 import tier_of
from bot.db.engine import Database
from bot.dialogue.client import BotReply
from bot.programme.measures.reading import button
from bot.records import MessageRecord, Utterance
from bot.safety.screen import Screener
from bot.words import CaseStatus, Category, FollowUpOutcome, OpenedBy, Owner, Tier
from tests.clinic import CLI, CLOCKS, Clinic
from tests.conftest import ROOT, MovingClock
from tests.doubles import broken
from tests.unit.test_worker import worker_of

pytestmark = pytest.mark.asyncio

ITEM = Utterance(
    "9 of 9. Over the last 2 weeks, how often have you been bothered by this?\n\nThe item",
    {
        "element": {
            "type": "choices",
            "name": "phq9:self_harm",
            "options": [{"title": str(value), "payload": button("phq9", "self_harm", value)} for value in range(4)],
        }
    },
)
QUESTION = Utterance(
    "Thank you. Are these thoughts about ending your life?",
    {
        "element": {
            "type": "choices",
            "name": "phq9:follow_up",
            "options": [
                {"title": title, "payload": button("phq9", "follow_up", outcome)}
                for title, outcome in (("Yes", "active"), ("No", "passive"))
            ],
        }
    },
)


async def ask(clinic: Clinic, conversation: str, utterance: Utterance, name: str) -> None:
    """Let the bot say something."""
    epoch = (await clinic.conversations.get(conversation)).epoch
    await clinic.conversations.announce(conversation, [utterance], epoch=epoch, name=name)


async def answered(clinic: Clinic, conversation: str, value: int = 1, text: str = "Several days") -> MessageRecord:
    """Let the patient answer item 9 by its button."""
    await ask(clinic, conversation, ITEM, "item")
    message, _ = await clinic.turns.receive(conversation, text=text, client_id="item9", payload=button("phq9", "self_harm", value))
    await clinic.turns.drain(30)
    return message


async def test_the_answer_leaves_a_row_and_no_case_yet(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await answered(clinic, conversation)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    assert (pending.message_id, pending.value, pending.item) == (message.id, 1, "self_harm")
    assert await clinic.cases.case_of(message.id) is None


async def test_an_answer_of_0_leaves_nothing(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await answered(clinic, conversation, 0, "Not at all")
    assert await clinic.follow_ups.pending(conversation) is None


@pytest.mark.parametrize(
    "text, value",
    [("several days", 1), ("2", 2), ("nearly every day", 3), ("yes", 1), ("yes, now and then", 1), ("no", None), ("what?", None)],
)
async def test_typed_answers_count_as_taps_do(db: Database, clock: MovingClock, text: str, value: int | None) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await ask(clinic, conversation, ITEM, "item")
    await clinic.write(conversation, text)
    pending = await clinic.follow_ups.pending(conversation)
    assert (pending.value if pending else None) == value


async def test_passive_thoughts_are_a_low_case_that_explains_itself(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await answered(clinic, conversation)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    assert await clinic.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION, score=9) is Tier.LOW
    detail = await clinic.cases.detail(await clinic.cases.case_of(message.id) or "")
    assert (detail.case.tier, detail.case.categories, detail.case.owner) == (Tier.LOW, [Category.SUICIDE], Owner.BOT)
    screening = detail.flagged[0].screening
    assert screening
    (evidence,) = screening.evidence
    assert (evidence["rule"], evidence["text"], evidence["tier"]) == ("phq9/item9", "Several days", "low")
    assert "several days (1)" in evidence["why"]
    assert "Total 9 of 27" in evidence["why"]
    assert (await clinic.audit.verify()).ok


async def test_it_is_settled_once_by_whoever_comes_first(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await answered(clinic, conversation)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    ways = [FollowUpOutcome.PASSIVE, FollowUpOutcome.SILENT, FollowUpOutcome.DECLINED]
    tiers = await asyncio.gather(*(clinic.follow_ups.settle(pending, way, OpenedBy.ACTION) for way in ways * 2))
    assert len([tier for tier in tiers if tier is not None]) == 1
    assert len(await clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)) == 1


async def test_silence_opens_a_moderate_case_at_the_deadline_once_and_the_patient_is_told(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await answered(clinic, conversation)
    await ask(clinic, conversation, QUESTION, "question")
    clock.advance(minutes=9)
    await worker_of(clinic).round()
    assert await clinic.cases.case_of(message.id) is None
    clock.advance(minutes=2)
    await asyncio.gather(*(worker_of(clinic).round() for _ in range(3)))
    await worker_of(clinic).round()
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert (case.tier, case.opened_by, case.message_count) == (Tier.MODERATE, OpenedBy.RECONCILIATION, 1)
    told = [line for line in await clinic.said(conversation) if "left alone" in line or "leave your last answer" in line]
    assert len(told) == 1
    assert "within 4 hours" in told[0]


async def test_a_yes_is_high_at_once_though_the_assistant_is_away(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, screener=Screener(ROOT / "content", "en"))
    conversation = await clinic.patient()
    item = await answered(clinic, conversation)
    await ask(clinic, conversation, QUESTION, "question")
    clinic.assistant.behaviour = broken
    yes, _ = await clinic.turns.receive(conversation, text="Yes", client_id="yes", payload=button("phq9", "follow_up", "active"))
    await clinic.turns.drain(30)
    case = await clinic.cases.get(await clinic.cases.case_of(yes.id) or "")
    assert (case.tier, case.owner) == (Tier.HIGH, Owner.QUEUE)
    assert await clinic.cases.case_of(item.id) == case.id
    assert await clinic.follow_ups.pending(conversation) is None
    assert "system: safety high within 10 minutes" in await clinic.said(conversation)


@pytest.mark.parametrize("text", ["no", "No.", "No, not about that", "nope"])
async def test_a_typed_no_is_for_the_questionnaire_to_hear_and_no_page(db: Database, clock: MovingClock, text: str) -> None:
    """It is no flag, and not taken for the no to a safety reply's question: that would leave the follow-up to end as silence."""
    clinic = Clinic(db, clock, screener=Screener(ROOT / "content", "en"))
    conversation = await clinic.patient()
    item = await answered(clinic, conversation)
    await ask(clinic, conversation, QUESTION, "question")
    heard: list[str] = []

    async def action(_conversation: str, said: str, _metadata: dict[str, Any]) -> list[BotReply]:
        heard.append(said)
        pending = await clinic.follow_ups.pending(conversation)
        assert pending
        await clinic.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION, score=9)
        return [BotReply("Thank you for saying so.")]

    clinic.assistant.behaviour = action
    no = await clinic.write(conversation, text)
    assert heard == [text]
    assert await clinic.cases.case_of(no.id) is None
    screening = await clinic.conversations.screening_of(no.id)
    assert screening
    assert not screening.flagged
    case = await clinic.cases.get(await clinic.cases.case_of(item.id) or "")
    assert (case.tier, case.owner, case.message_count) == (Tier.LOW, Owner.BOT, 1)
    assert (await clinic.said(conversation))[-1] == "bot: Thank you for saying so."
    clock.advance(minutes=11)
    await worker_of(clinic).round()
    assert (await clinic.cases.get(case.id)).tier is Tier.LOW, "it was no silence"


async def test_a_typed_no_that_nobody_could_hear_ends_as_silence_and_not_as_nothing(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, screener=Screener(ROOT / "content", "en"))
    conversation = await clinic.patient()
    item = await answered(clinic, conversation)
    await ask(clinic, conversation, QUESTION, "question")
    clinic.assistant.behaviour = broken
    await clinic.write(conversation, "no")
    clock.advance(minutes=11)
    await worker_of(clinic).round()
    case = await clinic.cases.get(await clinic.cases.case_of(item.id) or "")
    assert case.tier is Tier.MODERATE


async def test_an_older_button_is_no_answer_to_a_later_question(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, screener=Screener(ROOT / "content", "en"))
    conversation = await clinic.patient()
    await ask(clinic, conversation, Utterance("A lesson?", {"buttons": [{"title": "Yes", "payload": "/affirm"}]}), "offer")
    await ask(clinic, conversation, QUESTION, "question")
    message, _ = await clinic.turns.receive(conversation, text="Yes", client_id="yes", payload="/affirm")
    await clinic.turns.drain(30)
    assert await clinic.cases.case_of(message.id) is None


async def test_a_gateway_that_dies_behind_the_commit_leaves_it_to_the_worker(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    await ask(clinic, conversation, ITEM, "item")
    message, _ = await clinic.conversations.accept(
        conversation, text="Several days", client_id="a", payload=button("phq9", "self_harm", 1)
    )
    clock.advance(seconds=6)
    await worker_of(clinic).round()
    assert await clinic.follow_ups.pending(conversation)
    clock.advance(minutes=11)
    await worker_of(clinic).round()
    await worker_of(clinic).round()
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert case.tier is Tier.MODERATE


async def test_a_process_that_dies_between_finding_and_case_leaves_it_to_the_worker(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await answered(clinic, conversation)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending

    async def dies(*_arguments: object, **_more: object) -> str:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(clinic.cases, "open_case", dies)
        with pytest.raises(OSError, match="killed"):
            await clinic.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION)
    clock.advance(seconds=6)
    await worker_of(clinic).round()
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert (case.tier, case.opened_by) == (Tier.LOW, OpenedBy.RECONCILIATION)


async def test_an_answer_that_nobody_could_answer_is_raised_at_the_deadline(db: Database, clock: MovingClock) -> None:
    """Rasa away: the message is in a low case as unanswered; the silence after it makes that moderate."""
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    clinic.assistant.behaviour = broken
    message = await answered(clinic, conversation)
    case_id = await clinic.cases.case_of(message.id) or ""
    assert (await clinic.cases.get(case_id)).tier is Tier.LOW
    clock.advance(minutes=11)
    await worker_of(clinic).round()
    case = await clinic.cases.get(case_id)
    assert (case.tier, case.categories, case.message_count) == (Tier.MODERATE, ["unanswered", "suicide"], 1)


async def test_while_a_case_is_open_another_item_9_joins_it(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    first = await clinic.write(conversation, "moderate")
    message = await answered(clinic, conversation)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    await clinic.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION)
    assert await clinic.cases.case_of(message.id) == await clinic.cases.case_of(first.id)
    (listed,) = await clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)
    assert listed[0].tier is Tier.MODERATE


async def test_a_higher_value_while_pending_counts(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation = await clinic.patient()
    message = await answered(clinic, conversation)
    for value in (3, 2):
        await clinic.follow_ups.begin(message, "phq9", value)
    pending = await clinic.follow_ups.pending(conversation)
    assert pending
    assert pending.value == 3
    assert tier_of(FollowUpOutcome.PASSIVE, pending.value, 3) is Tier.MODERATE


async def test_ten_patients_with_passive_thoughts_page_nobody(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, screener=Screener(ROOT / "content", "en"))
    for number in range(10):
        conversation = await clinic.patient(f"Patient {number}")
        await answered(clinic, conversation)
        await ask(clinic, conversation, QUESTION, "question")
        await clinic.turns.receive(conversation, text="No", client_id="no", payload=button("phq9", "follow_up", "passive"))
        await clinic.turns.drain(30)
        pending = await clinic.follow_ups.pending(conversation)
        assert pending
        await clinic.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION, score=9)
        assert (await clinic.conversations.get(conversation)).owner is Owner.BOT, "the chat goes on"
    listed = [case for case, _ in await clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)]
    assert [case.tier for case in listed] == [Tier.LOW] * 10, "nobody is ignored, and none is high"
    clock.advance(hours=23)
    assert await clinic.cases.newly_overdue() == []


@pytest.mark.parametrize(
    "outcome, asked_at_night", [(FollowUpOutcome.PASSIVE, 0), (FollowUpOutcome.SILENT, 0), (FollowUpOutcome.ACTIVE, 5)]
)
async def test_at_night_only_a_yes_calls_somebody(
    db: Database, clock: MovingClock, outcome: FollowUpOutcome, asked_at_night: int
) -> None:
    """The ladder climbs by the tier: what can wait until the morning is no page."""
    clinic = Clinic(db, clock, clocks=replace(CLOCKS, low=None, hours=Hours.parse("Mon-Fri 09:00-17:00")))
    therapist = await clinic.therapist()
    await clinic.reach.add_contact(CLI, therapist.id, "therapist@clinic.example")
    clock.advance(hours=14)
    for number in range(5):
        conversation = await clinic.patient(f"Patient {number}")
        await answered(clinic, conversation)
        pending = await clinic.follow_ups.pending(conversation)
        assert pending
        await clinic.follow_ups.settle(pending, outcome, OpenedBy.ACTION, score=9)

    async def climb() -> int:
        for take in (await clinic.ladder.due()).values():
            await take()
        await clinic.courier.round()
        return len(clinic.sender.letters)

    assert await climb() == asked_at_night
    clock.advance(hours=10)
    assert await climb() >= 5, "in the morning each is asked about"
