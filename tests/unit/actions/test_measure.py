"""Measures through their actions: what is kept, what the follow-up of item 9 comes to, and whether a person is asked to look."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.escalate import ActionEscalate
from actions.hand_back import ActionHandBack
from actions.leave_measure import ActionLeaveMeasure
from actions.scene import HandrailAction
from actions.slots import MEASURE, MEASURE_FORM, OFFER, REQUESTED
from actions.submit_measure import ActionSubmitMeasure
from actions.validate_measure_form import ValidateMeasureForm
from bot.config import Settings
from bot.db.tables import Conversation, Person
from bot.factory import Factory
from bot.safety.screening import Screening
from bot.words import OpenedBy, Tier

PATIENT, CONVERSATION = "a" * 32, "b" * 32
NAMES = ["interest", "low", "sleep", "energy", "appetite", "failure", "concentration", "movement", "self_harm"]


@dataclass
class Talk:
    """One conversation with stored messages: slots that stay, and the actions called as Rasa would call them."""

    factory: Factory
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    active: bool = True

    async def run(
        self,
        action: HandrailAction,
        text: str,
        intent: str = "inform",
        *,
        tap: str = "",
        start: str = "",
        after: tuple[str, ...] = (),
    ):
        """Store and screen the patient's message, and run ``action`` on it."""
        conversations = self.factory.conversations
        message, _ = await conversations.accept(CONVERSATION, text=text, client_id=f"c{len(self.messages)}")
        await conversations.keep_screening(message, conversations.unsaved_screening(message, Screening(Tier.NONE, (), (), "v")))
        self.messages.append(message.id)
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [
                *([{"entity": "measure_answer", "value": tap}] if tap else []),
                *([{"entity": "measure", "value": start}] if start else []),
            ],
            "metadata": {"patient_id": PATIENT, "message_id": message.id, "now": "2026-03-02T10:00:00+00:00"},
        }
        events = [{"event": "action", "name": name} for name in ("action_listen", *after)]
        loop = {"name": MEASURE_FORM} if self.active else {}
        tracker = Tracker(CONVERSATION, dict(self.slots), latest, events, False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.said = dispatcher.messages
        return [message["text"] for message in self.said]

    async def tap(self, what: str, value: object):
        """Tap a button of the questionnaire."""
        return await self.run(ValidateMeasureForm(), "A button", tap=f"phq9:{what}:{value}")

    async def answer(self, value: int, last: int):
        """Answer all nine; ``last``: item 9."""
        await self.run(ValidateMeasureForm(), "the mood questionnaire", "start_measure")
        for name in NAMES[:-1]:
            await self.tap(name, value)
        return await self.tap("self_harm", last)

    async def start(self, measure: str):
        """Tap the button that starts a measure."""
        return await self.run(ValidateMeasureForm(), "A button", "start_measure", start=measure)

    async def finish(self, measure: str, *values: int):
        """Answer all items by typing, and confirm; return what is said at the end."""
        await self.start(measure)
        for value in values:
            await self.run(ValidateMeasureForm(), str(value))
        await self.run(ValidateMeasureForm(), "That's right", tap=f"{measure}:confirm:right")
        return await self.run(ActionSubmitMeasure(), "That's right", after=(MEASURE_FORM,))

    async def case(self):
        """The conversation's unresolved case."""
        return await self.factory.cases.unresolved(CONVERSATION)


@pytest.fixture
def factory(monkeypatch: pytest.MonkeyPatch, root: Path, sqlite_template: Path, tmp_path: Path):
    (tmp_path / "handrail.db").write_bytes(sqlite_template.read_bytes())
    made = Factory(Settings(project_dir=root, data_dir=tmp_path, internal_token="t" * 32))
    monkeypatch.setattr("actions.scene.factory", lambda: made)
    return made


@pytest_asyncio.fixture
async def talk(factory: Factory):
    async with factory.db.write() as session:
        session.add(Person(id=PATIENT, role="patient", display_name="Patient", created_at=factory.clock.now()))
        await session.flush()
        session.add(Conversation(id=CONVERSATION, patient_id=PATIENT, created_at=factory.clock.now()))
    yield Talk(factory)
    await factory.aclose()


@pytest.mark.asyncio
async def test_a_finished_measure_is_kept_before_it_is_confirmed(talk: Talk):
    said = await talk.answer(1, 0)
    assert "Your total is 8 of 27" in said[-1]
    (kept,) = await talk.factory.programme.measures.latest(PATIENT)
    assert (kept.score, kept.band, kept.answers["self_harm"]) == (8, "mild", 0)
    assert await talk.case() is None
    await talk.tap("confirm", "right")
    assert talk.slots[REQUESTED] is None
    assert "saved for you and your therapist" in (await talk.run(ActionSubmitMeasure(), "ok", after=(MEASURE_FORM,)))[0]
    assert talk.slots[MEASURE] is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "value, last, outcome, tier, time",
    [
        (1, 1, "passive", Tier.LOW, "24 hours"),
        (2, 1, "passive", Tier.MODERATE, "4 hours"),
        (1, 2, "passive", Tier.MODERATE, "4 hours"),
        (0, 1, "declined", Tier.MODERATE, "4 hours"),
    ],
)
async def test_the_follow_up_opens_the_case_and_says_by_when_it_is_read(
    talk: Talk, value: int, last: int, outcome: str, tier: Tier, time: str
):
    assert "ending your life?" in (await talk.answer(value, last))[-1]
    assert await talk.factory.follow_ups.pending(CONVERSATION)
    (kept,) = await talk.factory.programme.measures.latest(PATIENT)
    assert kept.answers["self_harm"] == last, "kept though the follow-up is not answered"
    answered = talk.messages[-1]
    said = await talk.tap("follow_up", outcome)
    assert f"within {time}" in said[0]
    assert "Your total" in said[1]
    case = await talk.case()
    assert case
    assert (case.tier, case.opened_by) == (tier, OpenedBy.ACTION)
    assert await talk.factory.cases.case_of(answered) == case.id


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text, intent",
    [("no", "deny"), ("No.", "deny"), ("nope", "deny"), ("no, never", "nlu_fallback"), ("no it's not about that", "inform")],
)
async def test_a_typed_no_to_the_follow_up_counts_as_the_button_does(talk: Talk, text: str, intent: str):
    await talk.answer(1, 1)
    answered = talk.messages[-1]
    said = await talk.run(ValidateMeasureForm(), text, intent)
    assert "within 24 hours" in said[0]
    assert "Your total is 9" in said[1]
    case = await talk.case()
    assert case
    assert (case.tier, case.opened_by, case.message_count) == (Tier.LOW, OpenedBy.ACTION, 1)
    assert await talk.factory.cases.case_of(answered) == case.id
    assert await talk.factory.follow_ups.pending(CONVERSATION) is None
    assert talk.slots[MEASURE]["asking"] == "confirm", "the questionnaire goes on"


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["never mind", "no point", "no more of this", "No but I can't promise", "no, yes", "no hope left"])
async def test_what_only_begins_like_a_no_is_asked_again(talk: Talk, text: str):
    await talk.answer(1, 1)
    said = await talk.run(ValidateMeasureForm(), text, "deny")
    assert "A yes or a no is enough" in said[-1]
    assert await talk.case() is None
    assert await talk.factory.follow_ups.pending(CONVERSATION), "silence after it would still be found"


