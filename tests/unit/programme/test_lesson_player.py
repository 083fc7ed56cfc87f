"""How a lesson takes replies."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.content import Content
from bot.programme.heard import Heard
from bot.programme.lesson_player import NEXT, Goal, Place, answer, fit_to, open_with, show
from bot.programme.lesson_schema import Practice
from bot.programme.load import PlacedLesson


@pytest.fixture(scope="module")
def content(root: Path):
    return Content.load(root / "content" / "en")


@pytest.fixture
def lesson(content: Content):
    return content.lesson(content.first_lesson)


def builder(content: Content, lesson: PlacedLesson):
    """The question about the man with the nail in his boot."""
    steps = lesson.lesson.steps
    index = next(index for index, step in enumerate(steps) if any(choice.title == "He imagined it" for choice in step.ask))
    return show(content.plan, lesson, Place(index)).place


@pytest.mark.parametrize(
    "heard", [Heard(given={"choice": "1"}), Heard("he imagined it"), Heard("b"), Heard("2"), Heard("it was in his head I think")]
)
def test_feedback(content: Content, lesson: PlacedLesson, heard: Heard):
    place = builder(content, lesson)
    assert place.asked == "choice"
    played = answer(content.plan, lesson, place, heard, "Pick one.")
    assert "His brain saw a nail" in played.say[0].text
    assert [button["payload"] for button in played.say[0].content["buttons"]] == [NEXT]
    assert not played.place.asked


@pytest.mark.parametrize(
    "heard", [Heard("banana"), Heard(given={"choice": "9"}), Heard(given={"choice": "x"}), Heard("9"), Heard("z")]
)
def test_no_reply_stops_the_lesson(content: Content, lesson: PlacedLesson, heard: Heard):
    place = builder(content, lesson)
    played = answer(content.plan, lesson, place, heard, "Pick one.")
    assert played.place == place
    assert played.say[0].content["buttons"][-1]["payload"] == NEXT


def test_a_step_that_listens_takes_any_words_and_offers_to_go_without(content: Content):
    lesson, index = next(
        (lesson, index) for lesson in content.lessons.values() for index, step in enumerate(lesson.lesson.steps) if step.listen
    )
    shown = show(content.plan, lesson, Place(index))
    assert shown.place.asked == "reply"
    assert shown.say[-1].content["buttons"] == [{"title": content.plan.no_answer, "payload": NEXT}]
    told = answer(content.plan, lesson, shown.place, Heard("banana"), "Pick one.")
    assert told.say[0].text == lesson.lesson.steps[index].listen
    assert told.place == Place(index + 1)


def test_a_step_with_an_exercise_offers_it_and_waits_for_nothing(content: Content):
    lesson, index = next(
        (lesson, index) for lesson in content.lessons.values() for index, step in enumerate(lesson.lesson.steps) if step.exercise
    )
    shown = show(content.plan, lesson, Place(index))
    exercise = lesson.lesson.steps[index].exercise
    assert [button["payload"] for button in shown.say[-1].content["buttons"]] == [f'/do_exercise{{"exercise": "{exercise}"}}', NEXT]
    assert answer(content.plan, lesson, shown.place, Heard("ok"), "Pick one.").place.step == index + 2


def test_it_says_what_comes_and_how_long_it_takes(content: Content, lesson: PlacedLesson):
    opened = open_with(content.plan, lesson)
    assert lesson.lesson.title in opened.say[0].text
    assert f"{lesson.lesson.minutes} minutes" in opened.say[0].text
    assert len(opened.say) == 2


def test_coming_back_says_so_in_two_bubbles(content: Content, lesson: PlacedLesson):
    played = show(content.plan, lesson, Place(0), lead="Welcome back.")
    assert played.say[0].text == "Welcome back."
    assert len(played.say) == 2


def test_past_the_practice_the_lesson_is_over(content: Content, lesson: PlacedLesson):
    steps = len(lesson.lesson.steps)
    practice = show(content.plan, lesson, Place(steps))
    assert practice.practice == lesson.lesson.practice.title
    assert not practice.finished
    end = show(content.plan, lesson, practice.place)
    assert end.finished
    assert end.practice == ""


@pytest.mark.parametrize(
    "goal, fitted",
    [
        (Goal(), ""),
        (Goal("see my sister.", "people"), "With people: see my sister."),
        (Goal(" paint ", "joy"), "For paint."),
        (Goal("paint", ""), "For paint."),
    ],
)
def test_a_practice_fits_the_goal(goal: Goal, fitted: str):
    practice = Practice(title="x", say=["x"], by_area={"people": "With people: {goal}."}, with_goal="For {goal}.")
    assert fit_to(practice, goal) == fitted
