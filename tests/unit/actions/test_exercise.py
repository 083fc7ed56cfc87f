"""Exercises through their actions: what is offered, what is kept, and what an open lesson makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise import ActionExercise
from actions.leave_exercise import ActionLeaveExercise
from actions.scene import HandrailAction
from actions.sheet_saved import ActionSheetSaved
from actions.slots import EXERCISE, EXERCISE_FORM, LESSON, OFFER, REQUESTED
from actions.submit_exercise import ActionSubmitExercise
from actions.validate_exercise_form import ValidateExerciseForm
from bot.config import Settings
from bot.db.tables import Conversation, Person
from bot.factory import Factory

PATIENT, CONVERSATION = "a" * 32, "b" * 32
pytestmark = pytest.mark.asyncio


@dataclass
class Talk:
    """One conversation with stored messages: slots that stay, and the actions called as Rasa would call them."""

    factory: Factory
    slots: dict[str, Any] = field(default_factory=dict)
    count: int = 0
    channel: str | None = "web"
    active: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    buttons: list[Any] = field(default_factory=list)

    async def run(self, action: HandrailAction, text: str, intent: str = "inform", *, after: tuple[str, ...] = (), **given: str):
        self.count += 1
        message, _ = await self.factory.conversations.accept(CONVERSATION, text=text, client_id=f"c{self.count}")
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": name, "value": value} for name, value in given.items()],
            "metadata": {
                "patient_id": PATIENT, "message_id": message.id, "now": "2026-03-02T10:00:00+00:00", "channel": self.channel,
            },
        }  # fmt: skip
        done = [{"event": "action", "name": name} for name in ("action_listen", *after)]
        loop = {"name": EXERCISE_FORM} if self.active else {}
        tracker = Tracker(CONVERSATION, dict(self.slots), latest, done, False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        self.events = await action.run(dispatcher, tracker, {})
        for event in self.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.buttons = [button["payload"] for said in dispatcher.messages for button in said["buttons"] or []]
        return "\n".join(said["text"] for said in dispatcher.messages)

    @property
    def followed(self) -> list[str]:
        return [str(event["name"]) for event in self.events if event["event"] == "followup"]


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


async def test_on_a_page_it_is_offered_to_open_or_in_text(talk: Talk):
    told = await talk.run(ActionExercise(), "could we do some breathing", "do_exercise")
    assert told.startswith("Calm breathing. A slow, easy breath")
    assert talk.buttons == [
        '/do_exercise{"exercise": "breathing"}', '/do_exercise{"exercise": "breathing", "form": "text"}', "/do_exercise",
    ]  # fmt: skip
    assert talk.followed == []
    assert "Which exercise" in await talk.run(ActionExercise(), "an exercise", "do_exercise")
    assert len(talk.buttons) == 11
    assert "Which exercise" in await talk.run(ActionExercise(), "/do_exercise", "do_exercise", exercise="dancing")


async def test_where_there_is_no_page_it_begins_in_text(talk: Talk):
    talk.channel = "telegram"
    await talk.run(ActionExercise(), "could we do some breathing", "do_exercise")
    assert talk.followed == [EXERCISE_FORM]
    talk.active = True
    assert "Send me any word" in await talk.run(ValidateExerciseForm(), "breathing", "do_exercise", after=("action_exercise",))
    assert talk.slots[REQUESTED] == "exercise_answer"
    for _ in range(4):
        told = await talk.run(ValidateExerciseForm(), "ok")
    assert "Now let the breath do what it wants" in told
    assert talk.slots[REQUESTED] is None
    assert await talk.run(ActionSubmitExercise(), "ok", after=(EXERCISE_FORM,)) == ""
    assert talk.slots[EXERCISE] is None


async def test_a_sheet_in_text_is_kept_with_the_message_that_said_yes(talk: Talk):
    await talk.run(ActionExercise(), "/do_exercise", "do_exercise", exercise="pacing-plan", form="text")
    talk.active = True
    await talk.run(ValidateExerciseForm(), "/do_exercise", "do_exercise")
    for words in ("Washing up", "25 minutes", "none"):
        await talk.run(ValidateExerciseForm(), words)
    for _ in range(2):
        told = await talk.run(ValidateExerciseForm(), "/inform", exercise_answer="skip")
    assert "On a bad day (minutes): 0 min" in told
    assert await talk.factory.programme.sheets.of(PATIENT) == []
    await talk.run(ValidateExerciseForm(), "keep it", "affirm")
    (kept,) = await talk.factory.programme.sheets.of(PATIENT)
    assert kept.values == {"activity": "Washing up", "good_day": 25, "bad_day": 0}
    told = await talk.run(ActionSubmitExercise(), "keep it", "affirm", after=(EXERCISE_FORM,))
    assert "I've kept your plan" in told
    assert "begin very small: 2 min" in told
    assert talk.slots[EXERCISE] is None


async def test_stopping_keeps_what_was_said_and_yes_goes_on(talk: Talk):
    await talk.run(ActionExercise(), "/do_exercise", "do_exercise", exercise="goal-sheet", form="text")
    talk.active = True
    await talk.run(ValidateExerciseForm(), "/do_exercise", "do_exercise")
    await talk.run(ValidateExerciseForm(), "swim with my sister")
    assert "stays" in await talk.run(ActionLeaveExercise(), "stop", "stop")
    assert talk.slots[OFFER] == "exercise"
    assert talk.slots[EXERCISE]["values"] == {"goal": "swim with my sister"}
    told = await talk.run(ValidateExerciseForm(), "yes", "affirm")
    assert "go on where we were" in told
    assert "Which part of your life" in told


async def test_one_that_is_kept_once_is_opened_as_it_stands(talk: Talk):
    from bot.accounts.actor import Actor  # noqa: PLC0415 - only here

    sheets = talk.factory.programme.sheets
    message, _ = await talk.factory.conversations.accept(CONVERSATION, text="x", client_id="x")
    goal = {"goal": "swim", "area": "moving", "first_step": "shoes"}
    kept = await sheets.save(Actor(PATIENT, "patient", "Patient"), "goal-sheet", goal, message_id=message.id)
    await talk.run(ActionExercise(), "/do_exercise", "do_exercise", exercise="goal-sheet", form="text")
    talk.active = True
    assert "My goal: swim" in await talk.run(ValidateExerciseForm(), "/do_exercise", "do_exercise")
    await talk.run(ValidateExerciseForm(), "/inform", exercise_answer="change")
    await talk.run(ValidateExerciseForm(), "/inform", exercise_answer="goal")
    assert "My goal: dance" in await talk.run(ValidateExerciseForm(), "dance")
    await talk.run(ValidateExerciseForm(), "/inform", exercise_answer="keep")
    (now,) = await sheets.of(PATIENT)
    assert (now.id, now.values["goal"]) == (kept.id, "dance")


async def test_a_lesson_that_waited_for_it_goes_on(talk: Talk):
    content = talk.factory.programme.content
    lesson = content.lesson("goals/good-goals")
    at = next(place for place, step in enumerate(lesson.lesson.steps) if step.exercise)
    talk.slots[LESSON] = {"id": lesson.id, "step": at + 1, "asked": "exercise", "practice": ""}
    told = await talk.run(ActionExercise(), "yes please open", "do_exercise")
    assert told.startswith("What matters to me.")
    told = await talk.run(ActionSheetSaved(), "What matters to me", "sheet_saved", exercise="goal-sheet")
    assert told.startswith("Thank you, I've kept it.")
    assert lesson.lesson.steps[at + 1].say[0] in told
    assert talk.slots[LESSON]["step"] == at + 2
    told = await talk.run(ActionSheetSaved(), "What matters to me", "sheet_saved", exercise="goal-sheet")
    assert talk.buttons == ["/next_step"], "a step that did not wait for it only offers to go on"


async def test_in_a_form_it_is_acknowledged_and_the_form_asks_again(talk: Talk):
    talk.active = True
    talk.slots[EXERCISE] = {"exercise": "goal-sheet"}
    assert "I've kept it" in await talk.run(ActionSheetSaved(), "x", "sheet_saved", exercise="thought-record")
    assert talk.events == []
    assert await talk.run(ActionSheetSaved(), "x", "sheet_saved", exercise="dancing") != ""
