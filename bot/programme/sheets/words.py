"""Says a sheet in words, as the message that carries it and as the patient's own copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.programme.exercise_schema import BETWEEN, Sheet, SheetField


def as_text(sheet: Sheet, filled: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    """Return ``filled`` line by line, its title first; ``areas`` are the titles of the goal areas by id."""
    return "\n".join([sheet.title, *(f"{label}: {value}" for label, value in lines(sheet, filled, areas))])


OWN = ("text", "long", "list")
"""Kinds of fields whose values are the patient's own words; all others are picked from ours, or are numbers."""


def as_message(sheet: Sheet, filled: Mapping[str, Any], areas: Mapping[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """Return ``as_text``, and where in it the patient's own words stand: start and end of each, in code points."""
    own = {field.label for field in sheet.fields if field.kind in OWN}
    text, spans = sheet.title, []
    for label, value in lines(sheet, filled, areas):
        text += f"\n{label}: "
        if label in own:
            spans.append((len(text), len(text) + len(value)))
        text += value
    return text, spans


def lines(sheet: Sheet, filled: Mapping[str, Any], areas: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return label and value of what is filled in, in the sheet's order."""
    return [(field.label, said_value(field, filled[field.name], areas)) for field in sheet.fields if field.name in filled]


def said_value(field: SheetField, value: Any, areas: Mapping[str, str]) -> str:
    """Return a value as it is said."""
    if isinstance(value, list):
        return BETWEEN.join(value)
    match field.kind:
        case "scale":
            return f"{value} of {field.high}"
        case "minutes":
            return f"{value} min"
        case "area":
            return areas.get(str(value), str(value))
        case "day":
            return f"{date.fromisoformat(str(value)):%-d %B}"
        case _:
            return str(value)
