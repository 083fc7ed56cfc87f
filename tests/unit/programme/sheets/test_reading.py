"""What people type for a field, in tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.exercise_schema import FieldKind, SheetField
from bot.programme.sheets.reading import Wrong, read_field

MONDAY = date(2026, 3, 2)
AREAS = {"moving": "Moving and getting out", "home": "Jobs at home"}
FEELINGS = ["Afraid or worried", "Sad", "Angry", "Helpless", "Something else"]


def a_field(kind: str, **more: Any) -> SheetField:
    options = {"options": FEELINGS} if kind in {"choice", "choices"} else {}
    return SheetField.model_validate({"name": "x", "kind": kind, "label": "X", "ask": "X?", **options, **more})


def read(kind: str, text: str, *, ahead: bool = False, **more: Any) -> Any:
    found = read_field(a_field(kind, **more), text, AREAS, MONDAY, ahead=ahead)
    return None if isinstance(found, Wrong) else found


@pytest.mark.parametrize(
    "kind, text, value",
    [
        ("scale", "7", 7),
        ("scale", "about a seven", 7),
        ("scale", "7/10", 7),
        ("scale", "eleven", None),
        ("scale", "3 or 9", None),
        ("count", "3 rungs", 3),
        ("count", "three", 3),
        ("count", "none", 0),
        ("count", "some", None),
        ("text", " a word ", "a word"),
        ("text", "x" * 201, None),
        ("long", "x" * 201, "x" * 201),
        ("text", "  ", None),
        ("choice", "Angry", "Angry"),
        ("choice", "3", "Angry"),
        ("choice", "i was sad", "Sad"),
        ("choice", "worried", "Afraid or worried"),
        ("choice", "glad", None),
        ("area", "jobs at home", "home"),
        ("area", "1", "moving"),
        ("area", "space", None),
        ("choices", "sad, angry", ["Sad", "Angry"]),
        ("choices", "angry and worried", ["Afraid or worried", "Angry"]),
        ("choices", "1, 3", ["Afraid or worried", "Angry"]),
        ("choices", "glad", None),
        ("list", "one\n- two\n3. three", ["one", "two", "three"]),
        ("list", "one; two", ["one", "two"]),
        ("list", "x" * 101, None),
        ("list", "\n".join("abcdefghi"), None),
        ("list", " ; ", None),
    ],
)
def test_a_table(kind: str, text: str, value: Any):
    assert read(kind, text) == value


@pytest.mark.parametrize(
    "text, value",
    [
        ("40", 40),
        ("40 minutes", 40),
        ("about 40 min", 40),
        ("half an hour", 30),
        ("an hour", 60),
        ("1 h 30", 90),
        ("1h 30 min", 90),
        ("an hour and a half", 90),
        ("1.5 hours", 90),
        ("two hours", 120),
        ("a quarter of an hour", 15),
        ("none", 0),
        ("no time at all", 0),
        ("forty-five", 45),
        ("20 or 30", None),
        ("20 to 30 minutes", None),
        ("long", None),
        ("700", None),
    ],
)
def test_minutes(text: str, value: int | None):
    assert read("minutes", text, low=0, high=600) == value


@pytest.mark.parametrize(
    "text, bed, morning",
    [
        ("22:30", "22:30", "22:30"),
        ("10:30", "22:30", "10:30"),
        ("10.30", "22:30", "10:30"),
        ("half past ten", "22:30", "10:30"),
        ("half past ten in the evening", "22:30", "22:30"),
        ("quarter to eleven", "22:45", "10:45"),
        ("11", "23:00", "11:00"),
        ("11pm", "23:00", "23:00"),
        ("7 am", "07:00", "07:00"),
        ("7", "19:00", "07:00"),
        ("07:15", "07:15", "07:15"),
        ("midnight", "00:00", "00:00"),
        ("12", "00:00", "12:00"),
        ("half past twelve", "00:30", "00:30"),
        ("2315", "23:15", "23:15"),
        ("twenty past six", "18:20", "06:20"),
        ("at 6 o'clock", "18:00", "06:00"),
        ("half six", "18:30", "06:30"),
        ("noon", "12:00", "12:00"),
        ("1 at night", "01:00", "01:00"),
        ("between 10 and 11", None, None),
        ("late", None, None),
        ("25:00", None, None),
    ],
)
def test_times_are_meant_near_the_example(text: str, bed: str | None, morning: str | None):
    assert read("time", text, example="23:15") == bed
    assert read("time", text, example="06:30") == morning


@pytest.mark.parametrize(
    "text, back, ahead",
    [
        ("today", "2026-03-02", "2026-03-02"),
        ("last night", "2026-03-02", "2026-03-02"),
        ("yesterday", "2026-03-01", "2026-03-01"),
        ("the day before yesterday", "2026-02-28", "2026-02-28"),
        ("tomorrow", "2026-03-03", "2026-03-03"),
        ("Monday", "2026-03-02", "2026-03-02"),
        ("on friday", "2026-02-27", "2026-03-06"),
        ("14 March", "2026-03-14", "2026-03-14"),
        ("March 14th", "2026-03-14", "2026-03-14"),
        ("the 28th of december", "2025-12-28", "2025-12-28"),
        ("2026-03-14", "2026-03-14", "2026-03-14"),
        ("30 February", None, None),
        ("2026-02-30", None, None),
        ("29 feb", "2028-02-29", "2028-02-29"),
        ("soon", None, None),
    ],
)
def test_days(text: str, back: str | None, ahead: str | None):
    assert read("day", text) == back
    assert read("day", text, ahead=True) == ahead


@given(st.text(max_size=300), st.sampled_from(FieldKind.__args__))
def test_nothing_breaks_it(text: str, kind: str):
    read(kind, text, example="06:30" if kind == "time" else "")