@pytest.mark.asyncio
async def test_what_is_neither_yes_nor_no_is_asked_again_once_and_then_a_refusal(talk: Talk):
    await talk.answer(1, 1)
    assert await talk.case() is None
    await talk.run(ValidateMeasureForm(), "the weather is bad", "nlu_fallback")
    assert await talk.case() is None
    await talk.run(ValidateMeasureForm(), "and the bus was late", "nlu_fallback")
    case = await talk.case()
    assert case
    assert case.tier is Tier.MODERATE


@pytest.mark.asyncio
async def test_the_second_tap_opens_nothing_more(talk: Talk):
    await talk.answer(1, 1)
    await talk.tap("follow_up", "passive")
    await talk.tap("follow_up", "passive")
    case = await talk.case()
    assert case
    assert case.message_count == 1


@pytest.mark.asyncio
async def test_leaving_in_the_follow_up_is_a_refusal(talk: Talk):
    await talk.answer(1, 1)
    said = await talk.run(ValidateMeasureForm(), "stop", "stop")
    assert "you do not have to say" in said[0]
    assert talk.slots[REQUESTED] is None
    case = await talk.case()
    assert case
    assert case.tier is Tier.MODERATE
    assert await talk.run(ActionSubmitMeasure(), "stop", "stop", after=(MEASURE_FORM,)) == []


@pytest.mark.asyncio
async def test_it_can_be_left_asked_about_and_taken_up(talk: Talk):
    await talk.run(ValidateMeasureForm(), "the mood questionnaire", "start_measure")
    await talk.tap("interest", 1)
    assert "Together they show" in (await talk.run(ActionAnswer(), "why?", "ask_why"))[0]
    assert "Back to the questionnaire" in (await talk.run(ValidateMeasureForm(), "why?", "ask_why", after=("action_answer",)))[0]
    said = await talk.run(ActionLeaveMeasure(), "later", "later")
    assert "kept" in said[0]
    assert (talk.slots[OFFER], talk.slots[REQUESTED]) == ("measure", None)
    assert "go on" in (await talk.run(ValidateMeasureForm(), "go on", "start_measure"))[0]
    assert talk.slots[MEASURE]["asking"] == "low"


@pytest.mark.asyncio
async def test_a_flag_ends_the_form_and_the_hand_back_offers_to_go_on(talk: Talk):
    await talk.run(ValidateMeasureForm(), "the mood questionnaire", "start_measure")
    await talk.tap("interest", 1)
    await talk.run(ActionEscalate(), "a person please", "wants_human")
    assert (talk.slots[OFFER], talk.slots[REQUESTED]) == ("measure", None)
    talk.active = False
    assert "your questionnaire" in (await talk.run(ActionHandBack(), "/hand_back", "hand_back"))[0]


