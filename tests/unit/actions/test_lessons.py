"""Lessons, the way through the programme and what is remembered, by the actions, with a real database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.default_fallback import ActionDefaultFallback
from actions.greet import ActionGreet
from actions.lesson import ActionLesson
from actions.lesson_answer import ActionLessonAnswer
from actions.next_step import ActionNextStep
from actions.programme import ActionProgramme
from actions.progress import ActionProgress
from actions.remember import ActionRemember
from actions.scene import HandrailAction
from actions.tell_practice import ActionTellPractice
from bot.accounts.actor import Actor
from bot.config import Settings
from bot.db.tables import Conversation, Person
from bot.factory import Factory
from bot.words import ModuleState, Role
from tests.conftest import MovingClock

PATIENT, CONVERSATION = "a" * 32, "b" * 32


class Talk:
    """A patient's talk with the actions: slots are kept from one message to the next."""

    def __init__(self, factory: Factory) -> None:
        self.factory = factory
        self.slots: dict[str, Any] = {}
        self.buttons: list[dict[str, str]] = []

    async def say(self, action: HandrailAction, text: str = "x", *, intent: str = "x", patient: bool = True, **given: str) -> str:
        """Run ``action`` on a message; return what is said."""
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": name, "value": value} for name, value in given.items()],
            "metadata": {"patient_id": PATIENT, "now": self.factory.clock.now().isoformat()} if patient else {},
        }
        dispatcher = CollectingDispatcher()
        events = await action.run(
            dispatcher, Tracker(CONVERSATION, dict(self.slots), latest, [], False, None, {}, "action_listen"), {}
        )
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        self.buttons = [button for message in dispatcher.messages for button in message["buttons"] or []]
        return "\n".join(message["text"] or "" for message in dispatcher.messages)

    async def finish(self, module: str) -> None:
        """Have finished a module."""
        for lesson in self.factory.programme.content.lessons.values():
            if lesson.module.id == module:
                await self.factory.programme.lessons.keep(PATIENT, lesson.id, 99, finished=True)


