"""The check-in through its actions: what is kept, when, and what is said at the end."""

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
from actions.leave_check_in import ActionLeaveCheckIn
from actions.scene import HandrailAction
from actions.slots import CHECK_IN, FORM, OFFER, REQUESTED
from actions.submit_check_in import ActionSubmitCheckIn
from actions.validate_check_in_form import ValidateCheckInForm
from bot.config import Settings
from bot.db.tables import Conversation, Person
from bot.factory import Factory
from bot.programme.check_in_words import CHANGE, CONFIRM

PATIENT, CONVERSATION, DAY = "a" * 32, "b" * 32, "2026-03-02"
ASKED = {"day": DAY, "answers": {"pain": 7, "mood": 2, "sleep": 4}, "asking": "activity", "last": "sleep"}


@dataclass
class Talk:
    """One conversation: slots that stay, and the actions called as Rasa would call them."""

    factory: Factory
    slots: dict[str, Any] = field(default_factory=dict)
    said: list[dict[str, Any]] = field(default_factory=list)

    async def run(self, action: HandrailAction, text: str, intent: str = "inform", *, after: tuple[str, ...] = (), **given: str):
        """Run ``action`` on the patient's message; ``after``: the actions that have answered it before."""
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": f"{name}_answer", "value": value} for name, value in given.items()],
            "metadata": {"patient_id": PATIENT, "now": f"{DAY}T10:00:00+00:00"},
        }
        events = [{"event": "action", "name": name} for name in ("action_listen", *after)]
        tracker = Tracker(CONVERSATION, dict(self.slots), latest, events, False, None, {"name": FORM}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.said = dispatcher.messages
        return [message["text"] for message in self.said]

    async def form(self, text: str, intent: str = "inform", **given: str):
        """Let the form hear a message."""
        return await self.run(ValidateCheckInForm(), text, intent, **given)

    async def kept(self):
        """The answers in the database."""
        record = await self.factory.programme.check_ins.of_day(PATIENT, DAY)
        return record.answers if record else None


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
    yield Talk(factory, {CHECK_IN: ASKED, REQUESTED: "activity"})
    await factory.aclose()


def buttons(talk: Talk):
    return [button["title"] for button in talk.said[-1]["buttons"]]


@pytest.mark.asyncio
async def test_the_last_answer_is_kept_before_the_summary_is_confirmed(talk: Talk):
    said = await talk.form("walked")
    assert await talk.kept() == {"pain": 7, "mood": 2, "sleep": 4, "activity": "walked"}
    assert "Is that right?" in said[-1]
    assert (buttons(talk), talk.slots[REQUESTED]) == (["That's right", "Change something"], CONFIRM)


@pytest.mark.asyncio
async def test_an_answer_changed_under_the_summary_is_changed_in_the_database(talk: Talk):
    await talk.form("walked")
    await talk.form("/inform", confirm="change")
    assert talk.slots[REQUESTED] == CHANGE
    assert await talk.form("/inform", change="sleep") == ["How did you sleep last night?"]
    said = await talk.form("/inform", sleep="2")
    assert said[0].startswith("You slept badly.")
    assert "slept badly" in said[1]
    assert (await talk.kept())["sleep"] == 2
    assert (await talk.form("actually my mood was good", "struggling"))[0] == "Changed. Mood good today."
    assert (await talk.kept())["mood"] == 4
    assert len(await talk.factory.programme.check_ins.latest(PATIENT)) == 1


@pytest.mark.asyncio
async def test_the_end_compares_with_the_day_before_and_offers_a_lesson(talk: Talk):
    await talk.factory.programme.check_ins.record(PATIENT, CONVERSATION, "2026-02-27", {"pain": 8}, "v1")
    await talk.form("walked")
    assert await talk.form("/inform", confirm="right") == []
    assert talk.slots[REQUESTED] is None
    said = await talk.run(ActionSubmitCheckIn(), "/inform", after=(FORM,))
    assert "your pain was 8, today it is 7" in said[0]
    assert (len(said), talk.slots[OFFER], talk.slots[CHECK_IN]) == (2, "lesson", None)


@pytest.mark.asyncio
@pytest.mark.parametrize("intent,offer,bubbles", [("thanks", "lesson", 1), ("struggling", None, 0), ("complaint", "human", 0)])
async def test_talk_under_the_summary_ends_it_and_is_not_answered_with_a_lesson_when_the_day_is_hard(
    talk: Talk, intent: str, offer: str | None, bubbles: int
):
    await talk.form("walked")
    assert await talk.form("this", intent) == []
    assert await talk.run(ActionAnswer(), "this", intent)
    assert await talk.run(ValidateCheckInForm(), "this", intent, after=("action_answer",)) == []
    assert talk.slots[REQUESTED] is None
    said = await talk.run(ActionSubmitCheckIn(), "this", intent, after=("action_answer", FORM))
    assert (len(said), talk.slots[OFFER]) == (bubbles, offer)


@pytest.mark.asyncio
@pytest.mark.parametrize("intent,words", [("goodbye", "Take care"), ("later", "nothing is lost"), ("stop", "we'll stop")])
async def test_leaving_under_the_summary_leaves_nothing_open(talk: Talk, intent: str, words: str):
    await talk.form("walked")
    await talk.form("words", intent)
    said = await talk.run(ActionLeaveCheckIn(), "words", intent)
    assert words in said[0]
    assert (talk.slots[OFFER], talk.slots[CHECK_IN]) == (None, None)


@pytest.mark.asyncio
async def test_a_check_in_that_is_over_can_be_put_right(talk: Talk):
    await talk.form("walked")
    await talk.run(ActionSubmitCheckIn(), "/inform", after=(FORM,))
    said = await talk.form("pain was 3 not 7", "correct_answer")
    assert said[0] == "Changed. Pain at 3."
    assert (await talk.kept())["pain"] == 3
    await talk.form("ok", "affirm")
    assert await talk.run(ActionSubmitCheckIn(), "ok", "affirm", after=(FORM,)) == ["Good, I'll keep it like that."]


@pytest.mark.asyncio
async def test_no_word_of_the_patients_is_logged(talk: Talk, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        await talk.form("planted words")
        await talk.form("no, planted words", "correct_answer")
        await talk.form("change what i did", "correct_answer")
    assert "planted" not in caplog.text
