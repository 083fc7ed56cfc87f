"""What counts as a reliable change, against worked examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.content import Content
from bot.programme.measures.change import change_between
from bot.words import Movement
from tests.conftest import ROOT

MEASURES = Content.load(ROOT / "content" / "en").measures
OPPOSITE = {Movement.BETTER: Movement.WORSE, Movement.WORSE: Movement.BETTER, Movement.SAME: Movement.SAME}


@pytest.mark.parametrize(
    "measure, earlier, later, points, movement",
    [
        ("phq9", 16, 10, -6, Movement.BETTER),
        ("phq9", 16, 11, -5, Movement.SAME),
        ("phq9", 10, 16, 6, Movement.WORSE),
        ("phq9", 10, 15, 5, Movement.SAME),
        ("phq9", 10, 10, 0, Movement.SAME),
        ("gad7", 12, 8, -4, Movement.BETTER),
        ("gad7", 8, 11, 3, Movement.SAME),
        ("gad7", 8, 12, 4, Movement.WORSE),
        ("peg", 6.0, 4.2, -1.8, Movement.BETTER),  # 30 %
        ("peg", 6.0, 4.3, -1.7, Movement.SAME),  # 28 %
        ("peg", 2.0, 1.3, -0.7, Movement.SAME),  # 35 %, but less than a point
        ("peg", 3.3, 2.3, -1.0, Movement.BETTER),  # 30.3 %, and a point
        ("peg", 5.0, 6.7, 1.7, Movement.SAME),
        ("peg", 5.0, 7.0, 2.0, Movement.WORSE),
        ("peg", 8.0, 9.8, 1.8, Movement.WORSE),  # a high score can still rise reliably
        ("phq4", 0, 12, 12, Movement.UNKNOWN),
    ],
)
def test_worked_examples(measure: str, earlier: float, later: float, points: float, movement: Movement) -> None:
    change = change_between(MEASURES[measure], earlier, later)
    assert (change.points, change.movement) == (points, movement)
    assert change.reliable is (movement in {Movement.BETTER, Movement.WORSE})


@given(st.sampled_from(["phq9", "gad7"]), st.integers(0, 21), st.integers(0, 21))
def test_there_and_back_are_opposites_where_both_marks_are_the_same(name: str, one: int, other: int) -> None:
    there, back = change_between(MEASURES[name], one, other), change_between(MEASURES[name], other, one)
    assert there.points == -back.points
    assert there.movement is OPPOSITE[back.movement]


@given(st.sampled_from(["phq9", "gad7", "peg"]), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_whoever_gets_worse_by_more_is_not_called_better(name: str, earlier: int, later: int, more: int) -> None:
    measure = MEASURES[name]
    start, end, further = (min(value * measure.most / 30, measure.most) for value in (earlier, later, later + more))
    rank = [Movement.BETTER, Movement.SAME, Movement.WORSE]
    near, far = change_between(measure, start, end).movement, change_between(measure, start, further).movement
    assert rank.index(far) >= rank.index(near)


def test_every_change_mark_names_its_source() -> None:
    marks = {name: measure.reliable_change for name, measure in MEASURES.items()}
    assert {name: mark.worse.points for name, mark in marks.items() if mark} == {"phq9": 6, "gad7": 4, "peg": 1.75}
    assert all(mark.source for mark in marks.values() if mark)