@pytest.mark.asyncio
async def test_no_answer_is_logged(talk: Talk, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        await talk.answer(1, 1)
        await talk.run(ValidateMeasureForm(), "planted words", "nlu_fallback")
    assert "planted" not in caplog.text


@pytest.mark.asyncio
async def test_without_a_name_the_measures_there_are_are_offered_and_one_is_chosen(talk: Talk):
    said = await talk.run(ValidateMeasureForm(), "questionnaire", "start_measure")
    assert "Which one" in said[0]
    payloads = [button["payload"] for button in talk.said[0]["buttons"]]
    assert '/start_measure{"measure": "peg"}' in payloads
    assert len(payloads) == len(talk.factory.programme.content.measures) + 1
    assert (talk.slots[MEASURE], talk.slots[REQUESTED]) == (None, "measure_answer")
    assert "Which one" in (await talk.run(ValidateMeasureForm(), "hm, I am not sure", "nlu_fallback"))[0]
    assert "What number best describes your pain" in (await talk.run(ValidateMeasureForm(), "the pain one", "nlu_fallback"))[-1]
    assert talk.slots[MEASURE]["measure"] == "peg"


@pytest.mark.asyncio
async def test_whoever_wants_none_of_them_leaves(talk: Talk):
    await talk.run(ValidateMeasureForm(), "questionnaire", "start_measure")
    assert await talk.run(ActionLeaveMeasure(), "later", "later"), "silence would be taken for a failure"
    talk.slots.clear()
    await talk.run(ValidateMeasureForm(), "questionnaire", "start_measure")
    assert await talk.run(ValidateMeasureForm(), "no", "deny")
    assert talk.slots[REQUESTED] is None


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["wants_human", "later", "ask_who_reads", "start_check_in"])
async def test_another_wish_in_place_of_a_choice_is_left_to_the_rules(talk: Talk, intent: str):
    await talk.run(ValidateMeasureForm(), "questionnaire", "start_measure")
    assert await talk.run(ValidateMeasureForm(), "something else", intent) == []
    assert "Which one" in (await talk.run(ValidateMeasureForm(), "who?", "ask_who_reads", after=("action_answer",)))[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("text, measure", [("the anxiety questionnaire", "gad7"), ("do the PEG", "peg"), ("phq-4", "phq4")])
async def test_a_measure_is_asked_for_by_name(talk: Talk, text: str, measure: str):
    await talk.run(ValidateMeasureForm(), text, "start_measure")
    assert talk.slots[MEASURE]["measure"] == measure


@pytest.mark.asyncio
async def test_another_measure_in_the_middle_of_one_but_not_by_an_answer_and_not_in_a_follow_up(talk: Talk):
    await talk.start("phq9")
    await talk.run(ValidateMeasureForm(), "not at all", "start_measure")
    assert talk.slots[MEASURE]["answers"] == {"interest": 0}
    await talk.start("phq9")
    assert talk.slots[MEASURE]["answers"] == {"interest": 0}, "the one under way goes on"
    await talk.start("gad7")
    assert (talk.slots[MEASURE]["measure"], talk.slots[MEASURE]["answers"]) == ("gad7", {})
    talk.slots.clear()
    await talk.answer(1, 1)
    await talk.start("peg")
    assert talk.slots[MEASURE]["measure"] == "phq9"
    assert await talk.factory.follow_ups.pending(CONVERSATION)


@pytest.mark.asyncio
async def test_a_result_that_got_worse_is_told_as_it_is_and_a_person_is_asked(talk: Talk):
    assert len(await talk.finish("peg", 4, 4, 4)) == 1
    assert await talk.case() is None
    said = await talk.finish("peg", 7, 7, 7)
    assert "saved for you and your therapist" in said[0]
    assert "asked to look at them within 24 hours" in said[1]
    case = await talk.case()
    assert case
    assert (case.tier, case.categories, case.opened_by) == (Tier.LOW, ["measure"], OpenedBy.ACTION)
    results = await talk.factory.programme.measures.latest(PATIENT)
    assert await talk.factory.cases.case_of(results[0].message_id or "") == case.id


@pytest.mark.asyncio
async def test_a_severe_total_is_told_with_the_nearer_time(talk: Talk):
    said = await talk.finish("phq9", 3, 3, 3, 3, 3, 3, 1, 1, 0)
    assert "within 4 hours" in said[-1]
    case = await talk.case()
    assert case
    assert case.tier is Tier.MODERATE


@pytest.mark.asyncio
async def test_leaving_under_the_result_looks_at_it_too(talk: Talk):
    await talk.start("phq9")
    for value in (3, 3, 3, 3, 3, 3, 1, 1, 0):
        said = await talk.run(ValidateMeasureForm(), str(value))
    assert "Your total is 20 of 27" in said[-1]
    assert await talk.case() is None, "the patient may still change an answer"
    assert "within 4 hours" in (await talk.run(ActionLeaveMeasure(), "bye", "goodbye"))[-1]
    assert await talk.case()
