"""What is filled in, read and said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.programme.exercise_schema import FieldKind, Sheet
from bot.programme.sheets.values import clean
from bot.programme.sheets.words import as_text

AREAS = {"moving": "Moving and getting out", "home": "Jobs at home"}
FIELDS: list[dict[str, Any]] = [
    {"name": "day", "kind": "day"},
    {"name": "what", "kind": "text"},
    {"name": "more", "kind": "long"},
    {"name": "pain", "kind": "scale", "low": 0, "high": 10},
    {"name": "long", "kind": "minutes", "low": 1, "high": 600},
    {"name": "felt", "kind": "choices", "options": ["sad", "cross", "calm"]},
    {"name": "size", "kind": "choice", "options": ["small", "big"]},
    {"name": "at", "kind": "time"},
    {"name": "steps", "kind": "list", "most": 3},
    {"name": "area", "kind": "area"},
]
SHEET = Sheet.model_validate(
    {
        "kind": "sheet",
        "id": "diary",
        "title": "Diary",
        "about": "Keep it.",
        "many": True,
        "begin": "Begin.",
        "saved": "Kept.",
        "sources": ["x"],
        "fields": [{**field, "label": f"The {field['name']}", "ask": "What?", "optional": True} for field in FIELDS],
    }
)
WHOLE = {
    "day": "2026-03-02",
    "what": " walked ",
    "more": "to the gate\nand back",
    "pain": 4,
    "long": 10,
    "felt": ["calm", "sad"],
    "size": "small",
    "at": "7:05",
    "steps": ["shoes", " ", "door "],
    "area": "home",
}


def test_it_is_kept_as_it_is_meant():
    filled = clean(SHEET, WHOLE, AREAS)
    assert filled["what"] == "walked"
    assert filled["felt"] == ["sad", "calm"]
    assert filled["at"] == "07:05"
    assert filled["steps"] == ["shoes", "door"]


def test_it_is_said_line_by_line():
    assert as_text(SHEET, clean(SHEET, WHOLE, AREAS), AREAS).splitlines() == [
        "Diary",
        "The day: 2 March",
        "The what: walked",
        "The more: to the gate",
        "and back",
        "The pain: 4 of 10",
        "The long: 10 min",
        "The felt: sad; calm",
        "The size: small",
        "The at: 07:05",
        "The steps: shoes; door",
        "The area: Jobs at home",
    ]


@pytest.mark.parametrize(
    "field, value",
    [
        ("day", "2.3.2026"),
        ("day", "2026-02-30"),
        ("day", 3),
        ("what", "x" * 201),
        ("what", 7),
        ("more", "x" * 701),
        ("pain", 11),
        ("pain", -1),
        ("pain", "4"),
        ("pain", True),
        ("pain", 4.5),
        ("long", 0),
        ("felt", ["glad"]),
        ("felt", "sad"),
        ("size", "huge"),
        ("at", "25:00"),
        ("at", "noon"),
        ("steps", ["a", "b", "c", "d"]),
        ("steps", "shoes"),
        ("steps", ["x" * 101]),
        ("area", "space"),
        ("size", ["small"]),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_the_fields_label(field: str, value: Any):
    with pytest.raises(Invalid, match=f"The {field}") as caught:
        clean(SHEET, {field: value}, AREAS)
    assert caught.value.details["field"] == field


def test_what_is_needed_and_what_is_unknown():
    needed = SHEET.model_copy(update={"fields": [SHEET.fields[1].model_copy(update={"optional": False})]})
    for empty in ({}, {"what": ""}, {"what": "  "}, {"what": None}):
        with pytest.raises(Invalid, match="The what"):
            clean(needed, empty, AREAS)
    with pytest.raises(Invalid, match="no field other"):
        clean(SHEET, {"other": 1}, AREAS)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([field["name"] for field in FIELDS]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text() | st.integers()),
    )
)
def test_whatever_comes_it_is_kept_whole_or_refused(values: dict[str, Any]):
    try:
        filled = clean(SHEET, values, AREAS)
    except Invalid:
        return
    assert clean(SHEET, filled, AREAS) == filled
    assert as_text(SHEET, filled, AREAS).startswith("Diary")


def test_the_kinds_are_all_tried():
    assert {field["kind"] for field in FIELDS} | {"count"} == set(FieldKind.__args__)
