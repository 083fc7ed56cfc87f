"""What the program works out, against examples done by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.content import Content
from bot.programme.exercise_schema import Sheet
from bot.programme.sheets.helpers import Timer, Worked, next_rung, of_all, of_sheet, pacing


@pytest.fixture(scope="module")
def content(root: Path) -> Content:
    return Content.load(root / "content" / "en")


def one(content: Content, exercise: str, **values: Any) -> Worked:
    sheet = content.exercises[exercise]
    assert isinstance(sheet, Sheet)
    worked = of_sheet(sheet, values, content.exercise_words)
    assert worked is not None
    return worked


def together(content: Content, exercise: str, kept: list[dict[str, Any]], *, cleared: bool | None = None) -> Worked:
    sheet = content.exercises[exercise]
    assert isinstance(sheet, Sheet)
    worked = of_all(sheet, kept, content.exercise_words, cleared=cleared)
    assert worked is not None
    return worked


@pytest.mark.parametrize(
    "good, bad, rest, timer",
    [
        (25, 5, 10, Timer(4, 10)),
        (25, 10, None, Timer(8, 8)),
        (10, 2, None, Timer(1, 2)),
        (10, 1, 5, Timer(1, 5)),
        (60, 40, None, Timer(32, 15)),
        (25, 0, None, Timer(2, 2)),
        (5, 0, None, Timer(1, 2)),
        (300, 0, None, Timer(5, 5)),
        (5, 25, None, Timer(4, 4)),
    ],
)
def test_pacing_begins_below_a_bad_day(good: int, bad: int, rest: int | None, timer: Timer):
    assert pacing(good, bad, rest) == timer


@given(good=st.integers(1, 300), bad=st.integers(0, 300), rest=st.none() | st.integers(1, 120))
def test_pacing_is_always_something_and_never_above_the_shorter_day(good: int, bad: int, rest: int | None):
    timer = pacing(good, bad, rest)
    shorter = min(good, bad)
    assert timer.work >= 1
    assert timer.rest >= 1
    assert timer.work < shorter or shorter <= 1


def test_pacing_in_words(content: Content):
    told = one(content, "pacing-plan", good_day=25, bad_day=5).told
    assert told[0].startswith("Begin with 4 min, then take a break of 4 min")
    assert "5 min" in told[1]
    assert "a minute or half" not in told[0]
    assert "isn't possible at all" in one(content, "pacing-plan", good_day=25, bad_day=0).told[0]
    assert "do half of it" in one(content, "pacing-plan", good_day=25, bad_day=1).told[0]


def test_the_next_rung():
    rungs = ["armchair", "sofa", "cinema, short"]
    assert next_rung(rungs, 0) == ("armchair", None)
    assert next_rung(rungs, 1) == ("sofa", "armchair")
    assert next_rung(rungs, 3) == (None, "cinema, short")
    assert next_rung(rungs, 8) == (None, "cinema, short")


def test_a_ladder_in_the_patients_own_words(content: Content):
    told = one(content, "steps-ladder", aim="the {cinema}", rungs=["{rung} one", "two"]).told
    assert told == ["Your next rung: {rung} one"]
    told = one(content, "steps-ladder", aim="the {cinema}", rungs=["one", "two"], reached=2).told
    assert told == ["All rungs feel fairly easy. What is left is the top: the {cinema}", "For a bad day, one rung down: two"]


def planned(day: int, pleasure: int | None, mastery: int | None, done: str = "As planned") -> dict[str, Any]:
    rated = {} if pleasure is None else {"pleasure": pleasure, "mastery": mastery, "done": done}
    return {"day": f"2026-03-{day:02}", "planned": ["tea"], **rated}


def test_the_balance_of_planned_days(content: Content):
    few = together(content, "activity-plan", [planned(1, 5, 5), planned(2, 5, 5), planned(3, None, None)])
    assert few.told == ["From 3 planned days with ratings on, I can show you how pleasure and managing things balance."]
    busy = [planned(1, 2, 8), planned(2, 3, 7), planned(3, 1, 6, "The small version"), planned(4, None, None)]
    told = together(content, "activity-plan", busy).told
    assert told[0].startswith("Of 4 planned days you noted: as planned 2, the small version 1, something else 0, not this time 0")
    assert told[1] == "On average: pleasure 2.0 and the sense of having managed 7.0, of 10."
    assert "less to enjoy" in told[2]
    even = together(content, "activity-plan", [planned(day, 6, 5) for day in range(1, 4)])
    assert "fairly even" in even.told[-1]
    lazy = together(content, "activity-plan", [planned(day, 8, 3) for day in range(1, 4)])
    assert "fewer that feel like something managed" in lazy.told[-1]
    much = together(content, "activity-plan", [planned(day, 4, 4, "Not this time") for day in range(1, 4)])
    assert "half the size" in much.told[-1]


def test_only_the_last_two_weeks_of_plans_count(content: Content):
    kept = [planned(day, 5, 5) for day in range(1, 15)] + [planned(day, 0, 10) for day in range(15, 29)]
    assert "sense of having managed 10.0" in together(content, "activity-plan", kept).told[1]


def test_what_no_helper_looks_at(content: Content):
    for sheet in content.exercises.values():
        if isinstance(sheet, Sheet):
            assert of_all(sheet, [], content.exercise_words) is None
    record = content.exercises["thought-record"]
    assert isinstance(record, Sheet)
    assert of_sheet(record, {"thought": "x"}, content.exercise_words) is None
    assert of_all(record, [{"thought": "x"}], content.exercise_words) is None


def night(day: int, to_bed: str = "23:00", got_up: str = "07:00", woke_up: str = "", **more: int) -> dict[str, Any]:
    values = {"asleep_after": 30, "awake": 60, **more}
    return {"night": f"2026-03-{day:02}", "to_bed": to_bed, "woke_up": woke_up or got_up, "got_up": got_up, **values}


def test_a_sleep_window_only_after_who_must_ask_first(content: Content):
    kept = [night(day) for day in range(1, 5)]
    assert together(content, "sleep-diary", kept).told[0].startswith("4 of 7 nights")
    kept.append(night(5))
    asked = together(content, "sleep-diary", kept)
    assert asked.asks
    assert asked.told[0].startswith("Over 5 nights you slept 6 h 30 min on average, in 8 h 0 min in bed. That is 81 minutes")
    assert not any(time in " ".join(asked.told) for time in ("00:30", "00:00"))
    refused = together(content, "sleep-diary", kept, cleared=False)
    assert "leave the window" in refused.told[-1]
    assert "00:30" not in " ".join(refused.told)
    told = together(content, "sleep-diary", kept, cleared=True).told
    assert "00:00 to 07:00. The shorter one is 00:30 to 07:00" in told[-1]
    assert "Please show your diary" in told[-1]


def test_never_below_five_and_a_half_hours(content: Content):
    told = together(content, "sleep-diary", [night(day, awake=300) for day in range(1, 8)], cleared=True).told
    assert "01:00 to 07:00. The shorter one is 01:30 to 07:00" in told[-2]
    assert told[-1].startswith("Five and a half hours is the least")


def test_no_window_where_the_time_in_bed_fits_or_is_short_already(content: Content):
    fits = together(content, "sleep-diary", [night(day, awake=0, asleep_after=20) for day in range(1, 6)])
    assert fits.told[-1].startswith("Your time in bed fits")
    assert not fits.asks
    short = together(content, "sleep-diary", [night(day, to_bed="02:00") for day in range(1, 6)], cleared=True)
    assert short.told[-1].startswith("Five and a half hours")
