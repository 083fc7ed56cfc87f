"""Each lesson of the programme, played to its end by every way through it; and what patients read, measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.programme.content import Content
from bot.programme.heard import Heard
from bot.programme.lesson_player import Goal, Place, Played, answer, open_with, show
from bot.programme.load import PlacedLesson
from bot.words import Went
from tests.conftest import ROOT
from tests.readability import grade

HARDEST = 8.0
"""School grade; the average of a lesson must lie two below, so that no bubble of it is far above."""
CONTENT = Content.load(ROOT / "content" / "en")
LESSONS = list(CONTENT.lessons.values())
GOAL = Goal("walk to the shop with my grandson", "moving")


@pytest.fixture(params=LESSONS, ids=lambda lesson: lesson.id)
def lesson(request: pytest.FixtureRequest) -> PlacedLesson:
    return request.param


def through(lesson: PlacedLesson, choice: int) -> Iterator[Played]:
    """Play ``lesson`` taking everywhere the choice of this number, or the last one."""
    played = open_with(CONTENT.plan, lesson)
    while not played.finished:
        yield played
        if played.place.asked == "choice":
            choices = lesson.lesson.steps[played.place.step - 1].ask
            heard = Heard(given={"choice": str(min(choice, len(choices) - 1))})
            played = answer(CONTENT.plan, lesson, played.place, heard, "Pick one.")
        elif played.place.asked == "reply":
            played = answer(CONTENT.plan, lesson, played.place, Heard("dunno really"), "Pick one.")
        else:
            played = show(CONTENT.plan, lesson, played.place, goal=GOAL)
    yield played


@pytest.mark.parametrize("choice", [0, 1, 2, 3, 4])
def test_from_start_to_end(lesson: PlacedLesson, choice: int):
    said = list(through(lesson, choice))
    assert sum(bool(played.practice) for played in said) == 1
    for played in said:
        assert 1 <= len(played.say) <= 2
        assert all(0 < len(utterance.text) <= 900 for utterance in played.say)
    for played in said[:-1]:
        buttons = played.say[-1].content["buttons"]
        assert buttons
        assert all(len(button["title"]) <= 40 for button in buttons)
    shown = [played.say[-1].content["element"]["progress"] for played in said[:-1] if "element" in played.say[-1].content]
    assert shown == sorted(shown)
    assert shown[-1] == 1


def test_every_choice_is_found_by_its_words(lesson: PlacedLesson):
    for number, step in enumerate(lesson.lesson.steps):
        for choice in step.ask:
            for word in (choice.title, *choice.words):
                place = show(CONTENT.plan, lesson, Place(number)).place
                told = answer(CONTENT.plan, lesson, place, Heard(word), "Pick one.")
                assert told.say[0].text == choice.feedback, (step.say, word)


def test_the_practice_speaks_of_the_goal_only_where_there_is_one(lesson: PlacedLesson):
    last = show(CONTENT.plan, lesson, Place(len(lesson.lesson.steps)))
    assert "{goal}" not in last.say[-1].text
    for area in [*(area.id for area in CONTENT.plan.goal_areas), "another"]:
        fitted = show(CONTENT.plan, lesson, Place(len(lesson.lesson.steps)), goal=Goal(GOAL.text, area))
        assert "{goal}" not in fitted.say[-1].text


def test_the_next_lesson_asks_how_the_practice_went(lesson: PlacedLesson):
    practice = lesson.lesson.practice
    opened = open_with(CONTENT.plan, LESSONS[0], practice.title)
    assert practice.title in opened.say[0].text
    for went, words in {Went.DONE: "yes I did it", Went.PARTLY: "a bit, once or twice", Went.NOT_YET: "no I forgot"}.items():
        told = answer(CONTENT.plan, LESSONS[0], opened.place, Heard(words), "Pick one.", practice)
        assert told.went is went
        assert told.place.step == 1
        assert len(told.say) <= 2
    unclear = answer(CONTENT.plan, LESSONS[0], opened.place, Heard("my cat was ill"), "Pick one.", practice)
    assert unclear.went is None
    assert unclear.say[0].text.startswith(CONTENT.plan.noted)


def read_aloud(lesson: PlacedLesson) -> str:
    steps = lesson.lesson.steps
    feedback = [choice.feedback for step in steps for choice in step.ask]
    texts = [text for step in steps for text in (*step.say, step.listen) if text]
    return " ".join([*texts, *feedback, *lesson.lesson.practice.say])


def test_it_reads_easily(lesson: PlacedLesson):
    assert grade(read_aloud(lesson)) <= HARDEST - 2
    for step in lesson.lesson.steps:
        assert grade(" ".join(step.say)) <= HARDEST + 2, step.say


@pytest.mark.parametrize("word", ["!", "just", "cure you", "guarantee", "simply"])
def test_words_that_the_writing_guide_rules_out(lesson: PlacedLesson, word: str):
    text = read_aloud(lesson).lower()
    assert word not in (text.split() if word.isalpha() else text), word


def test_modules_and_their_sizes():
    modules: dict[str, list[PlacedLesson]] = {}
    for lesson in LESSONS:
        modules.setdefault(lesson.module.id, []).append(lesson)
    assert len(modules) == 12
    assert all(3 <= len(lessons) <= 5 for lessons in modules.values())
    assert all(lesson.lesson.sources for lesson in LESSONS)


def test_exercises_read_easily(root: Path):
    for exercise in CONTENT.exercises.values():
        texts = [text for text in _strings(exercise.model_dump(exclude={"sources", "id", "kind"})) if len(text.split()) > 3]
        assert grade(" ".join(texts)) <= HARDEST - 2, exercise.id


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value
