"""A lesson, played to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.content import Content, PlacedLesson
from bot.programme.heard import Heard
from bot.programme.lesson_player import NEXT, Place, answer, show


@pytest.fixture
def lesson(root: Path):
    content = Content.load(root / "content" / "en")
    return content.lesson(content.first_lesson)


def test_to_the_end(lesson: PlacedLesson):
    place, shown = Place(), []
    for _ in range(len(lesson.lesson.steps)):
        played = show(lesson, place)
        assert not played.finished
        assert 1 <= len(played.say) <= 2
        assert played.say[-1].content["buttons"]
        shown.append(played.say[-1].content["element"]["progress"])
        place = played.place
    assert shown == sorted(shown)
    assert shown[-1] == 1
    end = show(lesson, place)
    assert end.finished


def question(lesson: PlacedLesson):
    index = next(index for index, step in enumerate(lesson.lesson.steps) if step.ask)
    return show(lesson, Place(index)).place


@pytest.mark.parametrize(
    "heard", [Heard(given={"choice": "1"}), Heard("he imagined it"), Heard("b"), Heard("2"), Heard("it was in his head I think")]
)
def test_feedback(lesson: PlacedLesson, heard: Heard):
    place = question(lesson)
    assert place.asked
    played = answer(lesson, place, heard, "Pick one.")
    assert "as real as any" in played.say[0].text
    assert [button["payload"] for button in played.say[0].content["buttons"]] == [NEXT]
    assert not played.place.asked


@pytest.mark.parametrize("heard", [Heard("banana"), Heard(given={"choice": "9"}), Heard(given={"choice": "x"}), Heard("9")])
def test_no_reply_stops_the_lesson(lesson: PlacedLesson, heard: Heard):
    place = question(lesson)
    played = answer(lesson, place, heard, "Pick one.")
    assert played.place == place
    assert played.say[0].content["buttons"][-1]["payload"] == NEXT


def test_coming_back_says_so_in_two_bubbles(lesson: PlacedLesson):
    played = show(lesson, Place(0), lead="Welcome back.")
    assert played.say[0].text == "Welcome back."
    assert len(played.say) == 2