@pytest_asyncio.fixture
async def talk(db_url: str, tmp_path: Path, root: Path, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> Any:
    clock.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    factory = Factory(Settings(root=root, data_dir=tmp_path, database_url=db_url), clock=clock)
    async with factory.db.write() as session:
        session.add(Person(id=PATIENT, role="patient", display_name="Patient", created_at=clock.now()))
        await session.flush()
        session.add(Conversation(id=CONVERSATION, patient_id=PATIENT, created_at=clock.now()))
    monkeypatch.setattr("actions.scene.factory", lambda: factory)
    yield Talk(factory)
    await factory.aclose()


async def to_the_end(talk: Talk) -> str:
    """Go through the open lesson by its first button or a few words; return the last words."""
    said = ""
    while talk.slots.get("lesson"):
        offer = talk.slots["offer"]
        if offer == "lesson_reply":
            said = await talk.say(ActionLessonAnswer(), "hard to say")
        elif offer == "lesson_answer":
            said = await talk.say(ActionLessonAnswer(), choice="0")
        else:
            said = await talk.say(ActionNextStep())
    return said


@pytest.mark.asyncio
async def test_one_lesson_after_the_other_with_its_practice_asked_about(talk: Talk) -> None:
    content = talk.factory.programme.content
    first, second = list(content.lessons.values())[:2]
    assert first.lesson.title in await talk.say(ActionLesson())
    await to_the_end(talk)
    way = await talk.factory.programme.journey.way(PATIENT)
    assert way.open_practice.title == first.lesson.practice.title
    asked = await talk.say(ActionLesson())
    assert first.lesson.practice.title in asked
    assert [button["title"] for button in talk.buttons] == ["I did it", "A bit", "Not yet"]
    begun = await talk.say(ActionLessonAnswer(), "only once, it rained")
    assert second.lesson.title in begun
    assert begun.startswith((first.lesson.practice.went or content.plan.went).partly)
    assert (await talk.factory.programme.journey.way(PATIENT)).practice.went == "partly"


@pytest.mark.asyncio
async def test_a_lesson_goes_on_where_it_was_left(talk: Talk) -> None:
    await talk.say(ActionLesson())
    for _ in range(3):
        await talk.say(ActionNextStep())
    shown = await talk.say(ActionNextStep())
    talk.slots = {}
    again = await talk.say(ActionLesson())
    assert again.startswith(talk.factory.programme.content.plan.back)
    assert shown.replace("\n", " ")[:60] in again.replace("\n", " ")


@pytest.mark.asyncio
async def test_a_module_that_is_asked_for(talk: Talk) -> None:
    assert "isn't open yet" in await talk.say(ActionLesson(), module="sleep")
    await talk.finish("how-pain-works")
    talk.factory.clock.advance(days=8)  # type: ignore[attr-defined]
    assert "Sleep" in await talk.say(ActionLesson(), module="sleep")
    guide = Actor("f" * 32, Role.THERAPIST.value, "Guide")
    await talk.factory.programme.journey.set_module(guide, PATIENT, "sleep", ModuleState.LOCKED)
    assert "set that part aside" in await talk.say(ActionLesson(), module="sleep")


@pytest.mark.asyncio
async def test_what_there_is_to_choose_from(talk: Talk) -> None:
    told = await talk.say(ActionProgramme())
    assert "0 of 42" in told
    assert talk.buttons[0]["payload"] == '/start_lesson{"module": "how-pain-works"}'
    await talk.say(ActionProgramme(), patient=False)
    assert len(talk.buttons) == 6


@pytest.mark.asyncio
async def test_all_done(talk: Talk) -> None:
    for module in talk.factory.programme.content.plan.modules:
        await talk.finish(module.id)
    assert "every lesson" in await talk.say(ActionLesson())


@pytest.mark.asyncio
async def test_a_greeting_remembers_and_so_does_the_answer_to_what_do_you_know(talk: Talk) -> None:
    assert await talk.say(ActionGreet()) == "Hello. What would you like to do?"
    assert "don't know much about you" in await talk.say(ActionRemember())
    content = talk.factory.programme.content
    await talk.say(ActionLesson())
    await to_the_end(talk)
    title = content.lesson(content.first_lesson).lesson.practice.title
    assert await talk.say(ActionGreet()) == f"Hello again. Last time you wanted to try {title}. What would you like to do?"
    assert "kept it with your messages" in await talk.say(ActionTellPractice(), "the cat was ill")
    assert content.lesson(content.first_lesson).lesson.practice.went.done in await talk.say(
        ActionTellPractice(), "I did it every day"
    )
    answers = {"pain": 6, "mood": 3, "sleep": None, "activity": None}
    await talk.factory.programme.check_ins.record(PATIENT, CONVERSATION, "2026-03-02", answers, "v")
    patient = Actor(PATIENT, Role.PATIENT.value, "Patient")
    filled = {"goal": "see my sister", "area": "people"}
    await talk.factory.programme.sheets.save(patient, "goal-sheet", filled, message_id="1" * 32)
    known = await talk.say(ActionRemember())
    for part in ("see my sister", "6 out of 10", "1 of 42", f"{title}. You told me: I did it"):
        assert part in known
    assert "1 of 42" in await talk.say(ActionProgress())
    talk.factory.clock.advance(days=40)  # type: ignore[attr-defined]
    back = await talk.say(ActionGreet())
    assert back.startswith("Hello, it's good to see you again. It has been a while")
    assert "see my sister" in back


@pytest.mark.asyncio
async def test_a_practice_speaks_of_the_goal(talk: Talk) -> None:
    patient = Actor(PATIENT, Role.PATIENT.value, "Patient")
    await talk.factory.programme.sheets.save(
        patient, "goal-sheet", {"goal": "see my sister", "area": "people"}, message_id="1" * 32
    )
    await talk.say(ActionLesson())
    said = ""
    while not talk.slots["lesson"]["step"] > len(talk.factory.programme.content.lesson(talk.slots["lesson"]["id"]).lesson.steps):
        said = (
            await talk.say(ActionLessonAnswer(), choice="0")
            if talk.slots["offer"] == "lesson_answer"
            else await talk.say(ActionNextStep())
        )
    assert "see my sister" in said


@pytest.mark.asyncio
async def test_a_question_is_answered_offered_or_owned_up_to(talk: Talk) -> None:
    assert "drive" in (await talk.say(ActionAnswer(), "am I allowed to drive on my tablets", intent="ask_question")).lower()
    near = await talk.say(ActionAnswer(), "how do I get out of bed when I'm low", intent="ask_question")
    if "one of these" in near:
        question = next(button for button in talk.buttons if button["payload"].startswith("/ask_question"))["payload"]
        chosen = question.split('"')[3]
        held = talk.factory.programme.content.questions[chosen]
        assert await talk.say(ActionAnswer(), question, intent="ask_question", question=chosen) == "\n".join(held.say)
    assert "don't want to guess" in await talk.say(ActionAnswer(), "zzz qqq brrr", intent="ask_question")
    assert "/wants_human" in {button["payload"] for button in talk.buttons}


@pytest.mark.asyncio
async def test_what_was_not_understood_but_is_a_question_is_looked_up(talk: Talk) -> None:
    told = await talk.say(ActionDefaultFallback(), "which pillow or mattress should I buy?", intent="nlu_fallback")
    assert "didn't catch" not in told
    assert "didn't catch" in await talk.say(ActionDefaultFallback(), "which blorp should I zzgh", intent="nlu_fallback")
